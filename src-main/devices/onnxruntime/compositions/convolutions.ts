/**
 * Convolutions of images that come channels first (tfjs's NCHW): transposed, convolved, transposed back.
 * Halfpower's own code never asks for it; tfjs's interface has it.
 */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { Attributes } from '../values'
import { convolutionOf } from '../operators/convolution-geometry'
import { input, transpose } from './define'
import type { Composition, Recorder } from './define'

const TO_LAST = [0, 2, 3, 1]
const TO_FIRST = [0, 3, 1, 2]

/** The attributes for the same images channels last; explicit paddings are one pair per dimension. */
function channelsLast(attributes: Attributes): Attributes {
  const { pad } = attributes
  const paddings = Array.isArray(pad) ? [pad[0]!, pad[2]!, pad[3]!, pad[1]!] : pad!
  return { ...attributes, dataFormat: 'NHWC', pad: paddings }
}

function isChannelsFirst(attributes: Attributes): boolean {
  return attributes['dataFormat'] === 'NCHW'
}

/** A convolution of either data format; `name` is Conv2D or DepthwiseConv2dNative. */
export function convolve(
  recorder: Recorder,
  name: string,
  x: TensorInfo,
  filter: TensorInfo,
  attributes: Attributes,
): TensorInfo {
  if (!isChannelsFirst(attributes)) return recorder.call(name, [x, filter], attributes)
  const result = recorder.call(name, [transpose(recorder, x, TO_LAST), filter], channelsLast(attributes))
  return transpose(recorder, result, TO_FIRST)
}

function forward(name: string): Composition {
  return {
    name,
    compose: (recorder, inputs, attributes) =>
      convolve(recorder, name, input(inputs, 'x'), input(inputs, 'filter'), attributes),
  }
}

/** tf.conv2dTranspose may be asked for less than its input reaches: rows and columns beyond are left out. */
function cut(recorder: Recorder, dy: TensorInfo, filter: TensorInfo, attributes: Attributes): TensorInfo {
  const { outHeight, outWidth } = convolutionOf(
    attributes['inputShape'] as number[],
    filter.shape,
    attributes,
  )
  const [n, height, width, c] = dy.shape as [number, number, number, number]
  if (height <= outHeight && width <= outWidth) return dy
  return recorder.call('Slice', [dy], { begin: [0, 0, 0, 0], size: [n, outHeight, outWidth, c] })
}

const inputGradient: Composition = {
  name: 'Conv2DBackpropInput',
  compose: (recorder, inputs: NamedTensorInfoMap, attributes) => {
    const [dy, filter] = [input(inputs, 'dy'), input(inputs, 'filter')]
    if (!isChannelsFirst(attributes)) {
      return recorder.call('Conv2DBackpropInput', [cut(recorder, dy, filter, attributes), filter], attributes)
    }
    const shape = attributes['inputShape'] as number[]
    const inputShape = TO_LAST.map((axis) => shape[axis]!)
    const last = { ...channelsLast(attributes), inputShape }
    return transpose(
      recorder,
      recorder.call('Conv2DBackpropInput', [transpose(recorder, dy, TO_LAST), filter], last),
      TO_FIRST,
    )
  },
}

const filterGradient: Composition = {
  name: 'Conv2DBackpropFilter',
  compose: (recorder, inputs, attributes) => {
    const [x, dy] = [input(inputs, 'x'), input(inputs, 'dy')]
    if (!isChannelsFirst(attributes)) return recorder.call('Conv2DBackpropFilter', [x, dy], attributes)
    const last = channelsLast(attributes)
    return recorder.call(
      'Conv2DBackpropFilter',
      [transpose(recorder, x, TO_LAST), transpose(recorder, dy, TO_LAST)],
      last,
    )
  },
}

export const convolutionCompositions: Composition[] = [
  forward('Conv2D'),
  forward('DepthwiseConv2dNative'),
  inputGradient,
  filterGradient,
]
