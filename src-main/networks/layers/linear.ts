/** The read-out: x [n, inputs] · weight [inputs, outputs] + bias [outputs]. */
import * as tf from '../../devices/tf'
import type { Tensor1D, Tensor2D } from '../../devices/tf'

export function linear(x: Tensor2D, weight: Tensor2D, bias: Tensor1D): Tensor2D {
  return tf.add(tf.matMul(x, weight), bias)
}
