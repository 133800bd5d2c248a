/**
 * Batches of indices, and reading them one ahead. All batches have the same length, because every new
 * shape is a new compilation on the lazy device: the last partial one is padded by repeating its last
 * index and says how many are real.
 */
import type { DataSet } from './data-set'

export interface IndexBatch {
  /** Exactly the batch size; beyond `count` it is padding. */
  indices: Int32Array
  /** How many of them are real, from the front. */
  count: number
  /** Whether there is padding. */
  padded: boolean
  /** Position of the first one in the order. */
  start: number
}

export interface ImageBatch extends IndexBatch {
  /** float32 [batch size, height, width, channels] in [0,1]. */
  images: Float32Array
  /** int32 [batch size]; padding repeats the last real one. */
  labels: Int32Array
}

/**
 * Cuts an order of indices into batches.
 * @param last what becomes of a partial one: padded (measuring) or left out (training, as the paper's drop_last).
 */
export function* indexBatches(
  order: ArrayLike<number>,
  batchSize: number,
  last: 'pad' | 'drop' = 'pad',
): Generator<IndexBatch> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`The batch size ${batchSize} is not a whole number above 0.`)
  for (let start = 0; start < order.length; start += batchSize) {
    const count = Math.min(batchSize, order.length - start)
    if (count < batchSize && last === 'drop') return
    const indices = Int32Array.from({ length: batchSize }, (_, i) => order[start + Math.min(i, count - 1)]!)
    yield { indices, count, padded: count < batchSize, start }
  }
}

/**
 * Reads batches in order, always one ahead of the caller, so that files are decoded while the device computes.
 * Padding is not read from disk but copied.
 * @param onWaited told how long the caller had to wait for each batch
 * @throws what `data.read` throws, when that batch's turn comes.
 */
export async function* imageBatches(
  data: DataSet,
  order: ArrayLike<number>,
  batchSize: number,
  last: 'pad' | 'drop' = 'pad',
  onWaited: (milliseconds: number) => void = () => undefined,
): AsyncGenerator<ImageBatch> {
  let ahead: Promise<ImageBatch> | undefined
  const waited = async (batch: Promise<ImageBatch>): Promise<ImageBatch> => {
    const began = performance.now()
    const there = await batch
    onWaited(performance.now() - began)
    return there
  }
  for (const batch of indexBatches(order, batchSize, last)) {
    const next = readBatch(data, batch)
    // Its turn to throw comes below; until then the rejection counts as handled.
    next.catch(() => undefined)
    if (ahead) yield await waited(ahead)
    ahead = next
  }
  if (ahead) yield await waited(ahead)
}

async function readBatch(data: DataSet, batch: IndexBatch): Promise<ImageBatch> {
  const { indices, count } = batch
  const labels = indices.map((index) => data.labels[index]!)
  const real = await data.read(indices.subarray(0, count))
  if (count === indices.length) return { ...batch, images: real, labels }
  const length = data.height * data.width * data.channels
  const images = new Float32Array(indices.length * length)
  images.set(real)
  for (let i = count; i < indices.length; i++)
    images.copyWithin(i * length, (count - 1) * length, count * length)
  return { ...batch, images, labels }
}
