/** Activation functions, and the softmax with its two meanings (before and since version 13). */
import * as tf from '../../../devices/tf'
import type { Tensor } from '../../../devices/tf'
import type { Call, Operator } from '../call'
import { Value, lastOrder } from '../value'
import { combined, mapped, unary } from './elementwise'
import { reshaped } from './shapes'

/** max(0, x) + min(0, α(exp(x/d) − 1)): ELU and CELU. */
function exponential(x: Tensor, alpha: number, divisor = 1): Tensor {
  if (alpha === 1 && divisor === 1) return tf.elu(x)
  const negative = tf.mul(tf.expm1(tf.div(tf.minimum(x, 0), divisor)), alpha)
  return tf.add(tf.relu(x), negative)
}

const SELU = { alpha: 1.67326319217681884765625, gamma: 1.05070102214813232421875 }

const clip: Operator = (call) => {
  const x = call.input(0)
  const [low, high] = [call.optional(1), call.optional(2)]
  if ((low && !low.known) || (high && !high.known)) {
    const above = low ? combined([x, low], (a, b) => tf.maximum(a, b)) : x
    return high ? combined([above, high], (a, b) => tf.minimum(a, b)) : above
  }
  const least = low?.known?.[0] ?? call.number('min', -Infinity)
  const most = high?.known?.[0] ?? call.number('max', Infinity)
  return mapped(x, (y) => clipped(y, least, most))
}

/** In float32 even for whole numbers; a bound at float32's end is none. */
function clipped(x: Tensor, least: number, most: number): Tensor {
  const isOpenBelow = least < -3.4e38
  const isOpenAbove = most > 3.4e38
  if (isOpenBelow && isOpenAbove) return tf.clone(x)
  if (x.dtype !== 'float32') return tf.cast(clipped(tf.cast(x, 'float32'), least, most), x.dtype)
  if (least === 0 && isOpenAbove) return tf.relu(x)
  if (least === 0 && most === 6) return tf.relu6(x)
  if (isOpenAbove) return tf.maximum(x, least)
  if (isOpenBelow) return tf.minimum(x, most)
  // A bound below the lower one wins.
  return least > most ? tf.fill(x.shape, most) : tf.clipByValue(x, least, most)
}

const hard = (x: Tensor, alpha: number, beta: number): Tensor =>
  tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1)

const gelu = unary((x, call) => {
  const inner =
    call.text('approximate', 'none') === 'tanh'
      ? tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI)))
      : tf.erf(tf.mul(x, Math.SQRT1_2))
  return tf.mul(tf.mul(x, 0.5), tf.add(inner, 1))
})

/** x where positive, slope·x elsewhere; the slope broadcasts. */
const parametric: Operator = (call) => {
  const x = call.input(0)
  let slopes = call.input(1)
  // Before version 7 a vector was one slope per channel.
  if (call.opset < 7 && slopes.rank === 1 && slopes.size > 1)
    slopes = reshaped(slopes, [slopes.size, ...x.shape.slice(2).map(() => 1)])
  return combined([x, slopes], (y, slope) => tf.add(tf.relu(y), tf.mul(tf.minimum(y, 0), slope)))
}

/** Along one axis; before version 13 over everything from that axis on. */
function alongAxis(map: (x: Tensor) => Tensor): Operator {
  return (call) => {
    const x = call.input(0)
    if (call.opset < 13) return overRest(x, call, map)
    const axis = call.axis(call.number('axis', -1), x.rank)
    if (x.isLast && lastOrder(x.rank).at(-1) === axis) return Value.ofLast(map(x.tensorLast()))
    if (axis === x.rank - 1) return Value.of(map(x.tensor()))
    const order = Array.from({ length: x.rank }, (_, i) => i)
    ;[order[axis], order[x.rank - 1]] = [x.rank - 1, axis]
    return Value.of(tf.transpose(map(tf.transpose(x.tensor(), order)), order))
  }
}

function overRest(x: Value, call: Call, map: (x: Tensor) => Tensor): Value {
  const axis = call.axis(call.number('axis', 1), x.rank)
  const rows = x.shape.slice(0, axis).reduce((product, side) => product * side, 1)
  return Value.of(tf.reshape(map(tf.reshape(x.tensor(), [rows, -1])), [...x.shape]))
}

export const activationOperators: Readonly<Record<string, Operator>> = {
  Celu: unary((x, call) => exponential(x, call.number('alpha', 1), call.number('alpha', 1))),
  Clip: clip,
  Elu: unary((x, call) => exponential(x, call.number('alpha', 1))),
  Gelu: gelu,
  HardSigmoid: unary((x, call) => hard(x, call.number('alpha', 0.2), call.number('beta', 0.5))),
  HardSwish: unary((x) => tf.mul(x, hard(x, 1 / 6, 0.5))),
  LeakyRelu: unary((x, call) => tf.leakyRelu(x, call.number('alpha', 0.01))),
  LogSoftmax: alongAxis((x) => tf.logSoftmax(x)),
  Mish: unary((x) => tf.mul(x, tf.tanh(tf.softplus(x)))),
  PRelu: parametric,
  Relu: unary((x) => (x.dtype === 'float32' ? tf.relu(x) : tf.maximum(x, tf.scalar(0, x.dtype)))),
  Selu: unary((x, call) =>
    tf.mul(exponential(x, call.number('alpha', SELU.alpha)), call.number('gamma', SELU.gamma)),
  ),
  Shrink: unary((x, call) => {
    const [bias, bound] = [call.number('bias', 0), call.number('lambd', 0.5)]
    const above = tf.mul(tf.cast(tf.greater(x, bound), 'float32'), tf.sub(x, bias))
    return tf.add(above, tf.mul(tf.cast(tf.less(x, -bound), 'float32'), tf.add(x, bias)))
  }),
  Sigmoid: unary(tf.sigmoid),
  Softmax: alongAxis((x) => tf.softmax(x)),
  Softplus: unary(tf.softplus),
  Softsign: unary((x) => tf.div(x, tf.add(tf.abs(x), 1))),
  Swish: unary((x, call) => tf.mul(x, tf.sigmoid(tf.mul(x, call.number('alpha', 1))))),
  Tanh: unary(tf.tanh),
  ThresholdedRelu: unary((x, call) => tf.mul(x, tf.cast(tf.greater(x, call.number('alpha', 1)), 'float32'))),
}
