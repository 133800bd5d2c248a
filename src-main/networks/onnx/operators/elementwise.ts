/** Operators that work entry by entry, with ONNX's broadcasting, in whichever order the values lie. */
import * as tf from '../../../devices/tf'
import type { Tensor } from '../../../devices/tf'
import type { Call, Operator } from '../call'
import { Value } from '../value'
import { reshaped } from './shapes'

export type Unary = (x: Tensor, call: Call) => Tensor

/** Entry by entry: the order stays what it is. */
export function mapped(x: Value, map: (tensor: Tensor) => Tensor): Value {
  return x.isLast ? Value.ofLast(map(x.tensorLast())) : Value.of(map(x.tensor()))
}

export function unary(map: Unary): Operator {
  return (call) => mapped(call.input(0), (x) => map(x, call))
}

/** Several values of one shape or broadcast; channels last as soon as one of them lies so. */
export function combined(values: readonly Value[], combine: (...tensors: Tensor[]) => Tensor): Value {
  const rank = Math.max(...values.map((value) => value.rank))
  if (rank >= 4 && values.some((value) => value.isLast && value.rank === rank)) {
    return Value.ofLast(combine(...values.map((value) => value.tensorBeside(rank))))
  }
  return Value.of(combine(...values.map((value) => value.tensor())))
}

export function binary(combine: (a: Tensor, b: Tensor) => Tensor): Operator {
  return (call) => combined([call.input(0), second(call)], (a, b) => combine(a, b))
}

/** Before version 7 the second value could be told at which axis of the first one its own axes begin. */
function second(call: Call): Value {
  const [a, b] = [call.input(0), call.input(1)]
  if (call.opset >= 7 || !call.has('axis')) return b
  const behind = a.rank - call.axis(call.number('axis', 0), a.rank) - b.rank
  return behind > 0 ? reshaped(b, [...b.shape, ...Array.from({ length: behind }, () => 1)]) : b
}

/** Any number of inputs. */
export function folded(combine: (a: Tensor, b: Tensor) => Tensor): Operator {
  return (call) =>
    call.inputs.map((_, i) => call.input(i)).reduce((a, b) => combined([a, b], (x, y) => combine(x, y)))
}

const mean: Operator = (call) => {
  const sum = folded(tf.add)(call) as Value
  return mapped(sum, (x) => tf.div(x, call.inputs.length))
}

/** Whole numbers are divided towards zero. */
function divide(a: Tensor, b: Tensor): Tensor {
  return a.dtype === 'int32'
    ? tf.cast(tf.div(tf.cast(a, 'float32'), tf.cast(b, 'float32')), 'int32')
    : tf.div(a, b)
}

/** Common exponents have operators of their own, whose gradients have no logarithm. */
const power: Operator = (call) => {
  const base = call.input(0)
  const exponent = call.input(1)
  const known = exponent.size === 1 && base.dtype === 'float32' ? exponent.known?.[0] : undefined
  if (known === 1) return base
  if (known === 2) return mapped(base, tf.square)
  if (known === 0.5) return mapped(base, tf.sqrt)
  if (known === -0.5) return mapped(base, tf.rsqrt)
  if (known === -1) return mapped(base, tf.reciprocal)
  if (known === 3) return mapped(base, (x) => tf.mul(tf.square(x), x))
  return combined([base, exponent], (a, b) => {
    const result = tf.pow(tf.cast(a, 'float32'), tf.cast(b, 'float32'))
    return base.dtype === 'float32' ? result : tf.cast(result, base.dtype)
  })
}

const modulo: Operator = (call) => {
  const truncated = call.number('fmod', 0) === 1
  return combined([call.input(0), call.input(1)], (a, b) => {
    if (!truncated) return tf.mod(a, b)
    const rest = tf.mod(tf.abs(a), tf.abs(b))
    return tf.mul(rest, tf.cast(tf.sign(a), rest.dtype))
  })
}

const select: Operator = (call) =>
  combined([call.input(0), call.input(1), call.input(2)], (condition, a, b) =>
    tf.where(tf.cast(condition, 'bool'), a, b),
  )

/** scale · x + one bias per channel: what converters from Core ML put before the first layer. */
const imageScaler: Operator = (call) => {
  const x = call.input(0)
  const biases = call.list('bias') ?? [0]
  const bias = Value.ofKnown(biases, [biases.length, 1, 1], 'float32')
  return combined([x, bias], (images, added) => tf.add(tf.mul(images, call.number('scale', 1)), added))
}

const inverse = (x: Tensor): Tensor => tf.logicalNot(tf.cast(x, 'bool'))
const logical =
  (combine: (a: Tensor, b: Tensor) => Tensor) =>
  (a: Tensor, b: Tensor): Tensor =>
    combine(tf.cast(a, 'bool'), tf.cast(b, 'bool'))

/** ±∞, each where the attribute says that it counts. */
const infinite: Operator = unary((x, call) => {
  const positive = call.number('detect_positive', 1) === 1
  const negative = call.number('detect_negative', 1) === 1
  if (positive && negative) return tf.isInf(x)
  const sign = positive ? tf.greater(x, 0) : tf.less(x, 0)
  return positive || negative
    ? tf.logicalAnd(tf.isInf(x), sign)
    : tf.logicalAnd(tf.isInf(x), inverse(tf.isInf(x)))
})

export const elementwiseOperators: Readonly<Record<string, Operator>> = {
  Abs: unary(tf.abs),
  Acos: unary(tf.acos),
  Acosh: unary(tf.acosh),
  Add: binary(tf.add),
  And: binary(logical(tf.logicalAnd)),
  Asin: unary(tf.asin),
  Asinh: unary(tf.asinh),
  Atan: unary(tf.atan),
  Atanh: unary(tf.atanh),
  Ceil: unary(tf.ceil),
  Cos: unary(tf.cos),
  Cosh: unary(tf.cosh),
  Div: binary(divide),
  Equal: binary(tf.equal),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  Floor: unary(tf.floor),
  Greater: binary(tf.greater),
  GreaterOrEqual: binary(tf.greaterEqual),
  ImageScaler: imageScaler,
  IsInf: infinite,
  IsNaN: unary(tf.isNaN),
  Less: binary(tf.less),
  LessOrEqual: binary(tf.lessEqual),
  Log: unary(tf.log),
  Max: folded(tf.maximum),
  Mean: mean,
  Min: folded(tf.minimum),
  Mod: modulo,
  Mul: binary(tf.mul),
  Neg: unary(tf.neg),
  Not: unary(inverse),
  Or: binary(logical(tf.logicalOr)),
  Pow: power,
  Reciprocal: unary(tf.reciprocal),
  Round: unary(tf.round),
  Sign: unary(tf.sign),
  Sin: unary(tf.sin),
  Sinh: unary(tf.sinh),
  Sqrt: unary(tf.sqrt),
  Sub: binary(tf.sub),
  Sum: folded(tf.add),
  Tan: unary(tf.tan),
  Where: select,
  Xor: binary(logical(tf.logicalXor)),
}
