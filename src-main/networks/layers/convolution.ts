/**
 * Convolution and max pooling with PyTorch's padding: kernel >> 1 zeros (or, for pooling, nothing) on
 * every side. TensorFlow's 'same' pads strided layers unevenly and would shift the image by a pixel.
 */
import * as tf from '../../devices/tf'
import type { Tensor4D } from '../../devices/tf'

/** x [n, h, w, i] ∗ weight [k, k, i, o] → [n, ⌊(h−1)/stride⌋+1, …, o] for odd k. */
export function convolve(x: Tensor4D, weight: Tensor4D, stride: 1 | 2): Tensor4D {
  return tf.conv2d(x, weight, stride, weight.shape[0] >> 1)
}

/** 3×3, stride 2, padding 1: what follows the ImageNet stem. */
export function maxPool(x: Tensor4D): Tensor4D {
  return tf.maxPool(x, 3, 2, 1)
}
