/**
 * What a network makes of a data set: prediction and confidence per image, accuracy, mean loss. One
 * shape throughout: what fills up the last, smaller batch is ignored. A stochastic model answers with its mean
 * logits over several passes, and the spread of its accuracy over single passes is told besides.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import { isStochastic } from '../contract/model'
import { imageBatches } from '../datasets/batches'
import type { DataSet } from '../datasets/data-set'
import { MEASURED_PASSES, measuredDraws } from '../networks/front-end/noise'
import { meanOf, standardDeviation } from '../statistics/sample'
import type { Draws, FrozenNetwork } from '../networks/network'
import type { PassSpread } from '../contract/model'
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
  /** Of a stochastic model: prediction and confidence above are of its mean logits over these passes. */
  overPasses?: PassSpread
}

export interface EvaluationOptions {
  batchSize: number
  /** Only the first so many images. */
  limit?: number | undefined
  /** Passes of a stochastic model whose logits are averaged; one pass has no spread. */
  passes?: number | undefined
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
  const { classes } = model.configuration
  const passes = isStochastic(model.configuration) ? (options.passes ?? MEASURED_PASSES) : 1
  const predictions = new Int32Array(count)
  const confidence = new Float32Array(count)
  const rightOfPass = new Array<number>(passes).fill(0)
  let right = 0
  let loss = 0
  let done = 0
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for await (const batch of imageBatches(data, order, batchSize)) {
    const rows = batch.indices.map((index) => data.indices?.[index] ?? index)
    const mean = new Float32Array(batchSize * classes)
    for (let pass = 0; pass < passes; pass++) {
      checkCancelled(options.signal)
      const logits = await batchLogits(model, batch.images, measuredDraws(rows, pass))
      for (let i = 0; i < mean.length; i++) mean[i]! += logits[i]! / passes
      for (let row = 0; passes > 1 && row < batch.count; row++) {
        const label = batch.labels[row]!
        if (readLogits(logits, classes, row, label).prediction === label) rightOfPass[pass]! += 1
      }
    }
    for (let row = 0; row < batch.count; row++) {
      const label = batch.labels[row]!
      const reading = readLogits(mean, classes, row, label)
      predictions[batch.start + row] = reading.prediction
      confidence[batch.start + row] = reading.confidence
      if (reading.prediction === label) right += 1
      loss += reading.loss
    }
    done += batch.count
    options.onProgress?.(done, count)
    await breathe()
  }
  const accuracies = rightOfPass.map((number) => number / count)
  const overPasses =
    passes > 1 ? { passes, mean: meanOf(accuracies), sd: standardDeviation(accuracies)! } : null
  return {
    predictions,
    confidence,
    accuracy: right / count,
    loss: loss / count,
    images: count,
    ...(overPasses ? { overPasses } : {}),
  }
}

/** Logits [n, classes] of pixels [n, size, size, channels]. */
async function batchLogits(model: Classifier, pixels: Float32Array, draws: Draws): Promise<Float32Array> {
  const { size, channels } = model.configuration
  const logits = tf.tidy(() =>
    model.logits(tf.tensor4d(pixels, [draws.rows.length, size, size, channels]), draws),
  )
  flush()
  try {
    return (await logits.data()) as Float32Array
  } finally {
    logits.dispose()
  }
}
