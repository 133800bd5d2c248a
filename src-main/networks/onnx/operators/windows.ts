/**
 * Where a sliding window of a convolution or a pooling goes, from ONNX's attributes: strides, dilations,
 * explicit or automatic padding, rounding up. Signals with one axis are images of height 1.
 */
import type { Call } from '../call'
import * as tf from '../../../devices/tf'
import type { Tensor4D } from '../../../devices/tf'
import { Value } from '../value'

export interface Window {
  /** [height, width] */
  size: [number, number]
  strides: [number, number]
  dilations: [number, number]
  /** Zeros [top, left, bottom, right]; what rounding up reaches beyond them is not among them. */
  pads: [number, number, number, number]
  /** Sides of the result. */
  out: [number, number]
}

/** No window, stride or dilation of a classifier comes near. */
const LARGEST_STEP = 65_536

/** tfjs's form of explicit padding of [n, h, w, c]. */
type Paddings = [[number, number], [number, number], [number, number], [number, number]]

export function paddings([top, left, bottom, right]: readonly number[]): Paddings {
  return [
    [0, 0],
    [top!, bottom!],
    [left!, right!],
    [0, 0],
  ]
}

/**
 * A single number where all sides are alike: the form in which our own layers ask, so that graphs are shared.
 * tfjs believes of such a number that height and width of the window are alike, too.
 */
export function padOf(
  { size, strides, dilations }: Window,
  pads: readonly number[],
): number | 'valid' | Paddings {
  const isSquare = [size, strides, dilations].every(([down, across]) => down === across)
  if (isSquare && pads.every((pad) => pad === pads[0])) return pads[0]!
  return pads.every((pad) => pad === 0) ? 'valid' : paddings(pads)
}

/** Images [n, h, w, c] of a value [n, c, h, w] or [n, c, w]. */
export function imagesOf(call: Call, x: Value): Tensor4D {
  if (x.rank === 4) return x.tensorLast() as Tensor4D
  if (x.rank === 3) return tf.expandDims(tf.transpose(x.tensor(), [0, 2, 1]), 1)
  throw call.refuse(`works on a value with ${x.rank} axes (images with more than two sides)`)
}

/** The reverse, for a value with as many axes as `x`. */
export function valueOf(images: Tensor4D, x: Value): Value {
  return x.rank === 4 ? Value.ofLast(images) : Value.of(tf.transpose(tf.squeeze(images, [1]), [0, 2, 1]))
}

export function windowOf(call: Call, x: Value, kernel: readonly number[]): Window {
  const sides = x.shape.slice(2)
  const two = (values: readonly number[] | null, otherwise: number): [number, number] => {
    const given = values ?? sides.map(() => otherwise)
    return given.length === 1 ? [otherwise, given[0]!] : [given[0]!, given[1]!]
  }
  const size = two(kernel, 1)
  const strides = two(call.list('strides'), 1)
  const dilations = two(call.list('dilations'), 1)
  const input = two(sides, 1)
  if ([...size, ...strides, ...dilations].some((value) => !(value >= 1 && value <= LARGEST_STEP)))
    throw call.refuse(
      `has a window, a stride or a dilation that is not a whole number from 1 to ${LARGEST_STEP}`,
    )
  const reach = size.map((side, i) => (side - 1) * dilations[i]! + 1)
  const auto = call.text('auto_pad', 'NOTSET')
  const roundsUp = call.number('ceil_mode', 0) === 1
  const begin: number[] = []
  const end: number[] = []
  const out: number[] = []
  const given = call.list('pads') ?? sides.flatMap(() => [0, 0])
  for (const axis of [0, 1]) {
    const at = sides.length === 1 ? axis - 1 : axis
    const side = input[axis]!
    const stride = strides[axis]!
    let before = at < 0 || auto !== 'NOTSET' ? 0 : given[at]!
    let after = at < 0 || auto !== 'NOTSET' ? 0 : given[at + sides.length]!
    if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
      const all = Math.max(0, (Math.ceil(side / stride) - 1) * stride + reach[axis]! - side)
      const less = Math.floor(all / 2)
      ;[before, after] = auto === 'SAME_UPPER' ? [less, all - less] : [all - less, less]
    }
    const steps = (side + before + after - reach[axis]!) / stride
    let count = (roundsUp ? Math.ceil(steps) : Math.floor(steps)) + 1
    // A window that would begin in the padding behind the image is left out, as PyTorch does.
    if (roundsUp && (count - 1) * stride >= side + before) count--
    if (count < 1) throw call.refuse(`has a window of ${reach[axis]} on ${side} pixels`)
    begin.push(before)
    end.push(after)
    out.push(count)
  }
  const pads: Window['pads'] = [begin[0]!, begin[1]!, end[0]!, end[1]!]
  if (pads.some((pad) => pad < 0)) throw call.refuse('has a negative padding')
  return { size, strides, dilations, pads, out: [out[0]!, out[1]!] }
}

/** The paddings with which windows that are never cut off end exactly at the image's end. */
export function exactPads(
  { size, strides, dilations, pads, out }: Window,
  height: number,
  width: number,
): number[] {
  const behind = (axis: 0 | 1, side: number): number => {
    const needed =
      (out[axis] - 1) * strides[axis] + (size[axis] - 1) * dilations[axis] + 1 - side - pads[axis]
    return Math.max(pads[axis + 2]!, needed)
  }
  return [pads[0], pads[1], behind(0, height), behind(1, width)]
}
