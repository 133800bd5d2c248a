/**
 * Resize and Upsample. Every variant is linear and separable: a matrix for the rows and one for the columns,
 * made on plain numbers, so that nearest, linear and cubic, with every way of counting pixels, have one exact
 * forward pass and one exact gradient.
 */
import { printable } from '../../../checkpoints/printable'
import * as tf from '../../../devices/tf'
import type { Tensor, Tensor4D } from '../../../devices/tf'
import type { Call, Operator } from '../call'
import { Value } from '../value'

interface Plan {
  mode: string
  coordinates: string
  nearest: string
  cubic: number
  excludesOutside: boolean
}

const resize: Operator = (call) => {
  const x = call.input(0)
  const isOld = call.opset < 11 || call.node.operator === 'Upsample'
  if (call.number('antialias', 0) === 1) throw call.refuse('resizes with antialiasing')
  if (call.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch')
    throw call.refuse('keeps the aspect ratio')
  const plan: Plan = {
    mode: call.text('mode', 'nearest'),
    coordinates: isOld ? 'asymmetric' : call.text('coordinate_transformation_mode', 'half_pixel'),
    nearest: isOld ? 'floor' : call.text('nearest_mode', 'round_prefer_floor'),
    cubic: call.number('cubic_coeff_a', -0.75),
    excludesOutside: call.number('exclude_outside', 0) === 1,
  }
  if (plan.coordinates === 'tf_crop_and_resize') throw call.refuse('crops while it resizes')
  const scalesAt = isOld ? 1 : 2
  const given = call.list('scales') ?? filled(call.optionalNumbers(scalesAt))
  const sizes = given ? null : call.optionalNumbers(3)
  const all = x.shape.map((_, axis) => axis)
  const axes = call.list('axes')?.map((axis) => call.axis(axis, x.rank)) ?? all
  const [out, scales] = [[...x.shape], x.shape.map(() => 1)]
  axes.forEach((axis, i) => {
    const side = x.shape[axis]!
    scales[axis] = given?.[i] ?? (sizes?.[i] ?? side) / side
    out[axis] = given ? Math.floor(side * scales[axis]) : (sizes?.[i] ?? side)
  })
  if (x.rank !== 4 || out[0] !== x.shape[0] || out[1] !== x.shape[1])
    throw call.refuse('resizes something else than the two sides of images')
  const images = x.tensorLast() as Tensor4D
  const rows = matrixOf(call, plan, x.shape[2]!, out[2]!, scales[2]!)
  const columns = matrixOf(call, plan, x.shape[3]!, out[3]!, scales[3]!)
  return Value.ofLast(applied(images, rows, columns, out))
}

/** An input that is there but empty says nothing. */
function filled(values: number[] | null): number[] | null {
  return values && values.length > 0 ? values : null
}

function applied(images: Tensor4D, rows: Tensor, columns: Tensor, out: readonly number[]): Tensor4D {
  const [n, , w, c] = images.shape
  const [h2, w2] = [out[2]!, out[3]!]
  const tall = tf.matMul(spread(rows, n), tf.reshape(images, [n, -1, w * c]))
  const wide = tf.matMul(spread(columns, n * h2), tf.reshape(tall, [n * h2, w, c]))
  return tf.reshape(wide, [n, h2, w2, c])
}

/** One matrix for every image, written out: tfjs's gradient of a product does not add up what was broadcast. */
function spread(matrix: Tensor, count: number): Tensor {
  return tf.broadcastTo(tf.expandDims(matrix, 0), [count, ...matrix.shape])
}

/** [out, side]: how much of each pixel goes into each new one. */
function matrixOf(call: Call, plan: Plan, side: number, out: number, scale: number): Tensor {
  return call.derived(`resize ${side} ${out} ${scale}`, () => {
    const matrix = new Float32Array(out * side)
    for (let to = 0; to < out; to++) {
      for (const [from, weight] of weightsAt(call, plan, source(call, plan, to, side, out, scale), side)) {
        const at = Math.max(0, Math.min(side - 1, from))
        matrix[to * side + at] = matrix[to * side + at]! + weight
      }
    }
    return tf.tensor2d(matrix, [out, side])
  })
}

/** Where a new pixel lies among the old ones. */
function source(
  call: Call,
  { coordinates }: Plan,
  to: number,
  side: number,
  out: number,
  scale: number,
): number {
  switch (coordinates) {
    case 'align_corners':
      return out === 1 ? 0 : (to * (side - 1)) / (out - 1)
    case 'asymmetric':
      return to / scale
    case 'pytorch_half_pixel':
      return out === 1 ? 0 : (to + 0.5) / scale - 0.5
    case 'tf_half_pixel_for_nn':
      return (to + 0.5) / scale
    case 'half_pixel_symmetric': {
      const adjustment = out / (side * scale)
      return (side / 2) * (1 - adjustment) + (to + 0.5) / scale - 0.5
    }
    case 'half_pixel':
      return (to + 0.5) / scale - 0.5
    default:
      throw call.refuse(`places its pixels by "${printable(coordinates)}"`)
  }
}

function weightsAt(call: Call, plan: Plan, at: number, side: number): [from: number, weight: number][] {
  const below = Math.floor(at)
  const rest = at - below
  if (plan.mode === 'nearest') {
    const round = new Map([
      ['floor', below],
      ['ceil', Math.ceil(at)],
      ['round_prefer_floor', Math.ceil(at - 0.5)],
      ['round_prefer_ceil', Math.floor(at + 0.5)],
    ])
    const from = round.get(plan.nearest)
    if (from === undefined) throw call.refuse(`rounds to the nearest pixel by "${printable(plan.nearest)}"`)
    return [[from, 1]]
  }
  if (plan.mode === 'linear' || plan.mode === 'bilinear')
    return [
      [below, 1 - rest],
      [below + 1, rest],
    ]
  if (plan.mode !== 'cubic') throw call.refuse(`resizes in the mode "${printable(plan.mode)}"`)
  const taps = [-1, 0, 1, 2].map((step): [number, number] => [
    below + step,
    cubic(Math.abs(step - rest), plan.cubic),
  ])
  if (!plan.excludesOutside) return taps
  const inside = taps.filter(([from]) => from >= 0 && from < side)
  const sum = inside.reduce((total, [, weight]) => total + weight, 0)
  return inside.map(([from, weight]) => [from, weight / sum])
}

/** Keys's cubic kernel. */
function cubic(distance: number, a: number): number {
  if (distance < 1) return (a + 2) * distance ** 3 - (a + 3) * distance ** 2 + 1
  return a * distance ** 3 - 5 * a * distance ** 2 + 8 * a * distance - 4 * a
}

export const resizingOperators: Readonly<Record<string, Operator>> = { Resize: resize, Upsample: resize }
