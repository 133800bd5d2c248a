/**
 * Convolutions. Weights that are constants are laid out once, on plain numbers; dilation becomes a filter with
 * zeros between its taps, because tfjs has no gradient of a dilated convolution.
 */
import * as tf from '../../../devices/tf'
import type { Tensor4D } from '../../../devices/tf'
import type { Call, Operator } from '../call'
import type { Numbers, Value } from '../value'
import { blocksOf, denseFilter, depthwiseFilter } from './convolution-filters'
import type { Filter } from './convolution-filters'
import { imagesOf, padOf, valueOf, windowOf } from './windows'
import type { Window } from './windows'

/** [o, i, w] as [o, i, 1, w]. */
function planar(shape: readonly number[]): number[] {
  return shape.length === 3 ? [shape[0]!, shape[1]!, 1, shape[2]!] : [...shape]
}

/** A filter [h, w, i, o] made on plain numbers from weights that are known, and kept where they are constant. */
function laidOut(call: Call, role: string, weight: Value, make: (weights: Numbers) => Filter): Tensor4D {
  const { known } = weight
  if (!known) throw call.refuse('computes its weights from the pixels in more than one group')
  const build = (): Tensor4D => {
    const { shape, values } = make(known)
    return tf.tensor4d(values, shape)
  }
  return weight.isConstant ? (call.derived(role, build) as Tensor4D) : build()
}

const convolution: Operator = (call) => {
  const x = call.input(0)
  const weight = call.input(1)
  const groups = call.number('group', 1)
  const shape = planar(weight.shape)
  const channels = x.shape[1] ?? 0
  if (channels !== shape[1]! * groups) {
    throw call.refuse(`has weights for ${shape[1]! * groups} channels, but gets ${channels}`)
  }
  const window = windowOf(call, x, weight.shape.slice(2))
  const images = imagesOf(call, x)
  const product = grouped(call, images, weight, shape, groups, window)
  const bias = call.optional(2)
  return valueOf(bias ? tf.add(product, bias.tensor()) : product, x)
}

function grouped(
  call: Call,
  images: Tensor4D,
  weight: Value,
  shape: readonly number[],
  groups: number,
  window: Window,
): Tensor4D {
  const { strides, dilations, pads } = window
  const pad = padOf(window, pads)
  const [outputs, perGroup] = shape as [number, number]
  const channels = perGroup * groups
  if (!weight.known && groups === 1) {
    const filter = tf.transpose<Tensor4D>(
      tf.reshape(weight.tensor(), shape as [number, number, number, number]),
      [2, 3, 1, 0],
    )
    return tf.conv2d<Tensor4D>(images, filter, strides, pad, 'NHWC', dilations)
  }
  if (perGroup === 1 && groups > 1) {
    const filter = laidOut(call, 'depthwise', weight, (weights) => {
      const { shape: laid, values } = depthwiseFilter(weights, shape, dilations)
      return { shape: [laid[0], laid[1], channels, outputs / channels], values }
    })
    return tf.depthwiseConv2d(images, filter, strides, pad)
  }
  const blocks = blocksOf(groups, channels, outputs)
  const parts = blocks === 1 ? [images] : tf.split<Tensor4D>(images, blocks, 3)
  const results = parts.map((part, block) => {
    const filter = laidOut(call, `filter ${block}`, weight, (weights) =>
      denseFilter(weights, shape, dilations, groups, block, blocks),
    )
    return tf.conv2d(part, filter, strides, pad)
  })
  return results.length === 1 ? results[0]! : tf.concat(results, 3)
}

/** ONNX's weights here are [inputs, outputs / groups, h, w]: the filter of the convolution it is the gradient of. */
const transposed: Operator = (call) => {
  const x = call.input(0)
  const weight = call.input(1)
  const groups = call.number('group', 1)
  const shape = planar(weight.shape)
  const sides = x.shape.slice(2)
  const two = (values: readonly number[] | null, otherwise: number): [number, number] => {
    const given = values ?? sides.map(() => otherwise)
    return given.length === 1 ? [otherwise, given[0]!] : [given[0]!, given[1]!]
  }
  const strides = two(call.list('strides'), 1)
  const dilations = two(call.list('dilations'), 1)
  const extra = two(call.list('output_padding'), 0)
  const images = imagesOf(call, x)
  const [n, height, width] = images.shape
  const reach = [0, 1].map((axis) => (shape[axis + 2]! - 1) * dilations[axis]! + 1)
  const full = [0, 1].map((axis) => ([height, width][axis]! - 1) * strides[axis]! + reach[axis]!)
  const [begin, out] = cutOf(call, full, extra, [height, width], strides, two)
  const perGroup = shape[1]!
  const parts = groups === 1 ? [images] : tf.split<Tensor4D>(images, groups, 3)
  const results = parts.map((part, group) => {
    const filter = laidOut(call, `transposed ${group}`, weight, (weights) =>
      denseFilter(weights, shape, dilations, groups, group, groups),
    )
    return tf.conv2dTranspose(part, filter, [n, full[0]!, full[1]!, perGroup], strides, 'valid')
  })
  const whole = results.length === 1 ? results[0]! : tf.concat(results, 3)
  // Rows beyond what the windows reach are zeros; those that the padding names are cut off.
  const missing = [0, 1].map((axis) => Math.max(0, begin[axis]! + out[axis]! - full[axis]!))
  const padded = missing.some((side) => side > 0)
    ? tf.pad(whole, [
        [0, 0],
        [0, missing[0]!],
        [0, missing[1]!],
        [0, 0],
      ])
    : whole
  const cut = tf.slice(padded, [0, begin[0]!, begin[1]!, 0], [n, out[0]!, out[1]!, perGroup * groups])
  const bias = call.optional(2)
  return valueOf(bias ? tf.add(cut, bias.tensor()) : cut, x)
}

/** Where the result begins in the full one, and its sides. */
function cutOf(
  call: Call,
  full: readonly number[],
  extra: readonly number[],
  input: readonly number[],
  strides: readonly number[],
  two: (values: readonly number[] | null, otherwise: number) => [number, number],
): [begin: number[], out: number[]] {
  const auto = call.text('auto_pad', 'NOTSET')
  const given = call.list('output_shape')
  const pads = call.list('pads')
  if (given || auto.startsWith('SAME')) {
    const out = given
      ? two(given.slice(-(pads?.length ?? 2 * given.length) / 2), 1)
      : input.map((side, i) => side * strides[i]!)
    const begin = out.map((side, i) => {
      const all = Math.max(0, full[i]! + extra[i]! - side)
      return auto === 'SAME_UPPER' ? Math.floor(all / 2) : all - Math.floor(all / 2)
    })
    return [begin, out]
  }
  const half = (pads?.length ?? 0) / 2
  const before = two(pads && auto === 'NOTSET' ? pads.slice(0, half) : null, 0)
  const behind = two(pads && auto === 'NOTSET' ? pads.slice(half) : null, 0)
  return [before, full.map((side, i) => side + extra[i]! - before[i]! - behind[i]!)]
}

export const convolutionOperators: Readonly<Record<string, Operator>> = {
  Conv: convolution,
  ConvTranspose: transposed,
}
