/**
 * Cross-entropy of logits, as a tensor for training and as numbers for the log. The gradient is given
 * by hand (softmax − target, divided by the number of images): the fewest and stablest operations.
 */
import * as tf from '../devices/tf'
import type { GradSaveFunc, Scalar, Tensor, Tensor2D } from '../devices/tf'

/**
 * Mean cross-entropy, natural logarithm.
 * @param logits [n, classes]
 * @param targets [n, classes], one 1 per row (`oneHot`)
 */
export function crossEntropy(logits: Tensor2D, targets: Tensor2D): Scalar {
  const count = logits.shape[0]
  const loss = tf.customGrad((...given: (Tensor | GradSaveFunc)[]) => {
    const [values, save] = given as [Tensor2D, GradSaveFunc]
    const shifted = tf.sub(values, tf.max(values, 1, true))
    const exponential = tf.exp(shifted)
    const sum = tf.sum(exponential, 1, true)
    save([tf.sub(tf.div(exponential, sum), targets)])
    const rows = tf.sub(tf.log(sum), tf.sum(tf.mul(shifted, targets), 1, true))
    return {
      value: tf.mean(rows),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0]!, tf.mul(dy, 1 / count)),
    }
  })
  return loss(logits) as Scalar
}

/** Labels as rows of zeros with a one: [labels.length, classes], row-major. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes)
  for (let i = 0; i < labels.length; i++) rows[i * classes + labels[i]!] = 1
  return rows
}

/** What one image's logits say. */
export interface Reading {
  prediction: number
  /** Softmax probability of the prediction, in (0, 1]. */
  confidence: number
  /** Cross-entropy with the given label, natural logarithm. */
  loss: number
}

/** Reads row `row` of logits [n, classes] in double precision; NaN logits give a NaN loss. */
export function readLogits(logits: Float32Array, classes: number, row: number, label: number): Reading {
  const start = row * classes
  let prediction = 0
  for (let k = 1; k < classes; k++) if (logits[start + k]! > logits[start + prediction]!) prediction = k
  const top = logits[start + prediction]!
  let sum = 0
  for (let k = 0; k < classes; k++) sum += Math.exp(logits[start + k]! - top)
  return { prediction, confidence: 1 / sum, loss: Math.log(sum) + top - logits[start + label]! }
}
