/**
 * How much memory a training step needs, before anything is built: what every layer hands on, which waits for its gradient,
 * and the parameters with their gradients and momentum. From shapes alone.
 *
 * Constants are fitted to five measured steps and four trainings (docs/budget.md), peak resident memory with everything that is
 * compiled: at most 5 % below each, and 11 % above. Threads that decode image files are in none of them.
 */
import { networkChannels } from './configuration'
import { layerShapes } from './layer-shapes'
import { parameterCount, stateFields } from './state-fields'
import type { NetworkConfiguration } from './network'

const FLOAT = 4
/** A parameter, its gradient, its momentum, their new values, and its filters as the operators want them. */
const COPIES_OF_PARAMETERS = 6
/** Of a map: itself, and its gradient while the one before is computed. */
const COPIES_OF_MAPS = 1.32
/** Filters of 3×3 taps over many channels each way are kept as tiles of 4×4 numbers, too (devices/onnxruntime/operators/minimal-filtering.ts). */
const [COPIES_OF_TILED_FILTERS, FEWEST_CHANNELS, TILE] = [1.5, 256, 16]
/** Of the parameters: the best epoch's, the state that is written and its bytes, and what validation keeps of filters. */
const COPIES_OF_STATE = 3
/** Their gradients summed up over the pieces of a step, and the end of the step, which is a graph of its own. */
const COPIES_FOR_PIECES = 5
/** Of a batch's images: read, changed, given to the network, and the next ones. */
const COPIES_OF_PIXELS = 4
const COPIES_IN_VALIDATION = 0.3
/** The program and its library. */
const PROGRAM_BYTES = 210e6

/** Values of one image that the layers of a network hand on. */
export function activationCount(configuration: NetworkConfiguration): number {
  return layerShapes(configuration).reduce(
    // A sum takes the place of one of its parts, and so does a ReLU.
    (sum, { node, shape }) =>
      node.kind === 'add' || node.kind === 'relu' ? sum : sum + shape.side ** 2 * shape.channels,
    configuration.size ** 2 * networkChannels(configuration),
  )
}

/** Numbers in the transformed filters of a network, once. */
function tiledFilters(configuration: NetworkConfiguration): number {
  return layerShapes(configuration).reduce((sum, { node }) => {
    if (node.kind !== 'convolution' || node.kernel !== 3 || node.stride !== 1 || node.groups !== 1) return sum
    return Math.min(node.from, node.to) < FEWEST_CHANNELS ? sum : sum + TILE * node.from * node.to
  }, 0)
}

/** Bytes of one training step with so many images at a time. */
export function stepMemory(configuration: NetworkConfiguration, images: number): number {
  const parameters = parameterCount(stateFields(configuration))
  return (
    PROGRAM_BYTES +
    FLOAT *
      (COPIES_OF_PARAMETERS * parameters +
        COPIES_OF_TILED_FILTERS * tiledFilters(configuration) +
        COPIES_OF_MAPS * images * activationCount(configuration))
  )
}

/** How many images a batch has, and how many of them go through the network at a time; absent: all. */
export interface Batch {
  batchSize: number
  microBatch?: number | undefined
}

/**
 * Bytes of a whole training: its steps, the images of the batch that is learnt from and of the next one, what the pieces of a
 * step are summed up in and the end of such a step, validation, the best epoch's weights, and the state that is written.
 */
export function trainingMemory(
  configuration: NetworkConfiguration,
  { batchSize, microBatch }: Batch,
): number {
  const images = microBatch ?? batchSize
  const parameters = parameterCount(stateFields(configuration))
  const pixels = configuration.size ** 2 * networkChannels(configuration)
  const copies = COPIES_OF_STATE + (microBatch === undefined ? 0 : COPIES_FOR_PIECES)
  return (
    stepMemory(configuration, images) +
    FLOAT *
      (copies * parameters +
        COPIES_OF_PIXELS * batchSize * pixels +
        COPIES_IN_VALIDATION * images * activationCount(configuration))
  )
}

/** The largest number of images at a time whose training fits into so many bytes and that divides the batch; null: not even two do. */
export function fittingMicroBatch(
  configuration: NetworkConfiguration,
  batchSize: number,
  bytes: number,
): number | null {
  for (let images = batchSize; images >= 2; images--) {
    if (batchSize % images !== 0) continue
    const batch = images === batchSize ? { batchSize } : { batchSize, microBatch: images }
    if (trainingMemory(configuration, batch) <= bytes) return images
  }
  return null
}
