/**
 * Taking a model elsewhere: a file that PyTorch or ONNX Runtime reads, and beside it a README that says how.
 * Both are written whole or not at all.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { expectAnswer } from '../../jobs/job-runner'
import { WriteDoor } from '../../project/write-atomically'
import { assertMayReplace } from '../../project/named-file'
import type { Desk } from '../desk'

const FORMATS = { '.onnx': 'onnx', '.safetensors': 'safetensors' } as const

/** @throws UserError('usage') for another ending or no such folder, ('storage') when the place cannot be written. */
export async function exportModel(
  desk: Desk,
  name: string,
  typed: string,
  overwrite: boolean,
): Promise<{ file: string; readme: string }> {
  const ending = (Object.keys(FORMATS) as (keyof typeof FORMATS)[]).find((each) =>
    typed.toLowerCase().endsWith(each),
  )
  if (!ending)
    throw new UserError(
      'usage',
      `"${typed}" cannot be written: the name must end in .onnx (for ONNX Runtime) or .safetensors (for PyTorch).`,
    )
  const file = resolve(typed)
  await checkPlace(file)
  await assertMayReplace([file, `${file}.README.txt`], overwrite)
  const { models } = desk.open.project
  const model = await models.find(name)
  const door = new WriteDoor(dirname(file))
  const path = await door.temporary(file)
  try {
    const answer = await desk.ask({
      request: 'export model',
      model: {
        path: models.weightsPath(model),
        hash: model.weights,
        configuration: model.configuration,
      },
      name: model.name,
      classNames: model.classNames,
      as: FORMATS[ending],
      fileName: basename(file),
      version: desk.options.version ?? desk.options.host?.version ?? 'of unknown version',
      path,
    })
    const { readme } = expectAnswer(answer, 'exported model')
    await door.copy(path, file)
    await door.write(`${file}.README.txt`, readme)
    return { file, readme: `${file}.README.txt` }
  } finally {
    await door.remove(path)
  }
}

/** Before anything is computed: a folder to write into, and no folder where the file would be. */
async function checkPlace(file: string): Promise<void> {
  const isFolder = async (path: string): Promise<boolean> =>
    (await stat(path).catch(() => null))?.isDirectory() ?? false
  const folder = dirname(file)
  if (!(await isFolder(folder)))
    throw new UserError('usage', `There is no folder "${folder}" to write into: make it, or choose another.`)
  if (await isFolder(file))
    throw new UserError('usage', `"${file}" is a folder: choose a name that no folder has.`)
}
