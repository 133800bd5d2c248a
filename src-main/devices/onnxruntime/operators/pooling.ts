/**
 * Largest and mean value under a sliding window, in whichever channel layout the images lie, and their
 * gradients. Padding never counts: not for the maximum, and not in the denominator of the mean.
 * Not here: means over whole images (reductions.ts).
 */
import { backend_util } from '@tensorflow/tfjs-core'
import type { BlockedType } from '../blocked-forms'
import type { Attributes, Specification } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { sizeOf } from '../values'
import { sameShape } from '../layouts'
import { Lowered } from '../lowered'
import type { Lowering } from '../lowering'
import { kernel, pads, refuseOblong, strides } from './convolution-geometry'
import type { ConvolutionInformation } from './convolution-geometry'
import { imageOf } from './image'
import { floatImage, separable, transposed } from './separable'
import type { LinearMap } from './separable'

function poolOf(shape: readonly number[], attributes: Attributes): ConvolutionInformation {
  const information = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attributes['filterSize'] as [number, number] | number,
    attributes['strides'] as [number, number] | number,
    1,
    attributes['pad'] as 'same' | 'valid' | number,
    attributes['dimRoundingMode'] as 'floor' | 'round' | 'ceil' | undefined,
  )
  refuseOblong(information, attributes['pad'])
  return information
}

/** ONNX's pads, with what rounding up adds at the bottom and right: [top, left, bottom, right]. */
function windowPads(information: ConvolutionInformation): number[] {
  const [top, left, bottom, right] = pads(information) as [number, number, number, number]
  const { outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, inHeight, inWidth } =
    information
  const neededBottom = (outHeight - 1) * strideHeight + filterHeight - inHeight - top
  const neededRight = (outWidth - 1) * strideWidth + filterWidth - inWidth - left
  return [top, left, Math.max(bottom, neededBottom), Math.max(right, neededRight)]
}

/** What a window reaches beyond the image: ONNX Runtime wants less padding than window. */
function isWide(information: ConvolutionInformation): boolean {
  const [top, left, bottom, right] = windowPads(information) as [number, number, number, number]
  return Math.max(top, bottom) >= information.filterHeight || Math.max(left, right) >= information.filterWidth
}

/** The images in the channels-first layout with the padding written out, as -∞. */
function paddedImage(lowering: Lowering, image: string, information: ConvolutionInformation): string {
  const [top, left, bottom, right] = windowPads(information) as [number, number, number, number]
  const amounts = lowering.builder.integers([0, 0, top, left, 0, 0, bottom, right])
  return lowering.op('Pad', [image, amounts, lowering.builder.scalar(-Infinity)])
}

function windowAttributes(information: ConvolutionInformation): Record<string, number[]> {
  return { kernel_shape: kernel(information), strides: strides(information), pads: windowPads(information) }
}

/** Integer images are pooled as float32 and rounded towards zero, as in tfjs. */
function withType(lowering: Lowering, image: Lowered, output: Specification): Lowered {
  if (output.dtype === 'float32') return image
  const emit = (): string => lowering.layouts.cast(lowering.layouts.to(image, 'plain').name, output.dtype)
  return new Lowered(output.dtype, output.shape, output.shape, 'plain', emit)
}

function pool(name: string, type: 'MaxPool' | 'AveragePool'): Operator {
  return {
    name,
    inputs: ['x'],
    infer: ([x], attributes) => [{ shape: poolOf(x!.shape, attributes).outShape, dtype: x!.dtype }],
    lower: (lowering, [x], attributes, [output]) => {
      const { layouts } = lowering
      const information = poolOf(x!.shape, attributes)
      const image = floatImage(lowering, x!)
      // tfjs leaves images alone when a window of one pixel keeps their size, whatever the stride and the padding.
      const isIdentity = information.filterHeight * information.filterWidth === 1
      if (isIdentity && sameShape(x!.shape, output!.shape)) return [withType(lowering, image, output!)]
      if (isWide(information))
        return [withType(lowering, poolWide(lowering, type, image, information), output!)]
      const channelLayout = layouts.canBlock(information.inChannels) ? 'blocked' : 'channels-first'
      const layout = image.layout === 'plain' ? channelLayout : image.layout
      const { inChannels: from, outWidth: columns } = information
      const write = (kind: BlockedType, input: string, window: Record<string, number[]>): string =>
        layout === 'blocked'
          ? lowering.builder.blocked(kind, [input], window, {
              from,
              to: from,
              block: layouts.block!,
              columns,
            })
          : lowering.op(kind, [input], window)
      const isGlobal =
        information.outHeight * information.outWidth === 1 &&
        information.filterHeight === information.inHeight &&
        information.filterWidth === information.inWidth &&
        windowPads(information).every((pad) => pad === 0)
      const emit = (): string => {
        const input = layouts.to(image, layout).name
        if (isGlobal) return write(`Global${type}`, input, {})
        return write(type, input, windowAttributes(information))
      }
      const pooled = new Lowered('float32', output!.shape, output!.shape, layout, emit)
      return [withType(lowering, pooled, output!)]
    },
  }
}

/** The mean over windows as a map of rows and a map of columns. */
function meanMaps(information: ConvolutionInformation): [LinearMap, LinearMap] {
  const {
    outHeight,
    outWidth,
    inHeight,
    inWidth,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    padInfo,
  } = information
  return [
    windowMean(outHeight, inHeight, filterHeight, strideHeight, padInfo.top),
    windowMean(outWidth, inWidth, filterWidth, strideWidth, padInfo.left),
  ]
}

/** Pooling with more padding than ONNX Runtime's operators take. */
function poolWide(
  lowering: Lowering,
  type: 'MaxPool' | 'AveragePool',
  image: Lowered,
  information: ConvolutionInformation,
): Lowered {
  if (type === 'AveragePool') return separable(lowering, image, ...meanMaps(information))
  return new Lowered('float32', information.outShape, information.outShape, 'channels-first', () => {
    const padded = paddedImage(lowering, lowering.layouts.to(image, 'channels-first').name, information)
    return lowering.op('MaxPool', [padded], { ...windowAttributes(information), pads: [0, 0, 0, 0] })
  })
}

/**
 * Sends each window's gradient to its first largest entry. ONNX Runtime's public MaxPool says where that
 * was; windows overlap, so the gradients are added up.
 */
function maximumGradient(
  lowering: Lowering,
  dy: Operand,
  input: Operand,
  information: ConvolutionInformation,
): string {
  const { builder, layouts } = lowering
  const { batchSize, inChannels, inHeight, inWidth } = information
  const [top, left, bottom, right] = windowPads(information) as [number, number, number, number]
  const wide = isWide(information)
  const image = layouts.to(floatImage(lowering, input), 'channels-first').name
  const shape = wide
    ? [batchSize, inChannels, top + inHeight + bottom, left + inWidth + right]
    : [batchSize, inChannels, inHeight, inWidth]
  const attributes = windowAttributes(information)
  const positions = wide
    ? builder.ops(
        'MaxPool',
        [paddedImage(lowering, image, information)],
        { ...attributes, pads: [0, 0, 0, 0] },
        2,
      )[1]!
    : builder.ops('MaxPool', [image], attributes, 2)[1]!
  // A window of nothing but NaN has no largest entry and a position below zero; its gradient is NaN anyway.
  const valid = lowering.op('Max', [positions, builder.integers([0])])
  const count = sizeOf(information.outShape)
  const gradient = layouts.reshape(layouts.to(floatImage(lowering, dy), 'channels-first').name, [count])
  const zeros = lowering.op('Expand', [builder.scalar(0), builder.integers([sizeOf(shape)])])
  const targets = layouts.reshape(valid, [count])
  const scattered = lowering.op('ScatterElements', [zeros, targets, gradient], { axis: 0, reduction: 'add' })
  const whole = layouts.reshape(scattered, shape)
  if (!wide) return whole
  const bounds = [
    [top, left],
    [top + inHeight, left + inWidth],
    [2, 3],
    [1, 1],
  ]
  return lowering.op('Slice', [whole, ...bounds.map((list) => builder.integers(list))])
}

const maxPoolGrad: Operator = {
  name: 'MaxPoolGrad',
  inputs: ['dy', 'input'],
  infer: ([, input]) => [{ shape: input!.shape, dtype: 'float32' }],
  lower: (lowering, [dy, input], attributes, [output]) => {
    const information = poolOf(input!.shape, attributes)
    const emit = (): string => maximumGradient(lowering, dy!, input!, information)
    return [new Lowered('float32', output!.shape, output!.shape, 'channels-first', emit)]
  },
}

/** The mean over windows along one dimension; windows shrink at the border. */
function windowMean(to: number, from: number, size: number, stride: number, before: number): LinearMap {
  return {
    key: `window mean ${[to, from, size, stride, before].join()}`,
    to,
    from,
    weights: (position) => {
      const start = Math.max(0, position * stride - before)
      const end = Math.min(from, position * stride - before + size)
      return Array.from({ length: end - start }, (_, i) => [start + i, 1 / (end - start)])
    },
  }
}

const avgPoolGrad: Operator = {
  name: 'AvgPoolGrad',
  inputs: ['dy', 'input'],
  infer: ([, input]) => [{ shape: input!.shape, dtype: 'float32' }],
  lower: (lowering, [dy, input], attributes) => {
    const [rows, columns] = meanMaps(poolOf(input!.shape, attributes))
    return [separable(lowering, imageOf(lowering, dy!), transposed(rows), transposed(columns))]
  },
}

export const poolingOperators: Operator[] = [
  pool('MaxPool', 'MaxPool'),
  pool('AvgPool', 'AveragePool'),
  maxPoolGrad,
  avgPoolGrad,
]
