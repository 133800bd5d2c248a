/**
 * The same numbers under other shapes and in another order. Where images lie channels last, what moves only
 * channels or only looks at them under another shape is done there, so that nothing is copied.
 */
import * as tf from '../../../devices/tf'
import type { Call, Operator } from '../call'
import { Value, lastOrder, sizeOf } from '../value'
import type { Dtype } from '../value'
import { draw } from './random'

/** The value under another shape of the same size. */
export function reshaped(x: Value, shape: readonly number[]): Value {
  if (x.known) return Value.ofKnown(x.known, shape, x.dtype)
  if (x.isLast) {
    const [h, w] = x.shape.slice(-2) as [number, number]
    const keepsImages =
      shape.length >= 4 && shape[0] === x.shape[0] && shape.at(-2) === h && shape.at(-1) === w
    if (keepsImages)
      return Value.ofLast(
        tf.reshape(
          x.tensorLast(),
          lastOrder(shape.length).map((axis) => shape[axis]!),
        ),
      )
  }
  return Value.of(tf.reshape(x.tensor(), [...shape]))
}

const reshape: Operator = (call) => {
  const x = call.input(0)
  const wanted = call
    .numbers(1)
    .map((side, axis) => (side === 0 && call.number('allowzero', 0) === 0 ? (x.shape[axis] ?? 0) : side))
  return reshaped(x, sized(call, x, wanted))
}

/** Fills in the one free side; a batch size that the exporter wrote down becomes the actual one. */
function sized(call: Call, x: Value, wanted: readonly number[]): number[] {
  const fill = (sides: readonly number[]): number[] | null => {
    const known = sides.reduce((product, side) => (side === -1 ? product : product * side), 1)
    const shape = sides.map((side) => (side === -1 ? (known === 0 ? 0 : x.size / known) : side))
    return sizeOf(shape) === x.size && shape.every(Number.isInteger) ? shape : null
  }
  const { batch } = call
  const isBaked =
    batch && batch.fixed !== batch.actual && wanted[0] === batch.fixed && x.shape[0] === batch.actual
  const rewritten = isBaked ? fill([batch.actual, ...wanted.slice(1)]) : null
  const shape = rewritten ?? fill(wanted)
  if (!shape) throw call.refuse(`cannot give [${x.shape.join(', ')}] the shape [${wanted.join(', ')}]`)
  return shape
}

const flatten: Operator = (call) => {
  const x = call.input(0)
  const given = call.number('axis', 1)
  const axis = given === x.rank ? x.rank : call.axis(given, x.rank)
  const rows = sizeOf(x.shape.slice(0, axis))
  return reshaped(x, [rows, sizeOf(x.shape.slice(axis))])
}

const squeeze: Operator = (call) => {
  const x = call.input(0)
  const axes = call.numbersOr('axes', 1)?.map((axis) => call.axis(axis, x.rank))
  return reshaped(
    x,
    x.shape.filter((side, axis) => (axes ? !axes.includes(axis) : side !== 1)),
  )
}

const unsqueeze: Operator = (call) => {
  const x = call.input(0)
  const axes = call.numbersOr('axes', 1) ?? []
  const rank = x.rank + axes.length
  const added = axes.map((axis) => call.axis(axis, rank))
  let next = 0
  return reshaped(
    x,
    Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : x.shape[next++]!)),
  )
}

const transpose: Operator = (call) => {
  const x = call.input(0)
  const order = call.list('perm') ?? x.shape.map((_, axis) => x.rank - 1 - axis)
  if (x.rank < 4) return Value.of(tf.transpose(x.tensor(), order))
  const last = lastOrder(x.rank)
  const isSame = (a: readonly number[], b: readonly number[]): boolean => a.every((axis, i) => axis === b[i])
  if (x.isLast) {
    // Into the order in which it lies already, e.g. [n, c, h, w] → [n, h, w, c].
    if (isSame(order, last)) return Value.of(x.tensorLast())
    const movesOnlyChannels = order[0] === 0 && order.at(-1) === x.rank - 1 && order.at(-2) === x.rank - 2
    if (movesOnlyChannels)
      return Value.ofLast(
        tf.transpose(
          x.tensorLast(),
          last.map((axis) => last.indexOf(order[axis]!)),
        ),
      )
    return Value.of(tf.transpose(x.tensor(), order))
  }
  // Images that were channels last in ONNX's own terms, e.g. [n, h, w, c] → [n, c, h, w].
  const first = last.map((_, axis) => last.indexOf(axis))
  return isSame(order, first) ? Value.ofLast(x.tensor()) : Value.of(tf.transpose(x.tensor(), order))
}

const expand: Operator = (call) => {
  const x = call.input(0)
  const { batch } = call
  const wanted = call.numbers(1)
  const isBaked = batch && batch.fixed !== batch.actual && wanted[0] === batch.fixed && wanted.length >= 2
  const shape = isBaked ? [batch.actual, ...wanted.slice(1)] : wanted
  const target = tf.broadcast_util.assertAndGetBroadcastShape([...x.shape], shape)
  return Value.of(tf.broadcastTo(x.tensor(), target))
}

const tile: Operator = (call) => Value.of(tf.tile(call.input(0).tensor(), call.numbers(1)))

/** [n, b·b·c, h, w] → [n, c, h·b, w·b]. */
const depthToSpace: Operator = (call) => {
  const x = call.input(0)
  const b = call.number('blocksize', 1)
  const [n, channels, h, w] = x.shape as [number, number, number, number]
  const c = channels / (b * b)
  const isColumnRow = call.text('mode', 'DCR') === 'CRD'
  const split = isColumnRow ? [n, c, b, b, h, w] : [n, b, b, c, h, w]
  const order = isColumnRow ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
  return Value.of(tf.reshape(tf.transpose(tf.reshape(x.tensor(), split), order), [n, c, h * b, w * b]))
}

const spaceToDepth: Operator = (call) => {
  const x = call.input(0)
  const b = call.number('blocksize', 1)
  const [n, c, h, w] = x.shape as [number, number, number, number]
  const split = tf.reshape(x.tensor(), [n, c, h / b, b, w / b, b])
  return Value.of(tf.reshape(tf.transpose(split, [0, 3, 5, 1, 2, 4]), [n, b * b * c, h / b, w / b]))
}

/** ONNX's numbers for element types, as what tfjs has: whole numbers of any width are int32. */
export function dtypeOfElement(call: Call, element: number): Dtype {
  if ([1, 10, 11, 16].includes(element)) return 'float32'
  if ([2, 3, 4, 5, 6, 7, 12, 13].includes(element)) return 'int32'
  if (element === 9) return 'bool'
  throw call.refuse(`asks for ONNX's element type ${element}`)
}

const cast: Operator = (call) => {
  const x = call.input(0)
  const dtype = dtypeOfElement(call, call.number('to', 1))
  if (dtype === x.dtype) return x
  return x.isLast ? Value.ofLast(tf.cast(x.tensorLast(), dtype)) : Value.of(tf.cast(x.tensor(), dtype))
}

const castLike: Operator = (call) => {
  const [x, like] = [call.input(0), call.input(1)]
  return x.isLast
    ? Value.ofLast(tf.cast(x.tensorLast(), like.dtype))
    : Value.of(tf.cast(x.tensor(), like.dtype))
}

/** The probability that ONNX drops with where the node does not say. */
const DROPPED = 0.5

/**
 * In evaluation mode nothing is dropped; the mask, where somebody asks for it, keeps everything. In training mode
 * values are dropped with the probability `ratio`, and the others are divided by 1 − ratio.
 */
const dropout: Operator = (call) => {
  const x = call.input(0)
  if (call.optional(2)?.known?.[0]) {
    const ratio = call.optionalNumbers(1)?.[0] ?? DROPPED
    const kept = tf.greaterEqual(draw(call, x.shape, 'uniform'), ratio)
    const values = tf.mul(x.tensor(), tf.mul(tf.cast(kept, 'float32'), 1 / (1 - ratio)))
    return [Value.of(values), ...(call.node.outputs.length > 1 ? [Value.of(kept)] : [])]
  }
  return [x, ...(call.node.outputs.length > 1 ? [Value.of(tf.onesLike(tf.cast(x.tensor(), 'bool')))] : [])]
}

const identity: Operator = (call) => call.input(0)

export const shapeOperators: Readonly<Record<string, Operator>> = {
  Cast: cast,
  CastLike: castLike,
  DepthToSpace: depthToSpace,
  Dropout: dropout,
  Expand: expand,
  Flatten: flatten,
  Identity: identity,
  Reshape: reshape,
  SpaceToDepth: spaceToDepth,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
}
