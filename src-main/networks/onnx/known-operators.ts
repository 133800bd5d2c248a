/**
 * The operators with which exporters compute shapes, on plain numbers: what is known without the pixels never
 * reaches the device. Whole numbers are exact up to 2^53.
 * Only for values whose inputs are all known; the others are in operators/.
 */
import type { Call } from './call'
import type { Operator } from './call'
import { sliceAlong } from './operators/indexing'
import { checkSize } from './operators/sources'
import { dtypeOfElement } from './operators/shapes'
import { Value, sizeOf } from './value'
import type { Dtype, Numbers } from './value'

/** Larger values are left to the device, where it is faster. */
const MOST_KNOWN = 65_536

/** A result whose entry at each position is looked up among known numbers. */
function built(shape: readonly number[], dtype: Dtype, at: (position: readonly number[]) => number): Value {
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

function numbersOf(value: Value): Numbers {
  return value.known!
}

/** Entry of a value that broadcasts, at a position of the result. */
function entry(value: Value, position: readonly number[]): number {
  const skipped = position.length - value.rank
  let index = 0
  for (const [axis, side] of value.shape.entries())
    index = index * side + (side === 1 ? 0 : position[axis + skipped]!)
  return numbersOf(value)[index]!
}

function broadcastShape(call: Call, values: readonly Value[]): number[] {
  const rank = Math.max(...values.map((value) => value.rank))
  return Array.from({ length: rank }, (_, i) => {
    const sides = values.map((value) => value.shape[i - rank + value.rank] ?? 1)
    const side = sides.find((length) => length !== 1) ?? 1
    if (sides.some((length) => length !== 1 && length !== side))
      throw call.refuse('combines shapes that do not fit')
    return side
  })
}

function combination(combine: (a: number, b: number, dtype: Dtype) => number, result?: Dtype): Operator {
  return (call) => {
    const values = call.inputs.map((_, i) => call.input(i))
    return values.reduce((a, b) => {
      const shape = broadcastShape(call, [a, b])
      return built(shape, result ?? a.dtype, (position) =>
        combine(entry(a, position), entry(b, position), a.dtype),
      )
    })
  }
}

function map(change: (x: number) => number): Operator {
  return (call) => {
    const x = call.input(0)
    return Value.ofKnown(numbersOf(x).map(change), x.shape, x.dtype)
  }
}

const cast: Operator = (call) => {
  const x = call.input(0)
  const dtype = dtypeOfElement(call, call.number('to', 1))
  const change =
    dtype === 'int32'
      ? Math.trunc
      : dtype === 'bool'
        ? (value: number) => (value === 0 ? 0 : 1)
        : (value: number) => value
  const numbers = Float64Array.from(numbersOf(x), change)
  return Value.ofKnown(dtype === 'float32' ? Float32Array.from(numbers) : numbers, x.shape, dtype)
}

const concatenate: Operator = (call) => {
  const values = call.inputs.map((_, i) => call.input(i))
  const first = values[0]!
  const axis = call.axis(call.number('axis', 0), first.rank)
  const shape = first.shape.with(
    axis,
    values.reduce((sum, value) => sum + value.shape[axis]!, 0),
  )
  return built(shape, first.dtype, (position) => {
    let at = position[axis]!
    for (const value of values) {
      if (at < value.shape[axis]!) return entry(value, position.with(axis, at))
      at -= value.shape[axis]!
    }
    throw call.refuse('joins shapes that do not fit')
  })
}

const gather: Operator = (call) => {
  const [x, indices] = [call.input(0), call.input(1)]
  const axis = call.axis(call.number('axis', 0), x.rank)
  const shape = x.shape.toSpliced(axis, 1, ...indices.shape)
  return built(shape, x.dtype, (position) => {
    const index = entry(indices, position.slice(axis, axis + indices.rank))
    const from = position.toSpliced(axis, indices.rank, index < 0 ? index + x.shape[axis]! : index)
    return entry(x, from)
  })
}

const slice: Operator = (call) => {
  const x = call.input(0)
  const starts = call.numbersOr('starts', 1) ?? []
  const ends = call.numbersOr('ends', 2) ?? []
  const axes = (call.numbersOr('axes', 3) ?? starts.map((_, i) => i)).map((axis) => call.axis(axis, x.rank))
  const steps = call.optionalNumbers(4)
  const begins = x.shape.map(() => 0)
  const strides = x.shape.map(() => 1)
  const shape = [...x.shape]
  axes.forEach((axis, i) => {
    strides[axis] = steps?.[i] ?? 1
    const { begin, count } = sliceAlong(x.shape[axis]!, starts[i]!, ends[i]!, strides[axis])
    begins[axis] = begin
    shape[axis] = count
  })
  return built(shape, x.dtype, (position) =>
    entry(
      x,
      position.map((place, axis) => begins[axis]! + place * strides[axis]!),
    ),
  )
}

const transpose: Operator = (call) => {
  const x = call.input(0)
  const order = call.list('perm') ?? x.shape.map((_, axis) => x.rank - 1 - axis)
  const from = order.map((_, axis) => order.indexOf(axis))
  return built(
    order.map((axis) => x.shape[axis]!),
    x.dtype,
    (position) =>
      entry(
        x,
        from.map((axis) => position[axis]!),
      ),
  )
}

const expand: Operator = (call) => {
  const x = call.input(0)
  const wanted = call.numbers(1)
  checkSize(call, wanted)
  const shape = broadcastShape(call, [x, Value.ofKnown(new Float64Array(sizeOf(wanted)), wanted, 'int32')])
  return built(shape, x.dtype, (position) => entry(x, position))
}

const select: Operator = (call) => {
  const [condition, a, b] = [0, 1, 2].map((i) => call.input(i)) as [Value, Value, Value]
  const shape = broadcastShape(call, [condition, a, b])
  return built(shape, a.dtype, (position) => entry(entry(condition, position) === 0 ? b : a, position))
}

/** Over everything; along single axes the device does it. */
function reduction(reduce: (a: number, b: number) => number): Operator {
  return (call) => {
    const x = call.input(0)
    const axes = call.numbersOr('axes', 1) ?? x.shape.map((_, axis) => axis)
    if (x.rank !== 1 || axes.length !== 1) throw call.refuse('reduces a shape along several axes')
    const shape = call.number('keepdims', 1) === 1 ? [1] : []
    return Value.ofKnown([Array.from(numbersOf(x)).reduce(reduce)], shape, x.dtype)
  }
}

const divide = (a: number, b: number, dtype: Dtype): number => (dtype === 'int32' ? Math.trunc(a / b) : a / b)
const truth = (value: boolean): number => (value ? 1 : 0)

export const KNOWN_OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    Abs: map(Math.abs),
    Add: combination((a, b) => a + b),
    And: combination((a, b) => truth(a !== 0 && b !== 0), 'bool'),
    Cast: cast,
    Ceil: map(Math.ceil),
    Concat: concatenate,
    Div: combination(divide),
    Equal: combination((a, b) => truth(a === b), 'bool'),
    Expand: expand,
    Floor: map(Math.floor),
    Gather: gather,
    Greater: combination((a, b) => truth(a > b), 'bool'),
    GreaterOrEqual: combination((a, b) => truth(a >= b), 'bool'),
    Less: combination((a, b) => truth(a < b), 'bool'),
    LessOrEqual: combination((a, b) => truth(a <= b), 'bool'),
    Max: combination((a, b) => Math.max(a, b)),
    Min: combination((a, b) => Math.min(a, b)),
    Mul: combination((a, b) => a * b),
    Neg: map((x) => -x),
    Not: map((x) => truth(x === 0)),
    Or: combination((a, b) => truth(a !== 0 || b !== 0), 'bool'),
    ReduceMax: reduction((a, b) => Math.max(a, b)),
    ReduceMin: reduction((a, b) => Math.min(a, b)),
    ReduceProd: reduction((a, b) => a * b),
    ReduceSum: reduction((a, b) => a + b),
    Slice: slice,
    Sqrt: map(Math.sqrt),
    Sub: combination((a, b) => a - b),
    Transpose: transpose,
    Where: select,
  }),
)

/** Whether this call is for plain numbers: everything known, small, and no reduction along several axes. */
export function isForNumbers(call: Call): boolean {
  if (!KNOWN_OPERATORS.has(call.node.operator)) return false
  const values = call.inputs.filter((value) => value !== null)
  if (values.length === 0 || values.some((value) => !value.known || value.size > MOST_KNOWN)) return false
  return !call.node.operator.startsWith('Reduce') || values[0]!.rank === 1
}
