/**
 * The gradient of a convolution with respect to its filter, as one matrix product: the columns that each
 * filter tap sees (gathered from the padded images) against the gradient of the output. Contracting over
 * all images and positions at once is what makes it fast; as a convolution with exchanged axes it would
 * be ten times slower.
 */
import type { Operand, Operator } from '../graph'
import { plain } from '../lowered'
import type { Lowering } from '../lowering'
import { convolutionOf } from './convolution-geometry'
import type { ConvolutionInformation } from './convolution-geometry'
import { imageOf } from './convolution'

/** [N·oh·ow, kh·kw·I]: for each output position, the numbers under the filter. */
export function columns(lowering: Lowering, x: Operand, information: ConvolutionInformation): string {
  const { builder, layouts } = lowering
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = information
  const image = layouts.to(imageOf(lowering, x), 'plain')
  const whole = layouts.whole({ ...x, value: image, shape: [...image.shape] })
  const isPointwise = filterHeight * filterWidth === 1 && information.strideHeight === 1 && information.strideWidth === 1
  if (isPointwise && padInfo.top + padInfo.left + padInfo.bottom + padInfo.right === 0) {
    return layouts.reshape(whole, [batchSize * inHeight * inWidth, inChannels])
  }
  // Rows and columns beyond the last window are never read; a window beyond the padding cannot be.
  const height = inHeight + padInfo.top + padInfo.bottom
  const width = inWidth + padInfo.left + padInfo.right
  const { top, left, bottom, right } = padInfo
  const isPadded = top + left + bottom + right > 0
  const padded = isPadded
    ? lowering.op('Pad', [whole, builder.integers([0, top, left, 0, 0, bottom, right, 0]), builder.scalar(0)])
    : whole
  const pixels = layouts.reshape(padded, [batchSize, height * width, inChannels])
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = information
  const key = `taps ${[height, width, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth].join()}`
  const taps = builder.constant(key, 'int32', [outHeight * outWidth, filterHeight * filterWidth], () => {
    const indices = new Int32Array(outHeight * outWidth * filterHeight * filterWidth)
    let position = 0
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++)
        for (let i = 0; i < filterHeight; i++)
          for (let j = 0; j < filterWidth; j++)
            indices[position++] = (y * strideHeight + i * dilationHeight) * width + x * strideWidth + j * dilationWidth
    return indices
  })
  const gathered = lowering.op('Gather', [pixels, taps], { axis: 1 })
  return layouts.reshape(gathered, [batchSize * outHeight * outWidth, filterHeight * filterWidth * inChannels])
}

function lowerFilterGradient(lowering: Lowering, x: Operand, dy: Operand, information: ConvolutionInformation): string {
  const { layouts } = lowering
  const { batchSize, outHeight, outWidth, outChannels, filterShape } = information
  const gradient = layouts.to(imageOf(lowering, dy), 'plain')
  const rows = layouts.reshape(layouts.whole({ ...dy, value: gradient, shape: [...gradient.shape] }), [batchSize * outHeight * outWidth, outChannels])
  const product = lowering.op('Gemm', [columns(lowering, x, information), rows], { transA: 1 })
  return layouts.reshape(product, filterShape)
}

const conv2DBackpropFilter: Operator = {
  name: 'Conv2DBackpropFilter',
  inputs: ['x', 'dy'],
  infer: (_inputs, attributes) => [{ shape: [...(attributes['filterShape'] as number[])], dtype: 'float32' }],
  lower: (lowering, [x, dy], attributes, [output]) => {
    const information = convolutionOf(x!.shape, attributes['filterShape'] as number[], attributes)
    return [plain('float32', output!.shape, () => lowerFilterGradient(lowering, x!, dy!, information))]
  },
}

export const filterGradientOperators: Operator[] = [conv2DBackpropFilter]
