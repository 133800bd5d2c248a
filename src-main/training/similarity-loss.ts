/**
 * The term that draws a network's similarities to those of neurons (neural N.6; Li et al. 2019):
 * α · mean over pairs i < j of (artanh S^net_ij − artanh S^neural_ij)², S clipped to ±0.999, where S^net = Σ_k γ_k S^(k) over
 * layers and γ is the softmax of trainable logits. In tfjs, so that its gradient is tfjs's own.
 */
import * as tf from '../devices/tf'
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '../devices/tf'

/** Largest similarity that counts: artanh of 1 is infinite. */
const LARGEST = 0.999
/** Its artanh, in double precision: in single precision 0.999 is another number, which artanh magnifies 500 times. */
const LARGEST_Z = Math.atanh(LARGEST)
/** What is cut off on the device before artanh, beyond LARGEST, so that artanh is finite. */
const NEARLY_ONE = 0.9999
/** Beside a squared length: an image whose answer is the mean answer has no direction, and no gradient of infinity. */
const TINY = 1e-24

/** S [n, n] of a layer's values [n, …], flattened: e_i·e_j of the directions from the mean over the batch. */
export function batchSimilarities(values: Tensor): Tensor2D {
  const images = values.shape[0]
  const flat: Tensor2D = tf.reshape(values, [images, -1])
  const centred: Tensor2D = tf.sub(flat, tf.mean(flat, 0, true))
  const length = tf.sqrt(tf.add(tf.sum(tf.square(centred), 1, true), TINY))
  const directions: Tensor2D = tf.div(centred, length)
  return tf.matMul(directions, directions, false, true)
}

/** Σ_k γ_k S^(k), γ = softmax(logits). */
export function mixedSimilarities(layers: readonly Tensor[], logits: Tensor1D): Tensor2D {
  // Of one layer the share is 1; tf.unstack has no gradient for a single piece.
  if (layers.length === 1) return tf.mul<Tensor2D>(batchSimilarities(layers[0]!), tf.softmax(logits))
  const shares = tf.unstack(tf.softmax(logits))
  const weighted = layers.map((values, k) => tf.mul<Tensor2D>(batchSimilarities(values), shares[k]!))
  return weighted.reduce((sum, similarities) => tf.add(sum, similarities))
}

/**
 * The loss, α left out.
 * @param layers values of one batch, each [n, …], in the order of the logits
 * @param target [n, n] `transformedSimilarity` of those of the neurons for the same images
 */
export function similarityLoss(layers: readonly Tensor[], logits: Tensor1D, target: Tensor2D): Scalar {
  const images = target.shape[0]
  const difference = tf.sub(transformed(mixedSimilarities(layers, logits)), target)
  const pairs = tf.mul(tf.square(difference), pairsAbove(images))
  return tf.div(tf.sum(pairs), (images * (images - 1)) / 2)
}

/** artanh of a similarity, clipped to ±0.999. */
export function transformedSimilarity(similarity: number): number {
  return Math.atanh(Math.min(LARGEST, Math.max(-LARGEST, similarity)))
}

/** The same on the device, with its gradient, which is zero where it is clipped. */
function transformed(similarities: Tensor2D): Tensor2D {
  const finite = tf.atanh(tf.clipByValue(similarities, -NEARLY_ONE, NEARLY_ONE))
  return tf.clipByValue(finite, -LARGEST_Z, LARGEST_Z)
}

/** 1 where i < j. */
function pairsAbove(images: number): Tensor2D {
  const mask = new Float32Array(images * images)
  for (let i = 0; i < images; i++) mask.fill(1, i * images + i + 1, (i + 1) * images)
  return tf.tensor2d(mask, [images, images])
}
