/**
 * Weights that a graph holds as whole numbers and turns into numbers again before it uses them: exactly
 * (x − zero point) · scale. What rounds values of the images (QuantizeLinear, QLinearConv) is not computed: the
 * network would be another one than was trained, and has no gradient.
 */
import * as tf from '../../../devices/tf'
import type { Operator } from '../call'
import type { Value } from '../value'
import { combined } from './elementwise'
import { reshaped } from './shapes'

const dequantize: Operator = (call) => {
  const x = call.input(0)
  if (call.number('block_size', 0) > 0)
    throw call.refuse('has one scale for each block, which is not computed')
  // One scale for all, or one for each place along an axis.
  const along = (value: Value): Value => {
    if (value.size === 1) return reshaped(value, [])
    const axis = call.axis(call.number('axis', 1), x.rank)
    if (value.rank !== 1 || value.size !== x.shape[axis])
      throw call.refuse(`has ${value.size} scales for the ${x.shape[axis]} places of axis ${axis}`)
    return reshaped(
      value,
      x.shape.map((side, i) => (i === axis ? side : 1)),
    )
  }
  const zero = call.optional(2)
  const factors = [x, along(call.input(1)), ...(zero ? [along(zero)] : [])]
  return combined(factors, (values, scale, ...offsets) => {
    const numbers = tf.cast(values, 'float32')
    const [offset] = offsets
    return tf.mul(offset ? tf.sub(numbers, tf.cast(offset, 'float32')) : numbers, scale)
  })
}

export const quantisedOperators: Readonly<Record<string, Operator>> = { DequantizeLinear: dequantize }
