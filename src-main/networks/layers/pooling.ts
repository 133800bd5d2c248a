/** Pooling with PyTorch's rules, on maps [n, h, w, c]. */
import * as tf from '../../devices/tf'
import type { Tensor4D } from '../../devices/tf'

/** MaxPool2d: padding never wins. */
export function maxPool(x: Tensor4D, kernel: number, stride: number, padding: number): Tensor4D {
  return tf.maxPool(x, kernel, stride, padding)
}

/** AdaptiveMaxPool2d(1): [n, 1, 1, c]. */
export function globalMaximum(x: Tensor4D): Tensor4D {
  return tf.maxPool(x, [x.shape[1], x.shape[2]], 1, 'valid')
}

/**
 * AdaptiveAvgPool2d(side). A bin is a rectangle, so its mean is a mean over rows of means over columns: two matrix
 * products.
 */
export function adaptiveMean(x: Tensor4D, side: number): Tensor4D {
  const [n, h, w, c] = x.shape
  if (side === 1) return tf.mean<Tensor4D>(x, [1, 2], true)
  if (h === side && w === side) return x
  const rows = tf.tensor3d(binMeans(h, side), [1, side, h])
  const columns = tf.tensor3d(binMeans(w, side), [1, side, w])
  const fewRows = tf.matMul(rows, tf.reshape(x, [n, h, w * c]))
  const both = tf.matMul(columns, tf.reshape(fewRows, [n * side, w, c]))
  return tf.reshape(both, [n, side, side, c])
}

/** [side, length]: row i takes the mean of the entries ⌊i·length/side⌋ up to ⌈(i+1)·length/side⌉. */
export function binMeans(length: number, side: number): Float32Array {
  const matrix = new Float32Array(side * length)
  for (let bin = 0; bin < side; bin++) {
    const from = Math.floor((bin * length) / side)
    const to = Math.ceil(((bin + 1) * length) / side)
    matrix.fill(1 / (to - from), bin * length + from, bin * length + to)
  }
  return matrix
}
