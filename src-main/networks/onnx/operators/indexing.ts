/** Parts of values and values put together: by axis, wherever that axis lies. */
import { printable } from '../../../checkpoints/printable'
import * as tf from '../../../devices/tf'
import type { Tensor } from '../../../devices/tf'
import type { Call, Operator } from '../call'
import { Value, lastOrder } from '../value'

/** A value's tensor as it lies, where ONNX's axes are in it, and the way back. */
function lying(x: Value): { tensor: Tensor; axisOf: (axis: number) => number; back: (y: Tensor) => Value } {
  if (!x.isLast) return { tensor: x.tensor(), axisOf: (axis) => axis, back: (y) => Value.of(y) }
  const order = lastOrder(x.rank)
  return { tensor: x.tensorLast(), axisOf: (axis) => order.indexOf(axis), back: (y) => Value.ofLast(y) }
}

const concatenate: Operator = (call) => {
  const values = call.inputs
    .map((_, i) => call.input(i))
    .filter((value) => value.size > 0 || call.inputs.length === 1)
  const first = values[0]!
  const axis = call.axis(call.number('axis', 0), first.rank)
  if (values.length === 1) return first
  if (first.rank >= 4 && values.some((value) => value.isLast)) {
    const at = lastOrder(first.rank).indexOf(axis)
    return Value.ofLast(
      tf.concat(
        values.map((value) => value.tensorLast()),
        at,
      ),
    )
  }
  return Value.of(
    tf.concat(
      values.map((value) => value.tensor()),
      axis,
    ),
  )
}

const split: Operator = (call) => {
  const x = call.input(0)
  const axis = call.axis(call.number('axis', 0), x.rank)
  const count = call.number('num_outputs', call.node.outputs.length)
  const side = x.shape[axis]!
  const even = Math.ceil(side / count)
  const sizes =
    call.numbersOr('split', 1) ?? Array.from({ length: count }, (_, i) => Math.min(even, side - i * even))
  checkPieces(call, sizes, side)
  const { tensor, axisOf, back } = lying(x)
  return tf.split(tensor, sizes, axisOf(axis)).map(back)
}

/** @throws UserError('input') unless there is a piece for every output, and together they are the whole side */
export function checkPieces(call: Call, sizes: readonly number[], side: number): void {
  const { length } = call.node.outputs
  if (sizes.length !== length)
    throw call.refuse(
      `splits into ${sizes.length} pieces and has ${length} ${length === 1 ? 'output' : 'outputs'}`,
    )
  const isPiece = (size: number): boolean => Number.isInteger(size) && size >= 0
  if (!sizes.every(isPiece) || sizes.reduce((sum, size) => sum + size, 0) !== side)
    throw call.refuse(`splits a side of ${side} into pieces that do not make it up`)
}

/** Where a slice begins and how many entries it takes, in steps that are not 0. */
export function sliceAlong(
  side: number,
  start: number,
  end: number,
  step: number,
): { begin: number; count: number } {
  const clamp = (value: number, low: number, high: number): number =>
    Math.max(low, Math.min(high, value < 0 ? value + side : value))
  const begin = step > 0 ? clamp(start, 0, side) : clamp(start, 0, side - 1)
  const stop = step > 0 ? clamp(end, 0, side) : clamp(end, -1, side - 1)
  return { begin, count: Math.max(0, Math.ceil((stop - begin) / step)) }
}

const slice: Operator = (call) => {
  const x = call.input(0)
  const starts = call.numbersOr('starts', 1) ?? []
  const ends = call.numbersOr('ends', 2) ?? []
  const axes = (call.numbersOr('axes', 3) ?? starts.map((_, i) => i)).map((axis) => call.axis(axis, x.rank))
  const steps = call.optionalNumbers(4)
  const { tensor, axisOf, back } = lying(x)
  let result = tensor
  axes.forEach((axis, i) => {
    const step = steps?.[i] ?? 1
    const { begin, count } = sliceAlong(x.shape[axis]!, starts[i]!, ends[i]!, step)
    result = thinned(result, axisOf(axis), begin, count, step)
  })
  return back(result)
}

/** `count` entries from `begin` in steps; tfjs's own strided slice has no gradient. */
function thinned(x: Tensor, axis: number, begin: number, count: number, step: number): Tensor {
  if (step < 0) {
    const side = x.shape[axis]!
    return thinned(tf.reverse(x, axis), axis, side - 1 - begin, count, -step)
  }
  const begins = x.shape.map(() => 0)
  begins[axis] = begin
  const sizes = [...x.shape]
  sizes[axis] = Math.min(count === 0 ? 0 : (count - 1) * step + 1, x.shape[axis]! - begin)
  if (begin === 0 && step === 1 && sizes[axis] === x.shape[axis]) return x
  const part = tf.slice(x, begins, sizes)
  if (step === 1 || count <= 1) return part
  const paddings = x.shape.map((_, i): [number, number] => [0, i === axis ? step - 1 : 0])
  const groups = [...part.shape.slice(0, axis), count, step, ...part.shape.slice(axis + 1)]
  const firsts = groups.map((side, i) => (i === axis + 1 ? 1 : side))
  const padded = tf.reshape(tf.pad(part, paddings), groups)
  return tf.reshape(
    tf.slice(
      padded,
      groups.map(() => 0),
      firsts,
    ),
    part.shape.toSpliced(axis, 1, count),
  )
}

const gather: Operator = (call) => {
  const x = call.input(0)
  const indices = call.input(1)
  const axis = call.axis(call.number('axis', 0), x.rank)
  const side = x.shape[axis]!
  if (!indices.known) {
    const given = indices.tensor()
    const counted = tf.where(tf.less(given, 0), tf.add(given, tf.scalar(side, 'int32')), given)
    return Value.of(tf.gather(x.tensor(), counted, axis))
  }
  const positions = Array.from(indices.known, (index) => (index < 0 ? index + side : index))
  if (positions.some((index) => index < 0 || index >= side))
    throw call.refuse(`asks for an entry beyond the ${side} there are`)
  // A single entry is a slice, whose gradient is cheaper.
  if (positions.length === 1) {
    const part = thinned(x.tensor(), axis, positions[0]!, 1, 1)
    return Value.of(tf.reshape(part, x.shape.toSpliced(axis, 1, ...indices.shape)))
  }
  const { tensor, axisOf, back } = lying(x)
  const index = tf.tensor(Int32Array.from(positions), [...indices.shape], 'int32')
  if (indices.rank === 1) return back(tf.gather(tensor, index, axisOf(axis)))
  return Value.of(tf.gather(x.tensor(), index, axis))
}

const pad: Operator = (call) => {
  const x = call.input(0)
  const amounts = call.numbersOr('pads', 1) ?? call.list('paddings') ?? []
  const axes =
    call.optionalNumbers(3)?.map((axis) => call.axis(axis, x.rank)) ?? x.shape.map((_, axis) => axis)
  const filler = call.optional(2)
  if (filler && !filler.known) throw call.refuse('pads with a value that depends on the pixels')
  const value = filler?.known?.[0] ?? call.number('value', 0)
  const mode = call.text('mode', 'constant')
  const { tensor, axisOf, back } = lying(x)
  let result = tensor
  const zeros: [number, number][] = tensor.shape.map(() => [0, 0])
  axes.forEach((axis, i) => {
    const [before, behind] = [amounts[i]!, amounts[i + axes.length]!]
    const at = axisOf(axis)
    if (mode === 'constant') {
      const kept = x.shape[axis]! + Math.min(0, before) + Math.min(0, behind)
      result = thinned(result, at, Math.max(0, -before), kept, 1)
      zeros[at] = [Math.max(0, before), Math.max(0, behind)]
    } else if (before !== 0 || behind !== 0) {
      result = tf.gather(
        result,
        tf.tensor1d(mirrored(call, x.shape[axis]!, before, behind, mode), 'int32'),
        at,
      )
    }
  })
  return back(zeros.some(([before, behind]) => before + behind > 0) ? tf.pad(result, zeros, value) : result)
}

/** Which entry stands at each place of a padded axis. */
function mirrored(call: Call, side: number, before: number, behind: number, mode: string): Int32Array {
  const at: ReadonlyMap<string, (i: number) => number> = new Map([
    ['edge', (i: number) => Math.max(0, Math.min(side - 1, i))],
    ['wrap', (i: number) => ((i % side) + side) % side],
    [
      'reflect',
      (i: number) => {
        const period = Math.max(1, 2 * (side - 1))
        const place = ((i % period) + period) % period
        return place < side ? place : period - place
      },
    ],
  ])
  const find = at.get(mode)
  if (!find) throw call.refuse(`pads in the mode "${printable(mode)}"`)
  return Int32Array.from({ length: side + before + behind }, (_, i) => find(i - before))
}

const cumulate: Operator = (call) => {
  const x = call.input(0)
  const axis = call.axis(call.numbers(1)[0] ?? 0, x.rank)
  return Value.of(
    tf.cumsum(x.tensor(), axis, call.number('exclusive', 0) === 1, call.number('reverse', 0) === 1),
  )
}

export const indexingOperators: Readonly<Record<string, Operator>> = {
  Concat: concatenate,
  CumSum: cumulate,
  Gather: gather,
  Pad: pad,
  Slice: slice,
  Split: split,
}
