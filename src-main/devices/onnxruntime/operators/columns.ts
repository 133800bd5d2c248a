/**
 * Images as matrices: what each filter tap sees, gathered into columns, for convolutions that are done as
 * matrix products. Written once per value: the forward pass and the filter gradient share their columns.
 */
import type { Operand } from '../operand'
import type { Lowering } from '../lowering'
import type { ConvolutionInformation } from './convolution-geometry'
import { imageOf } from './image'

/** The numbers of an image in [N, H, W, C] order. */
export function rowMajor(lowering: Lowering, operand: Operand): string {
  const image = lowering.layouts.to(imageOf(lowering, operand), 'plain')
  return lowering.layouts.whole({ ...operand, value: image, shape: [...image.shape] })
}

/** Adds rows and columns of zeros around images [N, H, W, C]: top, left, bottom, right. */
export function padded(
  lowering: Lowering,
  image: string,
  [top, left, bottom, right]: readonly [number, number, number, number],
): string {
  if (top + left + bottom + right === 0) return image
  const amounts = lowering.builder.integers([0, top, left, 0, 0, bottom, right, 0])
  return lowering.op('Pad', [image, amounts, lowering.builder.scalar(0)])
}

/** Gathers pixels of images [N, pixels, C] by a table [positions, taps], as [N·positions, taps·C]. */
export function gathered(
  lowering: Lowering,
  image: string,
  size: { batch: number; pixels: number; channels: number },
  taps: { key: string; positions: number; count: number; at: (position: number, tap: number) => number },
): string {
  const { builder, layouts } = lowering
  const pixels = layouts.reshape(image, [size.batch, size.pixels, size.channels])
  const table = builder.constant(taps.key, 'int32', [taps.positions, taps.count], () =>
    Int32Array.from({ length: taps.positions * taps.count }, (_, i) =>
      taps.at(Math.floor(i / taps.count), i % taps.count),
    ),
  )
  const found = lowering.op('Gather', [pixels, table], { axis: 1 })
  return layouts.reshape(found, [size.batch * taps.positions, taps.count * size.channels])
}

/** [N·oh·ow, kh·kw·I]: for each output position, the numbers under the filter. */
export function columns(lowering: Lowering, x: Operand, information: ConvolutionInformation): string {
  const {
    batchSize,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    padInfo,
  } = information
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = information
  const whole = rowMajor(lowering, x)
  const { top, left, bottom, right } = padInfo
  if (filterHeight * filterWidth * strideHeight * strideWidth === 1 && top + left + bottom + right === 0) {
    return lowering.layouts.reshape(whole, [batchSize * inHeight * inWidth, inChannels])
  }
  const [height, width] = [inHeight + top + bottom, inWidth + left + right]
  return gathered(
    lowering,
    padded(lowering, whole, [top, left, bottom, right]),
    { batch: batchSize, pixels: height * width, channels: inChannels },
    {
      key: `columns ${[height, width, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth].join()}`,
      positions: outHeight * outWidth,
      count: filterHeight * filterWidth,
      at: (position, tap) => {
        const row =
          Math.floor(position / outWidth) * strideHeight + Math.floor(tap / filterWidth) * dilationHeight
        const column = (position % outWidth) * strideWidth + (tap % filterWidth) * dilationWidth
        return row * width + column
      },
    },
  )
}
