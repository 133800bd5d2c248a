/**
 * A folder that was given in the place of a file of weights: which file inside to choose. The index of a sharded
 * model is what the folder means, so it is opened.
 */
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UserError } from '../contract/errors'
import { listFolder } from '../files/look'
import { OPENED_FORMATS, WEIGHTS_NAME } from './wrong-file'

/** How many files are looked into at most. */
const MOST_LOOKED_AT = 200
const INDEX_NAME = /\.safetensors\.index\.json$/i

/**
 * The index of a sharded model, when the path is a folder that holds one; the path itself when it is no folder.
 * @param isReadable whether a file inside is one of weights, by its content.
 * @throws UserError('input') for every other folder, naming the file to choose.
 */
export async function resolveFolder(
  path: string,
  isReadable: (path: string) => Promise<boolean>,
): Promise<string> {
  const status = await stat(path).catch(() => undefined) // what is wrong with a path is said when it is opened
  if (!status?.isDirectory()) return path
  const { files, folders } = await listFolder(path)
  const indices = files.filter((file) => INDEX_NAME.test(file))
  if (indices.length === 1) return join(path, indices[0]!)
  const name = `"${basename(path)}"`
  const refuse = (what: string, advice: string) =>
    new UserError('input', `${name} is ${what}; Halfpower opens ${OPENED_FORMATS}: ${advice}.`)
  if (files.includes('saved_model.pb'))
    throw refuse('a TensorFlow SavedModel', 'convert it to ONNX with tf2onnx and choose the .onnx file')
  if (files.includes('data.pkl') && folders.includes('data')) {
    throw refuse(
      'an unpacked PyTorch file',
      'choose the packed one, or pack the folder again with "zip -0 -r model.pt" from the folder above',
    )
  }
  const likely = files.filter((file) => WEIGHTS_NAME.test(file))
  const rest = files.filter((file) => !WEIGHTS_NAME.test(file))
  const readable: string[] = []
  for (const file of [...likely, ...rest].slice(0, MOST_LOOKED_AT))
    if (await isReadable(join(path, file))) readable.push(file)
  // Arrays beside weights are mostly their inputs.
  const weights = readable.filter((file) => !/\.npy$/i.test(file))
  if (weights.length === 1) throw refuse('a folder', `choose the file "${weights[0]!}" in it`)
  if (readable.length === 1) throw refuse('a folder', `choose the file "${readable[0]!}" in it`)
  if (readable.length > 1) {
    const few = readable.slice(0, 5).map((file) => `"${file}"`)
    const more = readable.length > few.length ? ` and ${readable.length - few.length} more` : ''
    throw refuse(
      `a folder with ${readable.length} files of weights`,
      `choose one of ${few.join(', ')}${more}`,
    )
  }
  if (folders.length > 0) {
    const few = folders.slice(0, 5).map((folder) => `"${folder}"`)
    throw refuse(
      'a folder without a file of weights',
      `look into its folders ${few.join(', ')} and choose one file`,
    )
  }
  throw refuse(
    files.length === 0 ? 'an empty folder' : 'a folder without a file of weights',
    'choose one file',
  )
}
