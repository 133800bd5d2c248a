/**
 * A network as an ONNX file that plain ONNX Runtime runs: images [n, channels, size, size] in [0,1] in, logits
 * out; principal components, normaliser and blur are inside. float32, any batch, no operator that is not ONNX's.
 */
import { UserError } from '../../contract/errors'
import { blurKernel, circulant } from '../front-end/blur-kernel'
import { networkChannels } from '../configuration'
import { graphOf } from '../graph-of'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../network'
import { checkState } from '../state-check'
import { PCA_COMPONENTS, PCA_MEAN, stateFields } from '../state-fields'
import { writeLayers } from './onnx-layers'
import { OnnxWriter } from './onnx-writer'

/** What an exported file says about its model beside the numbers. */
export interface ExportedModel {
  name: string
  classNames: readonly string[]
  /** Of Halfpower. */
  version: string
}

export const IMAGES = 'images'
export const LOGITS = 'logits'
/** Protocol buffers, and so ONNX files, end here. */
const LARGEST = 2 ** 31 - 1

/**
 * @param state all entries of the configuration, in PyTorch's layout
 * @throws UserError('input') when the state does not fit, ('usage') for a network of more than 2 GB
 */
export function exportOnnx(
  configuration: NetworkConfiguration,
  state: StateDictionary,
  model: ExportedModel,
): Uint8Array {
  const graph = graphOf(configuration)
  checkState(stateFields(configuration), configuration, state)
  const values = (name: string): Float32Array => state.get(name)!.data as Float32Array
  const bytes = [...state.values()].reduce((sum, entry) => sum + 4 * entry.data.length, 0)
  if (bytes > LARGEST) {
    throw new UserError(
      'usage',
      `The model has ${bytes} bytes of weights, and an ONNX file at most 2 GB; export it as .safetensors.`,
    )
  }
  const { channels, size, classes } = configuration
  const writer = new OnnxWriter()
  const images = writeFrontEnd(writer, configuration, values)
  const last = writeLayers(writer, graph, { name: images, side: size }, values)
  writer.node('Identity', LOGITS, [last])
  return writer.encode(
    { name: IMAGES, shape: [channels, size, size] },
    { name: LOGITS, shape: [classes] },
    'n',
    {
      producer: 'Halfpower',
      version: model.version,
      metadata: {
        name: model.name,
        classes: JSON.stringify(model.classNames),
        configuration: JSON.stringify(configuration),
        halfpower: model.version,
      },
    },
  )
}

/** The front end of front-end.ts: projected, normalised (a gray channel repeated by broadcasting), blurred. */
function writeFrontEnd(
  writer: OnnxWriter,
  configuration: NetworkConfiguration,
  values: (name: string) => Float32Array,
): string {
  const { sigma, size, components } = configuration
  let name = IMAGES
  if (components !== undefined) name = writeProjection(writer, name, configuration, components, values)
  const channels = networkChannels(configuration)
  const { mean, std } = configuration
  const wide = (list: readonly number[]): number[] =>
    Array.from({ length: channels }, (_, c) => list[c] ?? list[0]!)
  const [means, stds] = [wide(mean), wide(std)]
  const scale = Float32Array.from(stds, (value) => 1 / value)
  const shift = Float32Array.from(means, (value, c) => -value / stds[c]!)
  name = writer.node('Mul', 'normaliser.scaled', [
    name,
    writer.numbers('normaliser.scale', [channels, 1, 1], scale),
  ])
  name = writer.node('Add', 'normaliser.shifted', [
    name,
    writer.numbers('normaliser.shift', [channels, 1, 1], shift),
  ])
  if (sigma === null) return name
  // Circular filtering along one side is a product with a circulant matrix, which is symmetric.
  const matrix = writer.numbers(
    'blur.matrix',
    [size, size],
    Float32Array.from(circulant(blurKernel(sigma), size)),
  )
  return writer.node('MatMul', 'blur.both', [matrix, writer.node('MatMul', 'blur.rows', [name, matrix])])
}

function writeProjection(
  writer: OnnxWriter,
  name: string,
  { channels, size }: NetworkConfiguration,
  components: number,
  values: (name: string) => Float32Array,
): string {
  const pixels = channels * size * size
  const mean = writer.numbers(PCA_MEAN, [pixels], values(PCA_MEAN))
  const basis = writer.numbers(PCA_COMPONENTS, [components, pixels], values(PCA_COMPONENTS))
  const flat = writer.node('Flatten', 'pca.flat', [name], { axis: 1 })
  const centred = writer.node('Sub', 'pca.centred', [flat, mean])
  const basisColumns = writer.node('Transpose', 'pca.columns', [basis], { perm: [1, 0] })
  const scores = writer.node('MatMul', 'pca.scores', [centred, basisColumns])
  const back = writer.node('Add', 'pca.back', [writer.node('MatMul', 'pca.sum', [scores, basis]), mean])
  return writer.node('Reshape', 'pca.images', [back, writer.integers([-1, channels, size, size])])
}
