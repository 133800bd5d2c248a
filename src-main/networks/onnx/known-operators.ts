/**
 * The operators with which exporters compute shapes, on plain numbers: what is known without the pixels never
 * reaches the device. Whole numbers are exact up to 2^53.
 * Only for values whose inputs are all known; the others are in operators/.
 */
import type { Call } from './call'
import type { Operator } from './call'
import { checkPieces, sliceAlong } from './operators/indexing'
import { checkSize } from './operators/sources'
import { KNOWN_ELEMENTWISE, broadcastShape, built, entry, numbersOf } from './known-elementwise'
import { Value, sizeOf } from './value'

/** Larger values are left to the device, where it is faster. */
const MOST_KNOWN = 65_536

const concatenate: Operator = (call) => {
  const all = call.inputs.map((_, i) => call.input(i))
  // As on the device: what is empty may have another shape.
  const filled = all.filter((value) => value.size > 0)
  const values = filled.length > 0 ? filled : all.slice(0, 1)
  const first = values[0]!
  const axis = call.axis(call.number('axis', 0), first.rank)
  const shape = first.shape.with(
    axis,
    values.reduce((sum, value) => sum + value.shape[axis]!, 0),
  )
  if (
    values.some(
      ({ rank, shape: sides }) =>
        rank !== first.rank || sides.some((side, i) => i !== axis && side !== first.shape[i]),
    )
  )
    throw call.refuse('joins shapes that do not fit')
  // Piece by piece: to look for the value of each entry anew would take the product of both their numbers.
  const inner = sizeOf(shape.slice(axis + 1))
  const length = sizeOf(shape)
  const numbers = first.dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)
  let at = 0
  for (let outer = 0; at < length; outer++)
    for (const value of values) {
      const run = value.shape[axis]! * inner
      numbers.set(numbersOf(value).subarray(outer * run, (outer + 1) * run), at)
      at += run
    }
  return Value.ofKnown(numbers, shape, first.dtype)
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
  const shape = broadcastShape(call, [x, { shape: wanted, rank: wanted.length }])
  return built(shape, x.dtype, (position) => entry(x, position))
}

/** Along any axes; all of them where none is named. */
function reduction(
  reduce: (a: number, b: number) => number,
  finish = (sum: number, _count: number) => sum,
): Operator {
  return (call) => {
    const x = call.input(0)
    const given = call.numbersOr('axes', 1) ?? []
    if (given.length === 0 && call.number('noop_with_empty_axes', 0) === 1) return x
    const axes =
      given.length === 0 ? x.shape.map((_, axis) => axis) : given.map((axis) => call.axis(axis, x.rank))
    if (new Set(axes).size !== axes.length) throw call.refuse('names an axis twice')
    const kept = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side))
    const count = sizeOf(axes.map((axis) => x.shape[axis]!))
    const whole = built(kept, x.dtype, (position) => {
      const values = Array.from({ length: count }, (_, i) => entry(x, placeAlong(x, axes, position, i)))
      return count === 0 ? 0 : finish(values.reduce(reduce), count)
    })
    return call.number('keepdims', 1) === 1
      ? whole
      : Value.ofKnown(
          numbersOf(whole),
          x.shape.filter((_, axis) => !axes.includes(axis)),
          x.dtype,
        )
  }
}

/** The i-th position among those that differ from one along some axes only. */
function placeAlong(x: Value, axes: readonly number[], position: readonly number[], i: number): number[] {
  const place = [...position]
  let rest = i
  for (const axis of axes.toReversed()) {
    place[axis] = rest % x.shape[axis]!
    rest = Math.floor(rest / x.shape[axis]!)
  }
  return place
}

const split: Operator = (call) => {
  const x = call.input(0)
  const axis = call.axis(call.number('axis', 0), x.rank)
  const side = x.shape[axis]!
  const count = call.node.outputs.length
  const even = Math.ceil(side / count)
  const sizes =
    call.numbersOr('split', 1) ?? Array.from({ length: count }, (_, i) => Math.min(even, side - i * even))
  checkPieces(call, sizes, side)
  let end = 0
  return sizes.map((size) => {
    const begin = end
    end += size
    return built(x.shape.with(axis, size), x.dtype, (position) =>
      entry(x, position.with(axis, begin + position[axis]!)),
    )
  })
}

const tile: Operator = (call) => {
  const x = call.input(0)
  const repeats = call.numbers(1)
  const shape = x.shape.map((side, axis) => side * (repeats[axis] ?? 1))
  checkSize(call, shape)
  return built(shape, x.dtype, (position) =>
    entry(
      x,
      position.map((place, axis) => place % x.shape[axis]!),
    ),
  )
}

const cumulated: Operator = (call) => {
  const x = call.input(0)
  const axis = call.axis(call.numbers(1)[0] ?? 0, x.rank)
  const [isExclusive, isReversed] = [call.number('exclusive', 0) === 1, call.number('reverse', 0) === 1]
  const side = x.shape[axis] ?? 1
  const inner = sizeOf(x.shape.slice(axis + 1))
  const values = numbersOf(x)
  const sums = x.dtype === 'float32' ? new Float32Array(values.length) : new Float64Array(values.length)
  // Line by line along the axis: from every entry anew would take the square of its length.
  for (let line = 0; line * side < values.length; line++) {
    const start = Math.floor(line / inner) * side * inner + (line % inner)
    let sum = 0
    for (let step = 0; step < side; step++) {
      const at = start + (isReversed ? side - 1 - step : step) * inner
      if (isExclusive) sums[at] = sum
      sum += values[at]!
      if (!isExclusive) sums[at] = sum
    }
  }
  return Value.ofKnown(sums, x.shape, x.dtype)
}

/** Where the largest (or smallest) entry is; among equals the first, or the last where the node says so. */
function searched(isBetter: (a: number, b: number) => boolean): Operator {
  return (call) => {
    const x = call.input(0)
    const axis = call.axis(call.number('axis', 0), x.rank)
    const isLast = call.number('select_last_index', 0) === 1
    const side = x.shape[axis] ?? 1
    const inner = sizeOf(x.shape.slice(axis + 1))
    const values = numbersOf(x)
    // Line by line along the axis.
    const found = new Float64Array(side === 0 ? 0 : values.length / side)
    for (let line = 0; line < found.length; line++) {
      const start = Math.floor(line / inner) * side * inner + (line % inner)
      let [best, most] = [0, values[start]!]
      for (let place = 1; place < side; place++) {
        const value = values[start + place * inner]!
        if (isBetter(value, most) || (isLast && value === most)) [best, most] = [place, value]
      }
      found[line] = best
    }
    const keeps = call.number('keepdims', 1) === 1
    return Value.ofKnown(found, keeps ? x.shape.with(axis, 1) : x.shape.toSpliced(axis, 1), 'int32')
  }
}

/** Positions of the entries that are not 0, one column each. */
const nonZero: Operator = (call) => {
  const x = call.input(0)
  const values = numbersOf(x)
  let count = 0
  for (const value of values) if (value !== 0) count++
  const rank = Math.max(1, x.rank)
  const places = new Float64Array(rank * count)
  let column = 0
  for (let at = 0; at < values.length; at++) {
    if (values[at] === 0) continue
    let rest = at
    for (let axis = x.rank - 1; axis >= 0; axis--) {
      places[axis * count + column] = rest % x.shape[axis]!
      rest = Math.floor(rest / x.shape[axis]!)
    }
    column++
  }
  return Value.ofKnown(places, [rank, count], 'int32')
}

const oneHot: Operator = (call) => {
  const [indices, depths, values] = [0, 1, 2].map((i) => call.input(i)) as [Value, Value, Value]
  const depth = numbersOf(depths)[0]!
  const axis = call.axis(call.number('axis', -1), indices.rank + 1)
  checkSize(call, [...indices.shape, depth])
  const [off, on] = [numbersOf(values)[0]!, numbersOf(values)[1]!]
  return built(indices.shape.toSpliced(axis, 0, depth), values.dtype, (position) => {
    const index = entry(indices, position.toSpliced(axis, 1))
    return (index < 0 ? index + depth : index) === position[axis] ? on : off
  })
}

export const KNOWN_OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...KNOWN_ELEMENTWISE,
    ArgMax: searched((a, b) => a > b),
    ArgMin: searched((a, b) => a < b),
    Concat: concatenate,
    CumSum: cumulated,
    Expand: expand,
    Gather: gather,
    NonZero: nonZero,
    OneHot: oneHot,
    ReduceMax: reduction((a, b) => Math.max(a, b)),
    ReduceMean: reduction(
      (a, b) => a + b,
      (sum, count) => sum / count,
    ),
    ReduceMin: reduction((a, b) => Math.min(a, b)),
    ReduceProd: reduction((a, b) => a * b),
    ReduceSum: reduction((a, b) => a + b),
    Slice: slice,
    Split: split,
    Tile: tile,
    Transpose: transpose,
  }),
)

/** Whether this call is for plain numbers: everything is known, and small. */
export function isForNumbers(call: Call): boolean {
  if (!KNOWN_OPERATORS.has(call.node.operator)) return false
  const values = call.inputs.filter((value) => value !== null)
  return values.length > 0 && values.every((value) => value.known && value.size <= MOST_KNOWN)
}
