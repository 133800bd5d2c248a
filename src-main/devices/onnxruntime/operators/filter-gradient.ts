/**
 * The gradient of a convolution with respect to its filter, as matrix products over all images and
 * positions at once. As a convolution with exchanged axes it would be ten times slower.
 *
 * Two recipes. *Columns*: gather what each filter tap sees, [positions, kh·kw·I], and multiply by the
 * gradient of the output, [positions, O]. *Shifted rows*, for unit strides and larger images: gather
 * only the taps of one filter row from the images, [positions, kw·I], and shift the gradient by whole
 * rows instead, [positions, kh·O]; the product of the two holds all kh·kw taps. It moves a third of the
 * memory, and its matrices are squarer, which matrix products like.
 */
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { plain } from '../lowered'
import type { Lowering } from '../lowering'
import { convolutionOf } from './convolution-geometry'
import type { ConvolutionInformation } from './convolution-geometry'
import { columns, gathered, padded, rowMajor } from './columns'
import { imageOf } from './image'
import { filterGradientByTiles, isByTiles } from './minimal-filtering'

/** Below this height the rows that shifting adds cost more than it saves. */
const SHIFTED_ROWS_FROM_HEIGHT = 16
/** Products smaller than this are split into groups of images, so that both threads have work. */
const SMALL_PRODUCT = 256 * 256

function lowerFilterGradient(
  lowering: Lowering,
  x: Operand,
  dy: Operand,
  information: ConvolutionInformation,
): string {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, filterHeight, filterWidth, outHeight } =
    information
  const isDense = strideHeight === 1 && strideWidth === 1 && dilationHeight === 1 && dilationWidth === 1
  const shifted = isDense && filterHeight > 1 && filterWidth > 1 && outHeight >= SHIFTED_ROWS_FROM_HEIGHT
  return shifted ? byShiftedRows(lowering, x, dy, information) : byColumns(lowering, x, dy, information)
}

function byColumns(lowering: Lowering, x: Operand, dy: Operand, information: ConvolutionInformation): string {
  const { batchSize, outHeight, outWidth, outChannels, filterShape } = information
  const rows = lowering.layouts.reshape(rowMajor(lowering, dy), [
    batchSize * outHeight * outWidth,
    outChannels,
  ])
  const product = lowering.op('Gemm', [columns(lowering, x, information), rows], { transA: 1 })
  return lowering.layouts.reshape(product, filterShape)
}

/** Taps of one filter row for every padded row: [N, height·outWidth, filterWidth·I]. */
function rowTaps(lowering: Lowering, x: Operand, information: ConvolutionInformation): string {
  const { batchSize, inHeight, inWidth, inChannels, outWidth, filterWidth, padInfo } = information
  const { top, left, bottom, right } = padInfo
  const [height, width] = [inHeight + top + bottom, inWidth + left + right]
  return gathered(
    lowering,
    padded(lowering, rowMajor(lowering, x), [top, left, bottom, right]),
    { batch: batchSize, pixels: height * width, channels: inChannels },
    {
      key: `row taps ${[height, width, outWidth, filterWidth].join()}`,
      positions: height * outWidth,
      count: filterWidth,
      at: (position, tap) => Math.floor(position / outWidth) * width + (position % outWidth) + tap,
    },
  )
}

function byShiftedRows(
  lowering: Lowering,
  x: Operand,
  dy: Operand,
  information: ConvolutionInformation,
): string {
  const { layouts } = lowering
  const {
    batchSize,
    inHeight,
    inChannels,
    outHeight,
    outWidth,
    outChannels,
    filterHeight,
    filterWidth,
    padInfo,
  } = information
  const height = inHeight + padInfo.top + padInfo.bottom
  const positions = height * outWidth
  const taps = filterWidth * inChannels
  // Zeros above and below the gradient, where a shifted row falls outside it.
  const border = filterHeight - 1
  if (taps * filterHeight * outChannels > SMALL_PRODUCT) {
    const gradients = gathered(
      lowering,
      padded(lowering, rowMajor(lowering, dy), [border, 0, border, 0]),
      { batch: batchSize, pixels: (outHeight + 2 * border) * outWidth, channels: outChannels },
      {
        key: `row shifts ${[height, outHeight, outWidth, filterHeight].join()}`,
        positions,
        count: filterHeight,
        at: (position, shift) =>
          (Math.floor(position / outWidth) - shift + border) * outWidth + (position % outWidth),
      },
    )
    const product = lowering.op('Gemm', [rowTaps(lowering, x, information), gradients], { transA: 1 })
    const parts = layouts.reshape(product, [filterWidth, inChannels, filterHeight, outChannels])
    return lowering.op('Transpose', [parts], { perm: [2, 0, 1, 3] })
  }
  // Small products: one for each image, so that both threads have work and no operand has to be transposed.
  const images = layouts.reshape(rowTaps(lowering, x, information), [batchSize, positions, taps])
  const gradients = layouts.reshape(shiftedPlanes(lowering, dy, information, height), [
    batchSize,
    outChannels * filterHeight,
    positions,
  ])
  const products = lowering.op('MatMul', [gradients, images])
  const product = lowering.op('ReduceSum', [products, lowering.builder.integers([0])], { keepdims: 0 })
  const parts = layouts.reshape(product, [outChannels, filterHeight, filterWidth, inChannels])
  return lowering.op('Transpose', [parts], { perm: [1, 2, 3, 0] })
}

/** The gradient's planes, each shifted down by 0 … filterHeight−1 rows: [N, O, filterHeight, height, outWidth]. */
function shiftedPlanes(
  lowering: Lowering,
  dy: Operand,
  information: ConvolutionInformation,
  height: number,
): string {
  const { builder, layouts } = lowering
  const { outHeight, filterHeight } = information
  const border = filterHeight - 1
  const planes = layouts.to(imageOf(lowering, dy), 'channels-first').name
  const bordered = lowering.op('Pad', [
    planes,
    builder.integers([0, 0, border, 0, 0, 0, border, 0]),
    builder.scalar(0),
  ])
  const table = builder.constant(
    `plane shifts ${[height, outHeight, filterHeight].join()}`,
    'int32',
    [filterHeight, height],
    () =>
      Int32Array.from(
        { length: filterHeight * height },
        (_, i) => (i % height) - Math.floor(i / height) + border,
      ),
  )
  return lowering.op('Gather', [bordered, table], { axis: 2 })
}

const conv2DBackpropFilter: Operator = {
  name: 'Conv2DBackpropFilter',
  inputs: ['x', 'dy'],
  infer: (_inputs, attributes) => [{ shape: [...(attributes['filterShape'] as number[])], dtype: 'float32' }],
  lower: (lowering, [x, dy], attributes, [output]) => {
    const information = convolutionOf(x!.shape, attributes['filterShape'] as number[], attributes)
    if (isByTiles(lowering, information)) return [filterGradientByTiles(lowering, x!, dy!, information)]
    return [plain('float32', output!.shape, () => lowerFilterGradient(lowering, x!, dy!, information))]
  },
}

export const filterGradientOperators: Operator[] = [conv2DBackpropFilter]
