/**
 * Convolution and its gradient with respect to the input. Where the channels fit, both run on ONNX
 * Runtime's blocked layout (the fast one); everywhere else on public operators. The recipes and what
 * they were measured against are in ARCHITECTURE.md, "The lazy backend".
 */
import type { BlockedSizes } from '../blocked-forms'
import type { Attributes, Specification } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { blockedBackwardFilter, blockedFilter, publicBackwardFilter, publicFilter } from '../filter-layouts'
import { Lowered } from '../lowered'
import type { Layout, TailSource } from '../lowered'
import type { Lowering } from '../lowering'
import { convolutionOf, dilations, kernel, pads, strides } from './convolution-geometry'
import type { ConvolutionInformation } from './convolution-geometry'
import { imageOf } from './image'
import { convolveByTiles, inputGradientByTiles, isByTiles } from './minimal-filtering'
import {
  convolveBySmallProduct,
  isSmallProduct,
  inputGradientBySmallProduct,
} from './small-plane-convolution'

type Emit = (bias: string | null, addend: string | null, relu: boolean) => string

/** A convolution's result, ready to take a bias, an addend and a ReLU into itself. */
function result(lowering: Lowering, shape: readonly number[], layout: Layout, emit: Emit): Lowered {
  const bare = (): string => emit(null, null, false)
  const source: TailSource = { bare, fused: emit }
  return lowering.tails.value(shape, layout, { source, scale: null, offset: null, addend: null })
}

function blockedConvolution(
  lowering: Lowering,
  x: string,
  filter: string,
  attributes: Record<string, number[]>,
  sizes: BlockedSizes,
): Emit {
  return (bias, addend, relu) => {
    const inputs = [x, filter, bias ?? (addend ? '' : null), addend].filter((name) => name !== null)
    const all = { ...attributes, ...(relu ? { activation: 'Relu' } : {}) }
    return lowering.builder.blocked('Conv', inputs, all, sizes)
  }
}

function publicConvolution(
  lowering: Lowering,
  x: string,
  filter: string,
  attributes: Record<string, number[]> & { pads: number[] },
): Emit {
  return (bias, addend, relu) => {
    const [image, window] = lowering.padded(x, attributes)
    let name = lowering.op('Conv', bias ? [image, filter, bias] : [image, filter], window)
    if (addend) name = lowering.op('Add', [name, addend])
    return relu ? lowering.builder.relu(name) : name
  }
}

/** Public operators again, but emitted only when asked for. */
function lazily(make: () => Emit): Emit {
  let emit: Emit | undefined
  return (...tail) => (emit ??= make())(...tail)
}

function lowerConvolution(
  lowering: Lowering,
  x: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): Lowered {
  if (isByTiles(lowering, information)) return convolveByTiles(lowering, x, filter, information)
  if (isSmallProduct(filter, information)) return convolveBySmallProduct(lowering, x, filter, information)
  const { layouts } = lowering
  const { inChannels, outChannels, outShape } = information
  const attributes = {
    kernel_shape: kernel(information),
    strides: strides(information),
    pads: pads(information),
    dilations: dilations(information),
  }
  const block = layouts.block
  const blockedInput = layouts.canBlock(inChannels)
  if (block !== null && layouts.canBlock(outChannels) && (blockedInput || inChannels < block)) {
    const emit = lazily(() => {
      const image = layouts.to(imageOf(lowering, x), blockedInput ? 'blocked' : 'channels-first').name
      return blockedConvolution(
        lowering,
        image,
        blockedFilter(lowering, filter, block, blockedInput),
        attributes,
        { from: inChannels, to: outChannels, block, columns: information.outWidth },
      )
    })
    return result(lowering, outShape, 'blocked', emit)
  }
  const emit = lazily(() =>
    publicConvolution(
      lowering,
      layouts.to(imageOf(lowering, x), 'channels-first').name,
      publicFilter(lowering, filter),
      attributes,
    ),
  )
  return result(lowering, outShape, 'channels-first', emit)
}

const conv2D: Operator = {
  name: 'Conv2D',
  inputs: ['x', 'filter'],
  infer: ([x, filter], attributes) => [
    { shape: convolutionOf(x!.shape, filter!.shape, attributes).outShape, dtype: 'float32' },
  ],
  lower: (lowering, [x, filter], attributes) => [
    lowerConvolution(lowering, x!, filter!, convolutionOf(x!.shape, filter!.shape, attributes)),
  ],
}

function inputGradient(
  lowering: Lowering,
  dy: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): Lowered {
  if (isByTiles(lowering, information)) return inputGradientByTiles(lowering, dy, filter, information)
  if (isSmallProduct(filter, information))
    return inputGradientBySmallProduct(lowering, dy, filter, information)
  const { layouts } = lowering
  const { inChannels, outChannels, inShape } = information
  const [top, left, bottom, right] = pads(information) as [number, number, number, number]
  const reach = [information.effectiveFilterHeight - 1, information.effectiveFilterWidth - 1] as const
  const backwardPads = [reach[0] - top, reach[1] - left, reach[0] - bottom, reach[1] - right]
  const isUnitStride = information.strideHeight === 1 && information.strideWidth === 1
  if (isUnitStride && backwardPads.every((pad) => pad >= 0)) {
    const attributes = {
      kernel_shape: kernel(information),
      strides: [1, 1],
      pads: backwardPads,
      dilations: dilations(information),
    }
    const block = layouts.block
    if (block !== null && layouts.canBlock(inChannels) && layouts.canBlock(outChannels)) {
      const emit = lazily(() =>
        blockedConvolution(
          lowering,
          layouts.to(imageOf(lowering, dy), 'blocked').name,
          blockedBackwardFilter(lowering, filter, block),
          attributes,
          { from: outChannels, to: inChannels, block, columns: information.inWidth },
        ),
      )
      return result(lowering, inShape, 'blocked', emit)
    }
    const emit = lazily(() =>
      publicConvolution(
        lowering,
        layouts.to(imageOf(lowering, dy), 'channels-first').name,
        publicBackwardFilter(lowering, filter),
        attributes,
      ),
    )
    return result(lowering, inShape, 'channels-first', emit)
  }
  return new Lowered('float32', inShape, inShape, 'channels-first', () =>
    stridedInputGradient(lowering, dy, filter, information),
  )
}

/** The general case: a transposed convolution, with the rows that the stride left over appended. */
function stridedInputGradient(
  lowering: Lowering,
  dy: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): string {
  const {
    inHeight,
    inWidth,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
    effectiveFilterHeight,
    effectiveFilterWidth,
  } = information
  const [top, left] = pads(information) as [number, number, number, number]
  // Cut at the top and left as the padding says; at the bottom and right until the size is right.
  const bottom = (outHeight - 1) * strideHeight + effectiveFilterHeight - top - inHeight
  const right = (outWidth - 1) * strideWidth + effectiveFilterWidth - left - inWidth
  const attributes = {
    kernel_shape: kernel(information),
    strides: strides(information),
    dilations: dilations(information),
    pads: [top, left, Math.max(0, bottom), Math.max(0, right)],
    output_padding: [Math.max(0, -bottom), Math.max(0, -right)],
  }
  const image = lowering.layouts.to(imageOf(lowering, dy), 'channels-first').name
  return lowering.op('ConvTranspose', [image, publicFilter(lowering, filter)], attributes)
}

const conv2DBackpropInput: Operator = {
  name: 'Conv2DBackpropInput',
  inputs: ['dy', 'filter'],
  infer: (_inputs, attributes): Specification[] => [
    { shape: [...(attributes['inputShape'] as number[])], dtype: 'float32' },
  ],
  lower: (lowering, [dy, filter], attributes: Attributes) => [
    inputGradient(
      lowering,
      dy!,
      filter!,
      convolutionOf(attributes['inputShape'] as number[], filter!.shape, attributes),
    ),
  ],
}

export const convolutionOperators: Operator[] = [conv2D, conv2DBackpropInput]
