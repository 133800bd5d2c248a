/**
 * What every network does to an image before its first convolution: normalise, then blur (methods A.1,
 * A.3). The blur is a circular convolution with a separable kernel, done as two matrix products with
 * circulant matrices: along the rows one product over all images (the channels ride along as a block
 * diagonal), along the columns one product per image. For 32 to 224 pixels this is far cheaper than a
 * k×k convolution on a copy padded by hand, and a kernel longer than the image is no special case.
 */
import * as tf from '../devices/tf'
import type { Tensor, Tensor4D } from '../devices/tf'
import { blurKernel, circulant } from './blur-kernel'
import type { NetworkConfiguration } from './network'

/** The fixed tensors of the front end; owned by whoever made them. */
export interface FrontEnd {
  /** Images [n, size, size, channels] in [0,1] → normalised and blurred, same shape. */
  apply(images: Tensor4D): Tensor4D
  /** All tensors it holds, to be frozen and disposed with the network. */
  readonly tensors: readonly Tensor[]
}

export function createFrontEnd(configuration: NetworkConfiguration): FrontEnd {
  const { mean, std, sigma, size, channels } = configuration
  const scale = tf.tensor1d(std.map((value) => 1 / value))
  const shift = tf.tensor1d(mean.map((value, channel) => -value / std[channel]!))
  const normalise = (images: Tensor4D): Tensor4D => tf.add(tf.mul(images, scale), shift)
  if (sigma === null) return { apply: normalise, tensors: [scale, shift] }

  const matrix = circulant(blurKernel(sigma), size)
  const columns = tf.tensor3d(Float32Array.from(matrix), [1, size, size])
  const row = size * channels
  const rows = tf.tensor2d(interleave(matrix, size, channels), [row, row])
  const blur = (images: Tensor4D): Tensor4D => {
    const alongRows = tf.matMul(tf.reshape(images, [-1, row]), rows)
    const alongColumns = tf.matMul(columns, tf.reshape(alongRows, [-1, size, row]))
    return tf.reshape(alongColumns, images.shape)
  }
  return { apply: (images) => blur(normalise(images)), tensors: [scale, shift, columns, rows] }
}

/** matrix ⊗ identity(channels), [side·channels, side·channels]: filters each channel of an interleaved row by itself. */
function interleave(matrix: Float64Array, side: number, channels: number): Float32Array {
  const row = side * channels
  const result = new Float32Array(row * row)
  for (let from = 0; from < side; from++) {
    for (let to = 0; to < side; to++) {
      for (let channel = 0; channel < channels; channel++) {
        // The matrix is symmetric (the kernel is even), so its orientation does not matter.
        result[(from * channels + channel) * row + to * channels + channel] = matrix[to * side + from]!
      }
    }
  }
  return result
}
