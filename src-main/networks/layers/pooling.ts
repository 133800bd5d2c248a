/** Pooling with PyTorch's rules, on maps [n, h, w, c]. */
import * as tf from '../../devices/tf'
import type { Tensor4D } from '../../devices/tf'

/** MaxPool2d: padding never wins. */
export function maxPool(x: Tensor4D, kernel: number, stride: number, padding: number): Tensor4D {
  return tf.maxPool(x, kernel, stride, padding)
}

/** MaxPool2d with ceil_mode and no padding. */
export function maxPoolUp(x: Tensor4D, kernel: number, stride: number): Tensor4D {
  const behind = (length: number): number => (sideUp(length, kernel, stride) - 1) * stride + kernel - length
  return tf.maxPool(x, kernel, stride, [
    [0, 0],
    [0, behind(x.shape[1])],
    [0, behind(x.shape[2])],
    [0, 0],
  ])
}

/** Windows along a side, the last of which may reach beyond it. */
export function sideUp(length: number, kernel: number, stride: number): number {
  return Math.ceil((length - kernel) / stride) + 1
}

/** Zhang 2019 with a filter of three: what timm's BlurPool2d does before a stride of 2. */
export function blurPool(x: Tensor4D): Tensor4D {
  const [, h, w] = x.shape
  return combined(x, blurRows(h), blurRows(w))
}

/** [⌈length/2⌉, length]: row i takes 1/4, 1/2, 1/4 of the entries around 2i; the border is a mirror. */
export function blurRows(length: number): Float32Array {
  const rows = sideBlurred(length)
  const matrix = new Float32Array(rows * length)
  const mirrored = (at: number): number => (at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at)
  for (let row = 0; row < rows; row++) {
    for (const [offset, weight] of [
      [-1, 0.25],
      [0, 0.5],
      [1, 0.25],
    ] as const)
      matrix[row * length + mirrored(2 * row + offset)]! += weight
  }
  return matrix
}

export function sideBlurred(length: number): number {
  return Math.ceil(length / 2)
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
  const [, h, w] = x.shape
  if (side === 1) return tf.mean<Tensor4D>(x, [1, 2], true)
  if (h === side && w === side) return x
  return combined(x, binMeans(h, side), binMeans(w, side))
}

/** Rows of the map combined by one matrix [rows, h], then its columns by another [columns, w]. */
export function combined(x: Tensor4D, ofRows: Float32Array, ofColumns: Float32Array): Tensor4D {
  const [n, h, w, c] = x.shape
  const [down, across] = [ofRows.length / h, ofColumns.length / w]
  const fewRows = tf.matMul(tf.tensor3d(ofRows, [1, down, h]), tf.reshape(x, [n, h, w * c]))
  const both = tf.matMul(tf.tensor3d(ofColumns, [1, across, w]), tf.reshape(fewRows, [n * down, w, c]))
  return tf.reshape(both, [n, down, across, c])
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
