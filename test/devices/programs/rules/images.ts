/** Operators of convolutional networks, with their gradients. */
import * as tf from '../../../../src-main/devices/tf'
import { amongst, approximately, isExact, largestOf, meanOf, productsOf, sumOf } from '../bounds'
import { MOST_WEIGHTS } from '../builder'
import type { Builder, Rule, Value } from '../builder'
import type { Choices } from '../choices'

type Images = tf.Tensor4D
type Shape = readonly [number, number, number, number]

/** Images that are there, or new ones. */
export function imagesOf(
  builder: Builder,
  choices: Choices,
  isWanted: (value: Value) => boolean = () => true,
): Value {
  const fits = (value: Value): boolean =>
    value.dtype === 'float32' && value.shape.length === 4 && isWanted(value)
  return builder.tamed(builder.pick(choices, fits) ?? builder.image(choices))
}

interface Window {
  kernel: [number, number]
  stride: number
  pad: 'same' | 'valid' | number
  dilation: number
}

/** A window that fits into images of this height and width. */
function windowOf(choices: Choices, shape: readonly number[], mayDilate: boolean): Window {
  const [height, width] = [shape[1]!, shape[2]!]
  const kernel = choices.pick<[number, number]>([
    [1, 1],
    [3, 3],
    [2, 2],
    [1, 3],
    [3, 2],
    [5, 5],
  ])
  const stride = choices.pick([1, 1, 2, 2, 3])
  const dilation = mayDilate && stride === 1 ? choices.pick([1, 1, 1, 2]) : 1
  const reach = kernel.map((side) => (side - 1) * dilation + 1)
  const fitsUnpadded = reach[0]! <= height && reach[1]! <= width
  // tfjs works out the size behind a padding that is a number for square filters only.
  const half = kernel[0] === kernel[1] ? [Math.floor(kernel[0] / 2)] : []
  const pads = ['same', ...(fitsUnpadded ? (['valid', ...half] as const) : [])] as const
  return { kernel, stride, pad: choices.pick(pads), dilation }
}

const windowText = ({ stride, pad, dilation }: Window): string =>
  `stride ${stride}, pad ${pad}${dilation > 1 ? `, dilation ${dilation}` : ''}`

type Convolve = (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor

function convolution(isDepthwise: boolean): Rule {
  return (builder, choices) => {
    const x = imagesOf(builder, choices)
    const found = windowOf(choices, x.shape, true)
    const inputs = x.shape[3]!
    const outputs = isDepthwise ? choices.pick([1, 1, 1, 2]) : builder.channels(choices)
    if (found.kernel[0] * found.kernel[1] * inputs * outputs > MOST_WEIGHTS) return null
    const filter = builder.leaf([...found.kernel, inputs, outputs], choices)
    const { stride, pad, dilation } = found
    const run: Convolve = isDepthwise
      ? (a, w) => tf.depthwiseConv2d(a as Images, w as Images, stride, pad, 'NHWC', dilation)
      : (a, w) => tf.conv2d(a as Images, w as Images, stride, pad, 'NHWC', dilation)
    const name = isDepthwise ? 'depthwiseConv2d' : 'conv2d'
    const text = `(t${x.index}, t${filter.index}, ${windowText(found)})`
    const terms = found.kernel[0] * found.kernel[1] * (isDepthwise ? outputs : Math.max(inputs, outputs))
    const way = dilation > 1 ? 0 : choices.integer(6)
    if (way < 4)
      return builder.add(
        name + text,
        [x, filter],
        ([a, w]) => run(a!, w!),
        () => productsOf(x, filter, terms),
      )
    // The gradient of Σ ½y², whose own gradient is y: it reaches the operator in the layout that y lies in.
    const by = way === 4 ? 0 : 1
    return builder.add(
      `gradient of Σ½${name}${text}² by its ${by === 0 ? 'images' : 'filter'}`,
      [x, filter],
      ([a, w]) => {
        const dy = run(a!, w!)
        return by === 0
          ? tf.grad((images) => run(images, w!))(a!, dy)
          : tf.grad((kernel) => run(a!, kernel))(w!, dy)
      },
      () => {
        const y = productsOf(x, filter, terms)
        const positions = x.shape[0]! * x.shape[1]! * x.shape[2]!
        return by === 0 ? productsOf(y, filter, terms) : productsOf(y, x, positions)
      },
    )
  }
}

const maxPool: Rule = (builder, choices) => {
  const hasGradient = choices.integer(3) === 2
  const x = imagesOf(builder, choices, (value) => !hasGradient || isExact(value))
  const { kernel, stride, pad } = windowOf(choices, x.shape, false)
  const run = (images: tf.Tensor): tf.Tensor => tf.maxPool(images as Images, kernel, stride, pad)
  const text = `maxPool(t${x.index}, [${kernel.join()}], stride ${stride}, pad ${pad})`
  if (!hasGradient || !isExact(x))
    return builder.add(
      text,
      [x],
      ([images]) => run(images!),
      (result) => amongst([x], result),
    )
  return builder.add(
    `gradient of Σ½${text}²`,
    [x],
    ([images]) => tf.grad(run)(images!, run(images!)),
    () => productsOf(x, { magnitude: kernel[0] * kernel[1], grain: 0, error: 0 }),
  )
}

const averagePool: Rule = (builder, choices) => {
  const x = imagesOf(builder, choices)
  const { kernel, stride, pad } = windowOf(choices, x.shape, false)
  return builder.add(
    `avgPool(t${x.index}, [${kernel.join()}], stride ${stride}, pad ${pad})`,
    [x],
    ([images]) => tf.avgPool(images as Images, kernel, stride, pad),
    (result) => (pad === 'valid' ? meanOf(x, kernel[0] * kernel[1]) : approximately(x, largestOf(result))),
  )
}

/** Mean or largest over a whole image, as windows. */
const globalPool: Rule = (builder, choices) => {
  const x = imagesOf(builder, choices)
  const [, height, width] = x.shape as unknown as Shape
  return choices.integer(2) === 0
    ? builder.add(
        `avgPool(t${x.index}, all, valid)`,
        [x],
        ([images]) => tf.avgPool(images as Images, [height, width], 1, 'valid'),
        () => meanOf(x, height * width),
      )
    : builder.add(
        `maxPool(t${x.index}, all, valid)`,
        [x],
        ([images]) => tf.maxPool(images as Images, [height, width], 1, 'valid'),
        (result) => amongst([x], result),
      )
}

/** A scale and an offset per channel, and perhaps a ReLU: what a folded normalisation is. */
const affine: Rule = (builder, choices) => {
  const x = imagesOf(builder, choices)
  const shape = choices.pick([[x.shape[3]!], [1, 1, 1, x.shape[3]!], [1, x.shape[3]!], []])
  const scale = builder.leaf(shape, choices, 'float32', 'halves')
  const offset = builder.leaf(shape, choices)
  const rectifies = choices.integer(2) === 1
  const sum = (a: tf.Tensor, s: tf.Tensor, o: tf.Tensor): tf.Tensor => tf.add(tf.mul(a, s), o)
  return builder.add(
    `${rectifies ? 'relu∘' : ''}affine(t${x.index}, t${scale.index}, t${offset.index})`,
    [x, scale, offset],
    ([a, s, o]) => (rectifies ? tf.relu(sum(a!, s!, o!)) : sum(a!, s!, o!)),
    () => sumOf([productsOf(x, scale), offset]),
  )
}

/** The sum of two images, one of them perhaps a residual connection that lies in another layout. */
const residual: Rule = (builder, choices) => {
  const x = imagesOf(builder, choices)
  const fits = ({ shape, dtype, index }: Value): boolean =>
    dtype === 'float32' && shape.join() === x.shape.join() && index !== x.index
  const other = builder.tamed(builder.pick(choices, fits) ?? builder.leaf(x.shape, choices))
  const rectifies = choices.integer(2) === 1
  return builder.add(
    `${rectifies ? 'relu∘' : ''}add(t${x.index}, t${other.index})`,
    [x, other],
    ([a, b]) => (rectifies ? tf.relu(tf.add(a!, b!)) : tf.add(a!, b!)),
    () => sumOf([x, other]),
  )
}

const batchNormalisation: Rule = (builder, choices) => {
  const x = imagesOf(builder, choices)
  const channels = [x.shape[3]!]
  const [mean, offset, scale] = [0, 1, 2].map(() => builder.leaf(channels, choices)) as [Value, Value, Value]
  const variance = builder.leaf(channels, choices, 'float32', 'positive')
  return builder.add(
    `batchNorm(t${x.index}, mean t${mean.index}, variance t${variance.index}, offset t${offset.index}, scale t${scale.index}, 0.5)`,
    [x, mean, variance, offset, scale],
    ([a, m, v, o, s]) => tf.batchNorm(a!, m as tf.Tensor1D, v as tf.Tensor1D, o, s, 0.5),
    () => {
      const { magnitude, error } = sumOf([productsOf(sumOf([x, mean]), scale), offset])
      return approximately({ magnitude, grain: 0, error }, magnitude)
    },
  )
}

/** One number per image and channel multiplied with the image, as in squeeze-and-excitation. */
const gate: Rule = (builder, choices) => {
  const x = imagesOf(builder, choices)
  const axes = choices.pick([[1, 2], [1], [2]])
  return builder.add(
    `mul(t${x.index}, max(t${x.index}, [${axes.join()}], keepDims))`,
    [x],
    ([a]) => tf.mul(a!, tf.max(a!, axes, true)),
    () => productsOf(x, x),
  )
}

const resize: Rule = (builder, choices) => {
  const x = imagesOf(builder, choices)
  const size: [number, number] = [1 + choices.integer(8), 1 + choices.integer(8)]
  const [align, half] = choices.pick([
    [false, false],
    [true, false],
    [false, true],
  ] as const)
  return builder.add(
    `resizeBilinear(t${x.index}, [${size.join()}], ${align}, ${half})`,
    [x],
    ([a]) => tf.image.resizeBilinear(a as Images, size, align, half),
    (result) => approximately(x, largestOf(result)),
  )
}

export const imageRules: Rule[] = [
  convolution(false),
  affine,
  residual,
  convolution(true),
  maxPool,
  averagePool,
  globalPool,
  batchNormalisation,
  gate,
  resize,
]
