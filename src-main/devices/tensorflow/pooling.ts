/**
 * Pooling with padding in numbers, and its gradients, which tfjs-node 4.22 refuses. TensorFlow takes it for maxima, where
 * the padding never wins. Its means know none: zeros are added, and the mean over the window is divided by the share
 * of the window that lies in the image, since padding does not count in tfjs's means.
 */
import {
  AvgPool,
  AvgPoolGrad,
  MaxPool,
  MaxPoolGrad,
  avgPool,
  backend_util,
  div,
  engine,
  ones,
  pad as padded,
  slice,
  tidy,
} from '@tensorflow/tfjs-core'
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core'
import { explicitAttributes, replaceForNumbers, sides } from './native'
import type { Attributes, Call, Shape4 } from './native'

type Geometry = backend_util.Conv2DInfo

function geometryOf(shape: number[], { filterSize, strides, pad, dimRoundingMode }: Attributes): Geometry {
  return backend_util.computePool2DInfo(shape as Shape4, filterSize!, strides, 1, pad, dimRoundingMode)
}

function maximum(name: string, { attributes, backend }: Call, inputs: TensorInfo[]): TensorInfo {
  const geometry = geometryOf(inputs[0]!.shape, attributes)
  const size = {
    name: 'ksize',
    type: backend.binding.TF_ATTR_INT,
    value: [1, geometry.filterHeight, geometry.filterWidth, 1],
  }
  const attributesOfOperator = [...explicitAttributes(geometry, inputs[0]!.dtype, backend), size]
  return backend.executeSingleOutput(name, attributesOfOperator, inputs)
}

function withZeros(images: Tensor4D, geometry: Geometry): Tensor4D {
  const [above, below, left, right] = sides(geometry)
  return padded(images, [
    [0, 0],
    [above, below],
    [left, right],
    [0, 0],
  ])
}

function plainMean(
  images: Tensor4D,
  { filterHeight, filterWidth, strideHeight, strideWidth }: Geometry,
): Tensor4D {
  return avgPool(images, [filterHeight, filterWidth], [strideHeight, strideWidth], 'valid')
}

/** The share of each window that lies in the image: [1, rows, columns, 1], in (0, 1]. */
function shares(geometry: Geometry): Tensor4D {
  return plainMean(withZeros(ones([1, geometry.inHeight, geometry.inWidth, 1]), geometry), geometry)
}

function mean({ inputs, attributes }: Call): TensorInfo {
  const x = inputs['x'] as Tensor4D
  const geometry = geometryOf(x.shape, attributes)
  return tidy(() => div(plainMean(withZeros(x, geometry), geometry), shares(geometry)))
}

/** The derivative of `mean`: each output's gradient goes in equal parts to what was counted. */
function meanGradient({ inputs, attributes }: Call): TensorInfo {
  const { shape } = inputs['input']!
  const geometry = geometryOf(shape, attributes)
  const [above, below, left, right] = sides(geometry)
  const { batchSize, inHeight, inWidth, inChannels } = geometry
  return tidy(() => {
    const whole: Shape4 = [batchSize, inHeight + above + below, inWidth + left + right, inChannels]
    const dy = div(inputs['dy'] as Tensor4D, shares(geometry))
    const attrs = {
      filterSize: attributes.filterSize!,
      strides: attributes.strides,
      pad: 'valid',
    }
    const spread = engine().runKernel<Tensor4D>(AvgPoolGrad, { dy, input: ones(whole) }, attrs)
    return slice(spread, [0, above, left, 0], shape as Shape4)
  })
}

/** Once, after tfjs-node has registered its own. */
export function replacePooling(): void {
  replaceForNumbers(MaxPool, (call) => maximum(MaxPool, call, [call.inputs['x']!]))
  replaceForNumbers(MaxPoolGrad, (call) => {
    const { input, output, dy } = call.inputs
    return maximum(MaxPoolGrad, call, [input!, output!, dy!])
  })
  replaceForNumbers(AvgPool, mean)
  replaceForNumbers(AvgPoolGrad, meanGradient)
}
