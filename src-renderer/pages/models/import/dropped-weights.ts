/**
 * Which of the dropped files is the one with the weights. Pure. Weights in several files (shards) come with an
 * index that names them, and an ONNX model's values in files that are called after it; everything else is one file.
 */
import { UserError } from '../../../../src-main/contract/errors'
import type { Dropped } from '../../../state/dropped-files'

/**
 * Names from what was dropped down to the file; [] where it is the dropped file itself.
 * @throws UserError('input') for a folder or several files without an index
 */
export function weightsAmong({ name, kind, files }: Dropped): string[] {
  if (kind === 'file') return []
  const index = files.find(({ path }) => path.length === 1 && path[0]?.endsWith('.index.json'))
  if (index) return index.path
  // PyTorch 2.9 and newer write an ONNX model's values into a second file, which is found by its name.
  const graphs = files.filter(({ path }) => path.length === 1 && /\.onnx$/i.test(path[0] ?? ''))
  if (graphs.length === 1 && files.every(({ path }) => isPartOf(path.at(-1) ?? '', graphs[0]!.path[0]!)))
    return graphs[0]!.path
  const some = files
    .slice(0, 3)
    .map(({ path }) => path.at(-1))
    .join(', ')
  throw new UserError(
    'input',
    kind === 'folder'
      ? `"${name}" is a folder${some === '' ? ' without files' : ` (with ${some}${files.length > 3 ? ', …' : ''})`}: drop the file of weights in it, or, of weights in several files, all of them with their .index.json.`
      : `${files.length} files were dropped (${some}${files.length > 3 ? ', …' : ''}): import one model at a time; of weights in several files, drop all of them with their .index.json.`,
  )
}

function isPartOf(file: string, graph: string): boolean {
  return file.startsWith(graph) || file.startsWith(graph.replace(/\.onnx$/i, '.'))
}
