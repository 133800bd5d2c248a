/** Matrix products. Constant weights are laid out once as [inputs, outputs], as our own linear layers have them. */
import * as tf from '../../../devices/tf'
import type { Tensor } from '../../../devices/tf'
import type { Operator } from '../call'
import { Value } from '../value'

const gemm: Operator = (call) => {
  const a = call.input(0)
  const b = call.input(1)
  const transposes = call.number('transB', 0) === 1
  let right: Tensor
  if (transposes && b.known && b.isConstant) {
    right = call.derived('weight', () =>
      tf.tidy(() => tf.tensor2d(transposed(b), [b.shape[1]!, b.shape[0]!])),
    )
  } else right = transposes ? tf.transpose(b.tensor()) : b.tensor()
  let product: Tensor = tf.matMul(a.tensor(), right, call.number('transA', 0) === 1, false)
  const alpha = call.number('alpha', 1)
  if (alpha !== 1) product = tf.mul(product, alpha)
  const c = call.optional(2)
  const beta = call.number('beta', 1)
  if (!c || beta === 0) return Value.of(product)
  return Value.of(tf.add(product, beta === 1 ? c.tensor() : tf.mul(c.tensor(), beta)))
}

function transposed(value: Value): Float32Array {
  const [rows, columns] = value.shape as [number, number]
  const result = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = value.known![row * columns + column]!
  }
  return result
}

/** NumPy's rules: vectors get an axis for the product and lose it again; everything before the last two broadcasts. */
const product: Operator = (call) => {
  const [a, b] = [call.input(0), call.input(1)]
  const left = a.rank === 1 ? tf.expandDims(a.tensor(), 0) : a.tensor()
  const right = b.rank === 1 ? tf.expandDims(b.tensor(), 1) : b.tensor()
  let result = multiplied(left, right)
  if (b.rank === 1) result = tf.squeeze(result, [result.rank - 1])
  if (a.rank === 1) result = tf.squeeze(result, [b.rank === 1 ? result.rank - 1 : result.rank - 2])
  return Value.of(result)
}

/** tfjs's gradient of a product does not add up over axes that were broadcast, so they are written out before. */
function multiplied(left: Tensor, right: Tensor): Tensor {
  if (right.rank === 2 && left.rank > 2) {
    const rows = tf.matMul(tf.reshape(left, [-1, left.shape.at(-1)!]), right)
    return tf.reshape(rows, [...left.shape.slice(0, -1), right.shape[1]!])
  }
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    left.shape.slice(0, -2),
    right.shape.slice(0, -2),
  )
  const whole = (x: Tensor): Tensor => {
    const shape = [...batch, ...x.shape.slice(-2)]
    return shape.length === x.rank && shape.every((side, i) => side === x.shape[i])
      ? x
      : tf.broadcastTo(x, shape)
  }
  const [a, b] = [whole(left), whole(right)]
  if (a.rank <= 3) return tf.matMul(a, b)
  const flat = (x: Tensor): Tensor => tf.reshape(x, [-1, ...x.shape.slice(-2)])
  return tf.reshape(tf.matMul(flat(a), flat(b)), [...batch, a.shape.at(-2)!, b.shape.at(-1)!])
}

export const matrixOperators: Readonly<Record<string, Operator>> = { Gemm: gemm, MatMul: product }
