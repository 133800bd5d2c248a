/**
 * Writes a model in another program's format. A model that came as an ONNX file has no entries of its own to
 * name, so it leaves as ONNX only, with its normaliser and blur put in front of the graph.
 */
import { dirname, join } from 'node:path'
import { decodeSafetensors } from '../../checkpoints/safetensors'
import { UserError } from '../../contract/errors'
import { exportOnnx } from '../../networks/export/export-onnx'
import { exportReadme } from '../../networks/export/export-readme'
import { exportSafetensors } from '../../networks/export/export-safetensors'
import { wrapOnnx } from '../../networks/export/wrap-onnx'
import { writeForParent } from '../../project/write-atomically'
import { storageError } from '../../project/write-refusals'
import { readWeights } from '../../studies/read-weights'
import type { ImportMessageOf, ImportRequestOf } from '../../contract/import/import'
import type { ExportedModel } from '../../networks/export/export-onnx'

/**
 * @throws UserError('input') when the weights are damaged, ('usage') when the format cannot hold the model,
 *   ('storage') when there is no room or no permission.
 */
export async function exportModelFile(
  request: ImportRequestOf<'export model'>,
): Promise<ImportMessageOf<'exported model'>> {
  const { name, classNames, version, fileName, path, as } = request
  const { configuration } = request.model
  if (configuration.noise !== undefined)
    throw new UserError(
      'usage',
      `The model adds noise of σ = ${configuration.noise} to its images, which no exported file can hold yet: import it again without noise and export that, and add the noise in the other program.`,
    )
  const weights = await readWeights(request.model)
  const about: ExportedModel = { name, classNames, version }
  const bytes = fileOf(as, request, weights, about)
  try {
    await writeForParent(path, bytes)
  } catch (error) {
    throw storageError(error, join(dirname(path), fileName))
  }
  return { message: 'exported model', readme: exportReadme(configuration, about, as, fileName) }
}

function fileOf(
  as: 'onnx' | 'safetensors',
  { model: { configuration } }: ImportRequestOf<'export model'>,
  weights: Uint8Array,
  about: ExportedModel,
): Uint8Array {
  if (configuration.architecture === 'onnx') {
    if (as === 'safetensors')
      throw new UserError(
        'usage',
        'A model that came as an ONNX file has no weights under PyTorch names: export it to a name that ends in .onnx.',
      )
    return wrapOnnx(weights, configuration, about)
  }
  const { entries } = decodeSafetensors(weights)
  return as === 'onnx'
    ? exportOnnx(configuration, entries, about)
    : exportSafetensors(configuration, entries, about)
}
