/**
 * What a network makes of a data set: prediction and confidence per image, accuracy, mean loss. One
 * shape throughout: the last, smaller batch is filled up with zeros, which are then ignored, because a
 * new shape would be a new compilation.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import type { DataSet } from '../datasets/data-set'
import type { FrozenNetwork } from '../networks/network'
import { breathe, checkCancelled, checkFits, groups, readAhead } from './batches'
import type { Batch } from './batches'
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
export async function evaluate(model: Classifier, data: DataSet, options: EvaluationOptions): Promise<Evaluation> {
  checkFits(model.configuration, data)
  const count = Math.min(data.count, options.limit ?? data.count)
  const batchSize = Math.max(1, Math.min(options.batchSize, count))
  const predictions = new Int32Array(count)
  const confidence = new Float32Array(count)
  let right = 0
  let loss = 0
  let done = 0
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for await (const batch of readAhead(data, groups(order, batchSize))) {
    checkCancelled(options.signal)
    const logits = await batchLogits(model, batch, batchSize)
    for (const [row, index] of batch.indices.entries()) {
      const label = data.labels[index]!
      const reading = readLogits(logits, model.configuration.classes, row, label)
      predictions[index] = reading.prediction
      confidence[index] = reading.confidence
      if (reading.prediction === label) right += 1
      loss += reading.loss
    }
    done += batch.indices.length
    options.onProgress?.(done, count)
    await breathe()
  }
  return { predictions, confidence, accuracy: right / count, loss: loss / count, images: count }
}

/** Logits of a batch, [batchSize, classes]; rows beyond the batch mean nothing. */
async function batchLogits(model: Classifier, batch: Batch, batchSize: number): Promise<Float32Array> {
  const { size, channels } = model.configuration
  const pixels = new Float32Array(batchSize * size * size * channels)
  pixels.set(batch.pixels)
  const logits = tf.tidy(() => model.logits(tf.tensor4d(pixels, [batchSize, size, size, channels])))
  flush()
  try {
    return (await logits.data()) as Float32Array
  } finally {
    logits.dispose()
  }
}
