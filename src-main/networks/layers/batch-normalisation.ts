/**
 * Batch normalisation over [n, h, w] per channel, as PyTorch's BatchNorm2d: ε inside the root,
 * biased variance to normalise, unbiased variance for the running statistics, momentum 0.1.
 * Written so that a whole feature map meets nothing but one per-channel affine map, products with maps
 * of its own shape and sums over [0, 1, 2]: that is what the lazy device fuses with ReLU and addition.
 */
import * as tf from '../../devices/tf'
import type { GradSaveFunc, Tensor, Tensor1D, Tensor4D } from '../../devices/tf'

/** Weight of the newest batch in the running statistics. */
export const MOMENTUM = 0.1

const PIXELS = [0, 1, 2]

export interface Affine {
  /** γ [c] */
  weight: Tensor1D
  /** β [c] */
  bias: Tensor1D
}

/** Evaluation mode: x [n, h, w, c] normalised with running statistics [c]. */
export function normaliseWithRunning(
  x: Tensor4D,
  affine: Affine,
  mean: Tensor1D,
  variance: Tensor1D,
  epsilon: number,
): Tensor4D {
  const scale = tf.mul(affine.weight, tf.rsqrt(tf.add(variance, epsilon)))
  return tf.add(tf.mul(x, scale), tf.sub(affine.bias, tf.mul(mean, scale)))
}

/**
 * Training mode: x [n, h, w, c] normalised with its own statistics. Returns the batch mean and the
 * unbiased batch variance [c] besides; no gradient flows into those two.
 */
export function normaliseWithBatch(
  x: Tensor4D,
  affine: Affine,
  epsilon: number,
): { normalised: Tensor4D; mean: Tensor1D; variance: Tensor1D } {
  const count = x.shape[0] * x.shape[1] * x.shape[2]
  const mean = tf.mean<Tensor1D>(x, PIXELS)
  const square = tf.mean<Tensor1D>(tf.mul(x, x), PIXELS)
  // Two sums over x instead of a pass over x − mean. Rounding can leave a constant channel below zero.
  const biased = tf.relu(tf.sub(square, tf.mul(mean, mean)))
  const rate = tf.rsqrt(tf.add(biased, epsilon))
  const normalise = tf.customGrad((...given: (Tensor | GradSaveFunc)[]) => {
    const [map, weight, bias, save] = given as [Tensor4D, Tensor1D, Tensor1D, GradSaveFunc]
    save([map, weight, mean, rate])
    const scale = tf.mul(weight, rate)
    const value = tf.add(tf.mul(map, scale), tf.sub(bias, tf.mul(mean, scale)))
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy as Tensor4D, saved, count) }
  })
  return {
    normalised: normalise(x, affine.weight, affine.bias) as Tensor4D,
    mean,
    variance: tf.mul(biased, count / (count - 1)),
  }
}

/**
 * With x̂ = (x − mean)·rate: dβ = Σ dy, dγ = Σ dy·x̂ and dx = γ·rate·(dy − dβ/N − x̂·dγ/N), the last
 * gathered into dy·a + x·b + c so that x̂ is never formed.
 */
function gradient(dy: Tensor4D, saved: Tensor[], count: number): Tensor[] {
  const [x, weight, mean, rate] = saved as [Tensor4D, Tensor1D, Tensor1D, Tensor1D]
  const dBias = tf.sum<Tensor1D>(dy, PIXELS)
  const product = tf.sum<Tensor1D>(tf.mul(dy, x), PIXELS)
  const dWeight = tf.mul(rate, tf.sub(product, tf.mul(mean, dBias)))
  const a = tf.mul(weight, rate)
  const b = tf.mul(tf.mul(tf.mul(a, rate), dWeight), -1 / count)
  const c = tf.sub(tf.mul(tf.mul(a, dBias), -1 / count), tf.mul(mean, b))
  const dx = tf.add(tf.add(tf.mul(dy, a), tf.mul(x, b)), c)
  return [dx, dWeight, dBias]
}

/** running ← (1 − momentum)·running + momentum·batch. */
export function foldRunning(running: Tensor1D, batch: Tensor1D): Tensor1D {
  return tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(batch, MOMENTUM))
}
