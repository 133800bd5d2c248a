/**
 * Depthwise convolution (each channel by itself, M filters per channel) and its gradients. With one filter
 * per channel it stays in the blocked layout; everything else uses public grouped convolutions.
 */
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { Lowered, plain } from '../lowered'
import type { Layout, TailSource } from '../lowered'
import type { Lowering } from '../lowering'
import { convolutionOf, dilations, kernel, pads, strides } from './convolution-geometry'
import type { ConvolutionInformation } from './convolution-geometry'
import { imageOf } from './image'
import { depthwiseFilter } from '../filter-layouts'

/** [C/b, 1, kh, kw, b], as ONNX Runtime wants a depthwise filter for blocked channels. */
function blockedDepthwiseFilter(lowering: Lowering, filter: Operand, block: number, turn: boolean): string {
  const [kh, kw, c] = filter.shape as [number, number, number]
  const { layouts } = lowering
  // Frozen filters are folded by ONNX Runtime.
  const rows = layouts.reshape(depthwiseFilter(lowering, filter, turn), [c / block, block, kh * kw])
  return layouts.reshape(lowering.op('Transpose', [rows], { perm: [0, 2, 1] }), [c, 1, kh, kw])
}

interface Grouped {
  shape: readonly number[]
  channels: number
  attributes: Record<string, number | number[]> & { pads: number[] }
  turn: boolean
}

/** A depthwise convolution that can take a bias, an addend and a ReLU into itself. */
function grouped(
  lowering: Lowering,
  x: Operand,
  filter: Operand,
  { shape, channels, attributes, turn }: Grouped,
): Lowered {
  const { layouts } = lowering
  const { block } = layouts
  const multiplier = filter.shape[3]!
  const isBlocked = block !== null && layouts.canBlock(channels) && multiplier === 1
  const layout: Layout = isBlocked ? 'blocked' : 'channels-first'
  const all = { ...attributes, group: channels }
  const fused = (bias: string | null, addend: string | null, relu: boolean): string => {
    const image = layouts.to(imageOf(lowering, x), layout).name
    if (isBlocked) {
      const weights = blockedDepthwiseFilter(lowering, filter, block, turn)
      const inputs = [image, weights, bias ?? (addend ? '' : null), addend].filter((name) => name !== null)
      const sizes = { from: channels, to: channels, block, columns: shape[2]! }
      return lowering.builder.blocked(
        'Conv',
        inputs,
        { ...all, ...(relu ? { activation: 'Relu' } : {}) },
        sizes,
      )
    }
    const weights = depthwiseFilter(lowering, filter, turn)
    const [seen, window] = lowering.padded(image, all)
    let name = lowering.op('Conv', bias ? [seen, weights, bias] : [seen, weights], window)
    if (addend) name = lowering.op('Add', [name, addend])
    return relu ? lowering.builder.relu(name) : name
  }
  const source: TailSource = { bare: () => fused(null, null, false), fused }
  return lowering.tails.value(shape, layout, { source, scale: null, offset: null, addend: null })
}

const depthwiseConv2dNative: Operator = {
  name: 'DepthwiseConv2dNative',
  inputs: ['x', 'filter'],
  infer: ([x, filter], attributes) => [
    { shape: convolutionOf(x!.shape, filter!.shape, attributes, true).outShape, dtype: 'float32' },
  ],
  lower: (lowering, [x, filter], attributes) => {
    const information = convolutionOf(x!.shape, filter!.shape, attributes, true)
    return [
      grouped(lowering, x!, filter!, {
        shape: information.outShape,
        channels: information.inChannels,
        attributes: {
          kernel_shape: kernel(information),
          strides: strides(information),
          pads: pads(information),
          dilations: dilations(information),
        },
        turn: false,
      }),
    ]
  },
}

function inputGradient(
  lowering: Lowering,
  dy: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): Lowered {
  const {
    inChannels,
    inHeight,
    inWidth,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
    effectiveFilterHeight,
    effectiveFilterWidth,
  } = information
  const [top, left, bottom, right] = pads(information) as [number, number, number, number]
  const backward = [
    effectiveFilterHeight - 1 - top,
    effectiveFilterWidth - 1 - left,
    effectiveFilterHeight - 1 - bottom,
    effectiveFilterWidth - 1 - right,
  ]
  if (strideHeight * strideWidth === 1 && filter.shape[3] === 1 && backward.every((pad) => pad >= 0)) {
    return grouped(lowering, dy, filter, {
      shape: information.inShape,
      channels: inChannels,
      attributes: {
        kernel_shape: kernel(information),
        strides: [1, 1],
        pads: backward,
        dilations: dilations(information),
      },
      turn: true,
    })
  }
  const { builder, layouts } = lowering
  return new Lowered('float32', information.inShape, information.inShape, 'channels-first', () => {
    // Cut what the padding added; rows and columns that no window reached get zeros.
    const extraBottom = (outHeight - 1) * strideHeight + effectiveFilterHeight - top - inHeight
    const extraRight = (outWidth - 1) * strideWidth + effectiveFilterWidth - left - inWidth
    const name = lowering.op(
      'ConvTranspose',
      [layouts.to(imageOf(lowering, dy), 'channels-first').name, depthwiseFilter(lowering, filter)],
      {
        kernel_shape: kernel(information),
        strides: strides(information),
        dilations: dilations(information),
        pads: [top, left, Math.max(0, extraBottom), Math.max(0, extraRight)],
        group: inChannels,
      },
    )
    if (extraBottom >= 0 && extraRight >= 0) return name
    const missing = builder.integers([0, 0, 0, 0, 0, 0, Math.max(0, -extraBottom), Math.max(0, -extraRight)])
    return lowering.op('Pad', [name, missing, builder.scalar(0)])
  })
}

const depthwiseInputGradient: Operator = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  inputs: ['dy', 'filter'],
  infer: (_inputs, attributes) => [{ shape: [...(attributes['inputShape'] as number[])], dtype: 'float32' }],
  lower: (lowering, [dy, filter], attributes) => [
    inputGradient(
      lowering,
      dy!,
      filter!,
      convolutionOf(attributes['inputShape'] as number[], filter!.shape, attributes, true),
    ),
  ],
}

/** For each tap, the product over all positions of what the tap sees and the gradient, summed over the images. */
function filterGradient(
  lowering: Lowering,
  x: Operand,
  dy: Operand,
  information: ConvolutionInformation,
): string {
  const { builder, layouts } = lowering
  const {
    batchSize,
    inChannels,
    inHeight,
    inWidth,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    filterShape,
  } = information
  const {
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    effectiveFilterHeight,
    effectiveFilterWidth,
  } = information
  const multiplier = filterShape[3]
  const [top, left, bottom, right] = pads(information) as [number, number, number, number]
  const image = layouts.to(imageOf(lowering, x), 'channels-first').name
  const needed = [
    (outHeight - 1) * strideHeight + effectiveFilterHeight,
    (outWidth - 1) * strideWidth + effectiveFilterWidth,
  ] as const
  const after = [
    Math.max(bottom, needed[0] - inHeight - top),
    Math.max(right, needed[1] - inWidth - left),
  ] as const
  const isPadded = [top, left, ...after].some((pad) => pad > 0)
  const padded = isPadded
    ? lowering.op('Pad', [image, builder.integers([0, 0, top, left, 0, 0, ...after]), builder.scalar(0)])
    : image
  const positions = outHeight * outWidth
  const gradient = layouts.reshape(layouts.to(imageOf(lowering, dy), 'channels-first').name, [
    batchSize * inChannels,
    multiplier,
    positions,
  ])
  const taps: string[] = []
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      const [row, column] = [i * dilationHeight, j * dilationWidth]
      const ends = [row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1]
      const seen = lowering.op('Slice', [
        padded,
        ...[[row, column], ends, [2, 3], strides(information)].map((list) => builder.integers(list)),
      ])
      taps.push(
        lowering.op('MatMul', [gradient, layouts.reshape(seen, [batchSize * inChannels, positions, 1])]),
      )
    }
  }
  const perImage = layouts.reshape(lowering.op('Concat', taps, { axis: 2 }), [
    batchSize,
    inChannels,
    multiplier,
    taps.length,
  ])
  const summed = lowering.op('ReduceSum', [perImage, builder.integers([0])], { keepdims: 0 })
  return layouts.reshape(lowering.op('Transpose', [summed], { perm: [2, 0, 1] }), filterShape)
}

const depthwiseFilterGradient: Operator = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  inputs: ['x', 'dy'],
  infer: (_inputs, attributes) => [{ shape: [...(attributes['filterShape'] as number[])], dtype: 'float32' }],
  lower: (lowering, [x, dy], attributes, [output]) => {
    const information = convolutionOf(x!.shape, attributes['filterShape'] as number[], attributes, true)
    return [plain('float32', output!.shape, () => filterGradient(lowering, x!, dy!, information))]
  },
}

export const depthwiseOperators: Operator[] = [
  depthwiseConv2dNative,
  depthwiseInputGradient,
  depthwiseFilterGradient,
]
