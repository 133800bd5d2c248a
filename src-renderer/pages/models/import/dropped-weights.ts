/**
 * Which of the dropped files is the one with the weights. Pure. Weights in several files (shards) come with an
 * index that names them; everything else is one file.
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
