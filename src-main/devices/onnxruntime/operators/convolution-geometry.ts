/**
 * Sizes of a convolution, read from tfjs's attributes: shared by the forward operator and its gradients.
 */
import { backend_util } from '@tensorflow/tfjs-core'
import type { AttributeValue, Attributes } from '../values'

export type ConvolutionInformation = backend_util.Conv2DInfo
type Shape4D = [number, number, number, number]

/** Geometry of a convolution or depthwise convolution of images [N, H, W, C] with filters [kh, kw, I, O]. */
export function convolutionOf(
  images: readonly number[],
  filter: readonly number[],
  attributes: Attributes,
  depthwise = false,
): ConvolutionInformation {
  const format = (attributes['dataFormat'] as 'NHWC' | 'NCHW' | undefined) ?? 'NHWC'
  if (format !== 'NHWC') {
    throw new Error(`Convolutions take images as [N, H, W, C] (NHWC), not ${format}: transpose them first.`)
  }
  const information = backend_util.computeConv2DInfo(
    images as Shape4D,
    filter as Shape4D,
    attributes['strides'] as [number, number],
    (attributes['dilations'] as [number, number] | undefined) ?? 1,
    attributes['pad'] as 'same' | 'valid' | number,
    attributes['dimRoundingMode'] as 'floor' | 'round' | 'ceil' | undefined,
    depthwise,
  )
  refuseOblong(information, attributes['pad'])
  return information
}

/** tfjs works out the width behind a padding that is one number as if window and stride were the same in both directions. */
export function refuseOblong(information: ConvolutionInformation, pad: AttributeValue | undefined): void {
  const { effectiveFilterHeight, effectiveFilterWidth, strideHeight, strideWidth } = information
  const isSquare = effectiveFilterHeight === effectiveFilterWidth && strideHeight === strideWidth
  if (typeof pad !== 'number' || isSquare) return
  throw new Error(
    `A padding that is one number (${pad}) needs a window as wide as it is high and one stride, not ${effectiveFilterHeight}×${effectiveFilterWidth} with strides ${strideHeight} and ${strideWidth}: give the padding of each side, 'same' or 'valid'.`,
  )
}

/** ONNX's pads: top, left, bottom, right. */
export function pads(information: ConvolutionInformation): number[] {
  const { top, left, bottom, right } = information.padInfo
  return [top, left, bottom, right]
}

export function strides(information: ConvolutionInformation): number[] {
  return [information.strideHeight, information.strideWidth]
}

export function dilations(information: ConvolutionInformation): number[] {
  return [information.dilationHeight, information.dilationWidth]
}

export function kernel(information: ConvolutionInformation): number[] {
  return [information.filterHeight, information.filterWidth]
}
