/**
 * What a network makes of a data set: prediction and confidence per image, accuracy, mean loss. One
 * shape throughout: what fills up the last, smaller batch is ignored.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import { imageBatches } from '../datasets/batches'
import type { DataSet } from '../datasets/data-set'
import type { FrozenNetwork } from '../networks/network'
import { breathe, checkCancelled, checkFits } from './guards'
import { readLogits } from './loss'

export interface Evaluation {
  /** Class index per image, in the order of the data set. */
  predictions: Int32Array
  /** Softmax probability of the prediction, in (0, 1]. */
  confidence: Float32Array
  /** Share of right predictions, in [0, 1]. */
  accuracy: number
  /** Mean cross-entropy, natural logarithm. */
  loss: number
  images: number
}

export interface EvaluationOptions {
  batchSize: number
  /** Only the first so many images. */
  limit?: number | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/** Anything that turns images into logits: a frozen network, or a trainable one in evaluation mode. */
export type Classifier = Pick<FrozenNetwork, 'configuration' | 'logits'>

/**
 * Runs a network over a data set's images in their order.
 * @throws UserError('input') when they do not fit together, UserError('cancelled') on abort.
 */
export async function evaluate(
  model: Classifier,
  data: DataSet,
  options: EvaluationOptions,
): Promise<Evaluation> {
  checkFits(model.configuration, data)
  const count = Math.min(data.count, options.limit ?? data.count)
  const batchSize = Math.max(1, Math.min(options.batchSize, count))
  const predictions = new Int32Array(count)
  const confidence = new Float32Array(count)
  let right = 0
  let loss = 0
  let done = 0
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for await (const batch of imageBatches(data, order, batchSize)) {
    checkCancelled(options.signal)
    const logits = await batchLogits(model, batch.images, batchSize)
    for (let row = 0; row < batch.count; row++) {
      const label = batch.labels[row]!
      const reading = readLogits(logits, model.configuration.classes, row, label)
      predictions[batch.start + row] = reading.prediction
      confidence[batch.start + row] = reading.confidence
      if (reading.prediction === label) right += 1
      loss += reading.loss
    }
    done += batch.count
    options.onProgress?.(done, count)
    await breathe()
  }
  return { predictions, confidence, accuracy: right / count, loss: loss / count, images: count }
}

/** Logits [batchSize, classes] of pixels [batchSize, size, size, channels]. */
async function batchLogits(
  model: Classifier,
  pixels: Float32Array,
  batchSize: number,
): Promise<Float32Array> {
  const { size, channels } = model.configuration
  const logits = tf.tidy(() => model.logits(tf.tensor4d(pixels, [batchSize, size, size, channels])))
  flush()
  try {
    return (await logits.data()) as Float32Array
  } finally {
    logits.dispose()
  }
}
