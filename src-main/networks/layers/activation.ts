/** Activations with PyTorch's constants, entry by entry. ReLU and Swish are in graph-runner.ts. */
import * as tf from '../../devices/tf'
import type { Tensor } from '../../devices/tf'
import type { OtherActivation } from '../graph'

export const LEAKY_SLOPES = { 'leaky-relu': 0.01, 'leaky-relu-0.1': 0.1, 'leaky-relu-0.2': 0.2 } as const

/** Klambauer et al. 2017. */
export const SELU = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }

export function activated(x: Tensor, of: OtherActivation): Tensor {
  switch (of) {
    case 'leaky-relu':
    case 'leaky-relu-0.1':
    case 'leaky-relu-0.2':
      return tf.leakyRelu(x, LEAKY_SLOPES[of])
    case 'relu6':
      return tf.relu6(x)
    case 'elu':
      return tf.elu(x)
    case 'selu':
      return tf.selu(x)
    case 'gelu':
      return halfOf(x, tf.erf(tf.mul(x, Math.SQRT1_2)))
    case 'gelu-tanh':
      return halfOf(
        x,
        tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI))),
      )
    case 'mish':
      return tf.mul(x, tf.tanh(tf.softplus(x)))
    case 'hardswish':
      return tf.mul(x, tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6))
    case 'softplus':
      return tf.softplus(x)
    case 'tanh':
      return tf.tanh(x)
    default:
      throw of satisfies never
  }
}

/** x (1 + y) / 2. */
function halfOf(x: Tensor, y: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(y, 1))
}
