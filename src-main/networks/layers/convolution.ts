/**
 * Convolution with PyTorch's padding: zeros on every side as the layer says. TensorFlow's 'same' pads strided
 * layers unevenly and would shift the image by a pixel.
 */
import * as tf from '../../devices/tf'
import type { Rank, Tensor4D } from '../../devices/tf'

export interface Window {
  stride: number
  /** Zeros above and left, below and right. */
  padding: readonly [number, number]
  /** Pixels from tap to tap; 1 unless given, and more only where the stride is 1. */
  dilation?: number
}

/** x [n, h, w, i] ∗ weight [k, k, i, o] → [n, ⌊(h+before+behind−d·(k−1)−1)/stride⌋+1, …, o]. */
export function convolve(x: Tensor4D, weight: Tensor4D, window: Window): Tensor4D {
  const { stride, padding, dilation = 1 } = window
  if (dilation > 1) return dilated(x, weight, { ...window, dilation })
  const [before, behind] = padding
  const sides: [number, number] = [before, behind]
  return tf.conv2d(x, weight, stride, before === behind ? before : [[0, 0], sides, sides, [0, 0]])
}

/**
 * A dilated convolution is an ordinary one of each of the d² maps that every d-th pixel of every d-th row makes: tfjs
 * has no gradient of its own for it, and a filter with zeros between its taps costs (d(k−1)+1)²/k² times as much.
 */
function dilated(
  x: Tensor4D,
  weight: Tensor4D,
  { stride, padding, dilation: d }: Required<Window>,
): Tensor4D {
  if (stride !== 1) throw new Error(`A dilated convolution cannot have a stride of ${stride} here.`)
  const [n, height, width, inputs] = x.shape
  const [kernel, , , outputs] = weight.shape
  const [before, behind] = padding
  const sides = (length: number): [number, number] => [
    before,
    behind + ((d - ((length + before + behind) % d)) % d),
  ]
  const [rows, columns] = [sides(height), sides(width)]
  const [h, w] = [height + rows[0] + rows[1], width + columns[0] + columns[1]].map((length) => length / d)
  const parts = tf.transpose(
    tf.reshape(tf.pad(x, [[0, 0], rows, columns, [0, 0]]), [n, h!, d, w!, d, inputs]),
    [0, 2, 4, 1, 3, 5],
  )
  const y = tf.conv2d(tf.reshape<Rank.R4>(parts, [n * d * d, h!, w!, inputs]), weight, 1, 'valid')
  const [, p, q] = y.shape
  const whole = tf.reshape<Rank.R4>(
    tf.transpose(tf.reshape(y, [n, d, d, p, q, outputs]), [0, 3, 1, 4, 2, 5]),
    [n, p * d, q * d, outputs],
  )
  const length = (side: number): number => side + before + behind - d * (kernel - 1)
  return tf.slice(whole, [0, 0, 0, 0], [n, length(height), length(width), outputs])
}

/**
 * Convolution in groups: each group of output channels sees its own group of input channels only. tfjs has no such
 * operator; a dense convolution with zeros between the groups takes 1.5 to 3 times as long as splitting (4 groups).
 * @param weights one [k, k, i/groups, o/groups] for each group
 */
export function convolveGroups(x: Tensor4D, weights: readonly Tensor4D[], window: Window): Tensor4D {
  if (weights.length === 1) return convolve(x, weights[0]!, window)
  const parts = tf.split<Tensor4D>(x, weights.length, 3)
  return tf.concat(
    parts.map((part, group) => convolve(part, weights[group]!, window)),
    3,
  )
}

/**
 * The filter [1, 1, from, before + from + behind] of a convolution that moves every channel `before` channels on
 * and fills the others with zeros: exact, differentiable, and one operator.
 */
export function channelShift(from: number, before: number, behind: number): Tensor4D {
  const to = before + from + behind
  const filter = new Float32Array(from * to)
  for (let channel = 0; channel < from; channel++) filter[channel * to + before + channel] = 1
  return tf.tensor4d(filter, [1, 1, from, to])
}
