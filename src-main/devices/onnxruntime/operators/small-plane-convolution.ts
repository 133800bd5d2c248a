/**
 * Convolutions of few pixels and many channels whose filters change at every step (the last section of a
 * network in training). Rearranging megabytes of filter for a direct convolution costs more there than
 * it saves; as matrix products the filter is used as it lies, [kh·kw·I, O], and the columns are shared
 * with the filter gradient.
 */
import type { Operand } from '../operand'
import { plain } from '../lowered'
import type { Lowered } from '../lowered'
import type { Lowering } from '../lowering'
import { columns, rowMajor } from './columns'
import type { ConvolutionInformation } from './convolution-geometry'

/** Measured on ResNet-18 of width 64: at 8×8 pixels and 256 channels the direct convolution wins again. */
const MOST_PIXELS = 16
const FEWEST_CHANNELS = 256

export function isSmallProduct(filter: Operand, information: ConvolutionInformation): boolean {
  const { outHeight, outWidth, inHeight, inWidth, inChannels, outChannels, dilationHeight, dilationWidth } =
    information
  if (filter.constant !== null || dilationHeight !== 1 || dilationWidth !== 1) return false
  if (
    inHeight !== outHeight ||
    inWidth !== outWidth ||
    information.strideHeight !== 1 ||
    information.strideWidth !== 1
  )
    return false
  return outHeight * outWidth <= MOST_PIXELS && Math.min(inChannels, outChannels) >= FEWEST_CHANNELS
}

export function convolveBySmallProduct(
  lowering: Lowering,
  x: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): Lowered {
  const { layouts } = lowering
  return plain('float32', information.outShape, () => {
    const product = lowering.op(
      'Gemm',
      [columns(lowering, x, information), filterMatrix(lowering, filter)],
      {},
    )
    return layouts.reshape(product, information.outShape)
  })
}

/** The gradient's columns, [positions, kh·kw·I], added up where each tap looked. */
export function inputGradientBySmallProduct(
  lowering: Lowering,
  dy: Operand,
  filter: Operand,
  information: ConvolutionInformation,
): Lowered {
  const { layouts, builder } = lowering
  const {
    batchSize,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    outChannels,
    filterHeight,
    filterWidth,
    padInfo,
  } = information
  return plain('float32', information.inShape, () => {
    const rows = layouts.reshape(rowMajor(lowering, dy), [batchSize * outHeight * outWidth, outChannels])
    const product = lowering.op('Gemm', [rows, filterMatrix(lowering, filter)], { transB: 1 })
    const taps = filterHeight * filterWidth
    const parts = layouts.reshape(product, [batchSize, outHeight, outWidth, taps * inChannels])
    const split = builder.ops(
      'Split',
      [parts, builder.integers(Array<number>(taps).fill(inChannels))],
      { axis: 3 },
      taps,
    )
    const placed = split.map((part, tap) => {
      const down = Math.floor(tap / filterWidth) - padInfo.top
      const right = (tap % filterWidth) - padInfo.left
      if (down === 0 && right === 0) return part
      // Negative amounts cut off what a tap saw of the padding.
      const amounts = [0, down, right, 0, 0, inHeight - outHeight - down, inWidth - outWidth - right, 0]
      return lowering.op('Pad', [part, builder.integers(amounts), builder.scalar(0)])
    })
    return placed.length === 1 ? placed[0]! : lowering.op('Sum', placed)
  })
}

function filterMatrix(lowering: Lowering, filter: Operand): string {
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number]
  return lowering.layouts.reshape(lowering.layouts.whole(filter), [kh * kw * inputs, outputs])
}
