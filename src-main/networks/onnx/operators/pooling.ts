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

/** The largest of the windows' taps, each tap a shifted and thinned-out copy of the image. */
function dilatedMaximum(images: Tensor4D, window: Window, pads: readonly number[]): Tensor4D {
  const { size, strides, dilations, out } = window
  const padded = tf.pad(images, paddings(pads), LOWEST)
  const [n, , , c] = images.shape
  const taps: Tensor4D[] = []
  for (let y = 0; y < size[0]; y++) {
    for (let x = 0; x < size[1]; x++) {
      const begin = [0, y * dilations[0], x * dilations[1], 0] as [number, number, number, number]
      const span = [n, (out[0] - 1) * strides[0] + 1, (out[1] - 1) * strides[1] + 1, c] as [
        number,
        number,
        number,
        number,
      ]
      taps.push(tf.maxPool(tf.slice(padded, begin, span), 1, strides, 'valid'))
    }
  }
  return taps.reduce((a, b) => tf.maximum(a, b))
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
