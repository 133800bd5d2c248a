/**
 * Shows hybrids to a model and notes what it answers: for every pair and every f_mix the predicted class
 * and its softmax probability (methods C.5). What that means is the business of read-outs.ts.
 *
 * Streaming: a batch of image pairs is read and Fourier-transformed once, then mixed and classified at
 * every f_mix, so that memory holds two batches however many pairs there are. Per step only two numbers
 * per image come back from the device. Invariant: every batch has the same shape (the last is padded and
 * the padding ignored), so that a lazy device compiles twice and not once more.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor2D, Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import { UserError } from '../contract/errors'
import type { FractionOfNyquist } from '../contract/units'
import type { DataSet } from '../datasets/data-set'
import { isStochastic } from '../contract/model'
import { measuredLogits } from '../networks/front-end/noise'
import type { FrozenNetwork } from '../networks/network'
import { HybridMixer } from './hybrid-images'
import type { Pairs } from './pairing'

export interface HybridMeasurementOptions {
  model: FrozenNetwork
  data: DataSet
  pairs: Pairs
  /** Fractions of Nyquist from 0 to 1, in any order. */
  fMix: readonly FractionOfNyquist[]
  /** Pairs per step. */
  batchSize: number
  /** Called after each step with the number of hybrids classified and of all. */
  onProgress?: ((done: number, total: number) => void) | undefined
  signal?: AbortSignal | undefined
}

export interface HybridMeasurement {
  /** Predicted class, row-major [f_mix, pairs]. */
  predicted: Int16Array
  /** Largest softmax probability, 0 … 1, row-major [f_mix, pairs]. */
  confidence: Float32Array
}

/**
 * Measures one model on one pairing.
 * @throws UserError('usage') for an f_mix outside 0 … 1 or a batch size below 1, ('input') when the images
 *   do not fit the model or are not square, ('cancelled') when `signal` says so
 */
export async function measureHybrids(options: HybridMeasurementOptions): Promise<HybridMeasurement> {
  const { model, data, pairs, fMix, onProgress, signal } = options
  checkFit(model, data, pairs)
  if (!Number.isInteger(options.batchSize) || options.batchSize < 1) {
    throw new UserError(
      'usage',
      `The batch size '${options.batchSize}' is not allowed: give a whole number, 1 or more.`,
    )
  }
  const count = pairs.low.length
  const batchSize = Math.min(options.batchSize, count)
  const predicted = new Int16Array(fMix.length * count)
  const confidence = new Float32Array(fMix.length * count)
  const mixer = new HybridMixer(data.height)
  const masks: Tensor2D[] = []
  try {
    for (const value of fMix) masks.push(mixer.mask(value))
    const begin = (start: number): ReturnType<typeof readPairs> => {
      const reading = readPairs(data, pairs, start, batchSize)
      // Should the batch before fail, this one's failure has nobody left to await it.
      reading.catch(() => undefined)
      return reading
    }
    let upcoming = count > 0 ? begin(0) : undefined
    for (let start = 0; upcoming; start += batchSize) {
      stopIfCancelled(signal)
      const { low, high } = await upcoming
      // The next batch is read while this one is computed.
      const next = start + batchSize
      upcoming = next < count ? begin(next) : undefined

      const shape: [number, number, number, number] = [batchSize, data.height, data.width, data.channels]
      const { highImages, difference } = tf.tidy(() => {
        const highImages: Tensor4D = tf.tensor4d(high, shape)
        return { highImages, difference: mixer.differenceSpectrum(tf.tensor4d(low, shape), highImages) }
      })
      try {
        flush()
        const used = Math.min(batchSize, count - start)
        // A hybrid's noise goes by its place in the list of pairs.
        const rows = Int32Array.from({ length: batchSize }, (_, i) => start + i)
        for (const [row, mask] of masks.entries()) {
          stopIfCancelled(signal)
          const answer = await classify(model, rows, () => mixer.mix(highImages, difference, mask))
          predicted.set(answer.predicted.subarray(0, used), row * count + start)
          confidence.set(answer.confidence.subarray(0, used), row * count + start)
          onProgress?.(start * masks.length + used * (row + 1), count * masks.length)
        }
      } finally {
        tf.dispose([highImages, difference])
      }
    }
  } finally {
    tf.dispose(masks)
    mixer.dispose()
  }
  return { predicted, confidence }
}

/** One step: the class and the confidence of each image of a batch. */
async function classify(
  model: FrozenNetwork,
  rows: Int32Array,
  images: () => Tensor4D,
): Promise<{ predicted: Int32Array; confidence: Float32Array }> {
  const drawn = isStochastic(model.configuration) ? drawnLogits(model, rows, images) : null
  const step = tf.tidy(() => {
    const probabilities: Tensor2D = tf.softmax(drawn ?? model.logits(images()))
    return {
      predicted: tf.argMax<Tensor1D>(probabilities, 1),
      confidence: tf.max<Tensor1D>(probabilities, 1),
    }
  })
  try {
    flush()
    const [predicted, confidence] = await Promise.all([
      step.predicted.data<'int32'>(),
      step.confidence.data<'float32'>(),
    ])
    return { predicted, confidence }
  } finally {
    tf.dispose(step)
    drawn?.dispose()
  }
}

/** A stochastic model's mean logits. */
function drawnLogits(model: FrozenNetwork, rows: Int32Array, images: () => Tensor4D): Tensor2D {
  const mixed = tf.tidy(images)
  try {
    return measuredLogits(model, mixed, rows)
  } finally {
    mixed.dispose()
  }
}

/** The images of the pairs from `start` on: full batches, with zeros where the pairs have ended. */
async function readPairs(
  data: DataSet,
  pairs: Pairs,
  start: number,
  batchSize: number,
): Promise<{ low: Float32Array; high: Float32Array }> {
  const end = Math.min(start + batchSize, pairs.low.length)
  const read = async (indices: Int32Array): Promise<Float32Array> => {
    const images = await data.read(indices)
    if (indices.length === batchSize) return images
    const padded = new Float32Array(batchSize * data.height * data.width * data.channels)
    padded.set(images)
    return padded
  }
  return {
    low: await read(pairs.low.subarray(start, end)),
    high: await read(pairs.high.subarray(start, end)),
  }
}

function checkFit(model: FrozenNetwork, data: DataSet, pairs: Pairs): void {
  const { size, channels } = model.configuration
  if (data.height !== data.width) {
    throw new UserError(
      'input',
      `Hybrid images need square images, and these are ${data.height}×${data.width}: pad or resize the data set.`,
    )
  }
  if (data.height !== size || data.channels !== channels) {
    throw new UserError(
      'input',
      `The model takes images of ${size}×${size} pixels and ${channels} channel(s), and the data set has ${data.height}×${data.width} and ${data.channels}: add the data set with a matching size and gray setting.`,
    )
  }
  if (pairs.low.length !== pairs.high.length) {
    throw new RangeError(`pairs of ${pairs.low.length} low and ${pairs.high.length} high images`)
  }
}

function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UserError('cancelled', 'The measurement of hybrid images was stopped.')
}
