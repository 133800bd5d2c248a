/** Largest and mean values of sliding windows and of whole images. */
import * as tf from '../../../devices/tf'
import type { Tensor4D } from '../../../devices/tf'
import type { Call, Operator } from '../call'
import { Value } from '../value'
import { exactPads, imagesOf, padOf, paddings, valueOf, windowOf } from './windows'
import type { Window } from './windows'

/** Below every float32 that is not -∞: padding that never is the largest, and whose difference is no NaN. */
const LOWEST = -3.4028234663852886e38

const maximum: Operator = (call) => {
  if (call.node.outputs.length > 1 && call.node.outputs[1] !== '')
    throw call.refuse('is asked where the largest values are')
  const x = call.input(0)
  const window = windowOf(call, x, call.list('kernel_shape') ?? [])
  const images = imagesOf(call, x)
  const pads = exactPads(window, images.shape[1], images.shape[2])
  if (window.dilations.some((dilation) => dilation > 1))
    return valueOf(dilatedMaximum(images, window, pads), x)
  return valueOf(tf.maxPool(images, window.size, window.strides, padOf(window, pads)), x)
}

/** Largest values of windows with gaps: along one side, then along the other, and then only where windows begin. */
function dilatedMaximum(
  images: Tensor4D,
  { size, strides, dilations, out }: Window,
  pads: readonly number[],
) {
  let x: Tensor4D = tf.pad(images, paddings(pads), LOWEST)
  for (const side of [0, 1] as const) {
    x = largestOfTaps(x, side + 1, size[side], dilations[side])
    x = sliced(x, side + 1, 0, (out[side] - 1) * strides[side] + 1)
  }
  return tf.maxPool<Tensor4D>(x, 1, strides, 'valid')
}

/**
 * At each place the largest of `taps` values that lie `gap` apart along an axis. Runs of 1, 2, 4, … values, each the
 * larger of two of the runs before, and last of two that overlap: a window of 80 takes 7 steps.
 */
function largestOfTaps(x: Tensor4D, axis: number, taps: number, gap: number): Tensor4D {
  const largerOf = (runs: Tensor4D, shift: number): Tensor4D => {
    const length = runs.shape[axis]! - shift
    return tf.maximum(sliced(runs, axis, 0, length), sliced(runs, axis, shift, length))
  }
  let runs = x
  let covered = 1
  while (covered < taps) {
    const more = Math.min(covered, taps - covered)
    runs = largerOf(runs, more * gap)
    covered += more
  }
  return runs
}

function sliced(x: Tensor4D, axis: number, begin: number, length: number): Tensor4D {
  const from = [0, 0, 0, 0] as [number, number, number, number]
  from[axis] = begin
  return tf.slice(x, from, x.shape.with(axis, length))
}

/** Padding counts where the file says so; what rounding up adds never does. */
const mean: Operator = (call) => {
  const x = call.input(0)
  const window = windowOf(call, x, call.list('kernel_shape') ?? [])
  if (window.dilations.some((dilation) => dilation > 1)) throw call.refuse('has dilated windows')
  let images = imagesOf(call, x)
  let counted = window
  if (call.number('count_include_pad', 0) === 1 && window.pads.some((pad) => pad > 0)) {
    images = tf.pad(images, paddings(window.pads))
    counted = { ...window, pads: [0, 0, 0, 0] }
  }
  const pads = exactPads(counted, images.shape[1], images.shape[2])
  return valueOf(tf.avgPool(images, window.size, window.strides, padOf(window, pads)), x)
}

function global(reduce: (images: Tensor4D, axes: number[]) => Tensor4D): Operator {
  return (call: Call) => {
    const x = call.input(0)
    if (x.rank === 4) return Value.ofLast(reduce(x.tensorLast() as Tensor4D, [1, 2]))
    const axes = x.shape.map((_, axis) => axis).slice(2)
    return Value.of(reduce(x.tensor() as Tensor4D, axes))
  }
}

export const poolingOperators: Readonly<Record<string, Operator>> = {
  AveragePool: mean,
  GlobalAveragePool: global((x, axes) => tf.mean(x, axes, true)),
  GlobalMaxPool: global((x, axes) => tf.max(x, axes, true)),
  MaxPool: maximum,
}
