/**
 * The operators that work entry by entry, on plain numbers: paddings and sizes that a graph computes from the size of
 * its image (TensorFlow's SAME, Swin's windows) use any of them. The same operators on pixels are in operators/.
 */
import { UserError } from '../../contract/errors'
import type { Call, Operator } from './call'
import { dtypeOfElement } from './operators/shapes'
import { Value, sizeOf } from './value'
import type { Dtype, Numbers } from './value'

/** More than a mask or a table of positions of any classifier has: two coordinates of each of 1024 × 1024 places. */
const MOST_NUMBERS = 2 ** 21

/** A result whose entry at each position is looked up among known numbers. */
export function built(
  shape: readonly number[],
  dtype: Dtype,
  at: (position: readonly number[]) => number,
): Value {
  if (sizeOf(shape) > MOST_NUMBERS)
    throw new UserError(
      'input',
      `The ONNX model makes a constant of the shape [${shape.join(', ')}], which is too large to be computed before an image is seen: export it again.`,
    )
  const numbers = dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape))
  const position = shape.map(() => 0)
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = at(position)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++position[axis]! < shape[axis]!) break
      position[axis] = 0
    }
  }
  return Value.ofKnown(numbers, shape, dtype)
}

export function numbersOf(value: Value): Numbers {
  return value.known!
}

/** Entry of a value that broadcasts, at a position of the result. */
export function entry(value: Value, position: readonly number[]): number {
  const { shape } = value
  const skipped = position.length - shape.length
  let index = 0
  // Asked millions of times: without an iterator.
  for (let axis = 0; axis < shape.length; axis++) {
    const side = shape[axis]!
    index = index * side + (side === 1 ? 0 : position[axis + skipped]!)
  }
  return numbersOf(value)[index]!
}

export function broadcastShape(call: Call, values: readonly Pick<Value, 'shape' | 'rank'>[]): number[] {
  const rank = Math.max(...values.map((value) => value.rank))
  return Array.from({ length: rank }, (_, i) => {
    const sides = values.map((value) => value.shape[i - rank + value.rank] ?? 1)
    const side = sides.find((length) => length !== 1) ?? 1
    if (sides.some((length) => length !== 1 && length !== side))
      throw call.refuse('combines shapes that do not fit')
    return side
  })
}

function combined(
  call: Call,
  values: readonly Value[],
  combine: (a: number, b: number, dtype: Dtype) => number,
  result?: Dtype,
): Value {
  return values.reduce((a, b) => {
    const shape = broadcastShape(call, [a, b])
    return built(shape, result ?? a.dtype, (position) =>
      combine(entry(a, position), entry(b, position), a.dtype),
    )
  })
}

function inputs(call: Call): Value[] {
  return call.inputs.map((_, i) => call.input(i))
}

function combination(combine: (a: number, b: number, dtype: Dtype) => number, result?: Dtype): Operator {
  return (call) => combined(call, inputs(call), combine, result)
}

function map(change: (x: number, call: Call) => number, result?: Dtype): Operator {
  return (call) => {
    const x = call.input(0)
    const dtype = result ?? x.dtype
    const numbers = Float64Array.from(numbersOf(x), (value) => change(value, call))
    return Value.ofKnown(dtype === 'float32' ? Float32Array.from(numbers) : numbers, x.shape, dtype)
  }
}

const average: Operator = (call) => {
  const sum = combined(call, inputs(call), (a, b) => a + b)
  const count = call.inputs.length
  return Value.ofKnown(
    numbersOf(sum).map((value) => value / count),
    sum.shape,
    sum.dtype,
  )
}

function converted(x: Value, dtype: Dtype): Value {
  const change =
    dtype === 'int32'
      ? Math.trunc
      : dtype === 'bool'
        ? (value: number) => (value === 0 ? 0 : 1)
        : (value: number) => value
  const numbers = Float64Array.from(numbersOf(x), change)
  return Value.ofKnown(dtype === 'float32' ? Float32Array.from(numbers) : numbers, x.shape, dtype)
}

/** A bound is an input, or before version 11 an attribute; the upper one wins where they cross. */
const clip: Operator = (call) => {
  const x = call.input(0)
  const bound = (index: number, attribute: string, open: number): number => {
    const given = call.optional(index)
    return given ? (numbersOf(given)[0] ?? open) : call.number(attribute, open)
  }
  const [least, most] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)]
  return Value.ofKnown(
    numbersOf(x).map((value) => Math.min(most, Math.max(least, value))),
    x.shape,
    x.dtype,
  )
}

/** The rest has the divisor's sign, as in Python, or with `fmod` the dividend's, as in C. */
const modulo: Operator = (call) => {
  const truncated = call.number('fmod', 0) === 1
  return combined(call, inputs(call), (a, b) => (truncated ? a % b : a - Math.floor(a / b) * b))
}

const power: Operator = (call) =>
  combined(call, inputs(call), (a, b, dtype) => (dtype === 'int32' ? Math.trunc(a ** b) : a ** b))

const shift: Operator = (call) => {
  const left = call.text('direction', 'LEFT') === 'LEFT'
  return combined(call, inputs(call), (a, b) => (left ? a * 2 ** b : Math.floor(a / 2 ** b)))
}

/** Of whole numbers in two's complement, which JavaScript's own operators would cut to 32 bits. */
function bitwise(combine: (a: bigint, b: bigint) => bigint): Operator {
  return (call) => {
    const values = inputs(call)
    if (values.some(({ dtype }) => dtype !== 'int32'))
      throw call.refuse('combines bits of what are no whole numbers')
    return combined(call, values, (a, b) => Number(combine(BigInt(a), BigInt(b))))
  }
}

/** As of a signed number: −x − 1. */
const complement: Operator = (call) => {
  const x = call.input(0)
  if (x.dtype !== 'int32') throw call.refuse('inverts bits of what are no whole numbers')
  return Value.ofKnown(
    numbersOf(x).map((value) => -value - 1),
    x.shape,
    x.dtype,
  )
}

const select: Operator = (call) => {
  const [condition, a, b] = [0, 1, 2].map((i) => call.input(i)) as [Value, Value, Value]
  const shape = broadcastShape(call, [condition, a, b])
  return built(shape, a.dtype, (position) => entry(entry(condition, position) === 0 ? b : a, position))
}

/** Halves go to the even neighbour. */
function rounded(x: number): number {
  const below = Math.floor(x)
  const rest = x - below
  return rest === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(x)
}

/** erf by its series near 0, and by its continued fraction elsewhere; to double precision. */
function errorFunction(x: number): number {
  const z = Math.abs(x)
  if (z > 6) return Math.sign(x)
  if (z < 2.5) {
    let term = z
    let sum = z
    for (let n = 1; n < 100 && Math.abs(term) > 1e-17 * sum; n++) {
      term *= (-z * z) / n
      sum += term / (2 * n + 1)
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = 0
  for (let n = 60; n > 0; n--) fraction = n / 2 / (z + fraction)
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction)))
}

const between = (x: number): number => Math.min(1, Math.max(0, x))
const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const truth = (value: boolean): number => (value ? 1 : 0)
const divide = (a: number, b: number, dtype: Dtype): number => (dtype === 'int32' ? Math.trunc(a / b) : a / b)

export const KNOWN_ELEMENTWISE: Readonly<Record<string, Operator>> = {
  Abs: map(Math.abs),
  Acos: map(Math.acos),
  Acosh: map(Math.acosh),
  Add: combination((a, b) => a + b),
  And: combination((a, b) => truth(a !== 0 && b !== 0), 'bool'),
  Asin: map(Math.asin),
  Asinh: map(Math.asinh),
  Atan: map(Math.atan),
  Atanh: map(Math.atanh),
  BitShift: shift,
  BitwiseAnd: bitwise((a, b) => a & b),
  BitwiseNot: complement,
  BitwiseOr: bitwise((a, b) => a | b),
  BitwiseXor: bitwise((a, b) => a ^ b),
  Cast: (call) => converted(call.input(0), dtypeOfElement(call, call.number('to', 1))),
  CastLike: (call) => converted(call.input(0), call.input(1).dtype),
  Ceil: map(Math.ceil),
  Celu: map((x, call) => {
    const alpha = call.number('alpha', 1)
    return Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha))
  }),
  Clip: clip,
  Cos: map(Math.cos),
  Cosh: map(Math.cosh),
  Div: combination(divide),
  Elu: map((x, call) => (x < 0 ? call.number('alpha', 1) * Math.expm1(x) : x)),
  Equal: combination((a, b) => truth(a === b), 'bool'),
  Erf: map(errorFunction),
  Exp: map(Math.exp),
  Floor: map(Math.floor),
  Gelu: map((x, call) =>
    call.text('approximate', 'none') === 'tanh'
      ? 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
      : 0.5 * x * (1 + errorFunction(x / Math.SQRT2)),
  ),
  Greater: combination((a, b) => truth(a > b), 'bool'),
  GreaterOrEqual: combination((a, b) => truth(a >= b), 'bool'),
  HardSigmoid: map((x, call) => between(call.number('alpha', 0.2) * x + call.number('beta', 0.5))),
  HardSwish: map((x) => x * between(x / 6 + 0.5)),
  IsInf: map((x, call) => {
    const counts = x > 0 ? call.number('detect_positive', 1) : call.number('detect_negative', 1)
    return truth((x === Infinity || x === -Infinity) && counts === 1)
  }, 'bool'),
  IsNaN: map((x) => truth(Number.isNaN(x)), 'bool'),
  LeakyRelu: map((x, call) => (x < 0 ? call.number('alpha', 0.01) * x : x)),
  Less: combination((a, b) => truth(a < b), 'bool'),
  LessOrEqual: combination((a, b) => truth(a <= b), 'bool'),
  Log: map(Math.log),
  Max: combination((a, b) => Math.max(a, b)),
  Mean: average,
  Min: combination((a, b) => Math.min(a, b)),
  Mish: map((x) => x * Math.tanh(Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, x))),
  Mod: modulo,
  Mul: combination((a, b) => a * b),
  Neg: map((x) => -x),
  Not: map((x) => truth(x === 0), 'bool'),
  Or: combination((a, b) => truth(a !== 0 || b !== 0), 'bool'),
  Pow: power,
  PRelu: combination((x, slope) => (x < 0 ? slope * x : x)),
  Reciprocal: map((x) => 1 / x),
  Relu: map((x) => Math.max(0, x)),
  Round: map(rounded),
  Selu: map((x, call) => {
    const alpha = call.number('alpha', 1.6732632423543772)
    return call.number('gamma', 1.0507009873554805) * (x > 0 ? x : alpha * Math.expm1(x))
  }),
  Sigmoid: map(logistic),
  Sign: map(Math.sign),
  Sin: map(Math.sin),
  Sinh: map(Math.sinh),
  Softplus: map((x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, x)),
  Softsign: map((x) => x / (1 + Math.abs(x))),
  Sqrt: map(Math.sqrt),
  Sub: combination((a, b) => a - b),
  Sum: combination((a, b) => a + b),
  Tan: map(Math.tan),
  Tanh: map(Math.tanh),
  ThresholdedRelu: map((x, call) => (x > call.number('alpha', 1) ? x : 0)),
  Where: select,
  Xor: combination((a, b) => truth((a !== 0) !== (b !== 0)), 'bool'),
}
