/** tfjs's fused kernels: a product, a bias, an activation. */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { Attributes } from '../values'
import { convolve } from './convolutions'
import { input } from './define'
import type { Composition, Recorder } from './define'

const ACTIVATIONS: Record<string, string> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
}

/** A vector of one number per channel, made to broadcast over images that come channels first. */
function perChannel(recorder: Recorder, vector: TensorInfo, attributes: Attributes): TensorInfo {
  if (attributes['dataFormat'] !== 'NCHW' || vector.shape.length !== 1 || vector.shape[0] === 1) return vector
  return recorder.reshape(vector, [vector.shape[0]!, 1, 1])
}

function finish(
  recorder: Recorder,
  product: TensorInfo,
  inputs: NamedTensorInfoMap,
  attributes: Attributes,
): TensorInfo {
  const bias = inputs['bias']
  const slopes = inputs['preluActivationWeights']
  const sum = bias ? recorder.call('Add', [product, perChannel(recorder, bias, attributes)]) : product
  const activation = attributes['activation'] as string | null | undefined
  if (!activation || activation === 'linear') return sum
  const name = ACTIVATIONS[activation]
  if (!name)
    throw new Error(
      `The onnxruntime device does not know the activation '${activation}': it knows linear, ${Object.keys(ACTIVATIONS).join(', ')}.`,
    )
  const operands = name === 'Prelu' && slopes ? [sum, perChannel(recorder, slopes, attributes)] : [sum]
  return recorder.call(name, operands, name === 'LeakyRelu' ? { alpha: attributes['leakyreluAlpha']! } : {})
}

function fusedConvolution(name: string, convolution: string): Composition {
  return {
    name,
    compose: (recorder, inputs, attributes) => {
      const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes
      const geometry: Attributes = {
        strides: strides!,
        pad: pad!,
        dataFormat: dataFormat ?? 'NHWC',
        dilations: dilations ?? 1,
      }
      if (dimRoundingMode) geometry['dimRoundingMode'] = dimRoundingMode
      const product = convolve(recorder, convolution, input(inputs, 'x'), input(inputs, 'filter'), geometry)
      return finish(recorder, product, inputs, attributes)
    },
  }
}

const fusedMatMul: Composition = {
  name: '_FusedMatMul',
  compose: (recorder, inputs, attributes) => {
    const { transposeA, transposeB } = attributes
    const product = recorder.call('BatchMatMul', [input(inputs, 'a'), input(inputs, 'b')], {
      transposeA: transposeA === true,
      transposeB: transposeB === true,
    })
    return finish(recorder, product, inputs, attributes)
  },
}

/**
 * Batch normalisation with given statistics, as one scale and one offset per channel: what a convolution
 * before it can take in.
 */
const fusedBatchNorm: Composition = {
  name: 'FusedBatchNorm',
  compose: (recorder, inputs, { varianceEpsilon }) => {
    const { x, mean, variance, scale, offset } = inputs as Record<string, TensorInfo | undefined>
    const widened = recorder.call('Add', [
      variance!,
      recorder.scalar((varianceEpsilon as number | undefined) ?? 0.001),
    ])
    const inverse = recorder.call('Rsqrt', [widened])
    const factor = scale ? recorder.call('Multiply', [inverse, scale]) : inverse
    const shift = recorder.call('Multiply', [mean!, factor])
    const end = offset ? recorder.call('Sub', [offset, shift]) : recorder.call('Neg', [shift])
    return recorder.call('Add', [recorder.call('Multiply', [x!, factor]), end])
  },
}

export const fusedCompositions: Composition[] = [
  fusedConvolution('FusedConv2D', 'Conv2D'),
  fusedConvolution('FusedDepthwiseConv2D', 'DepthwiseConv2dNative'),
  fusedMatMul,
  fusedBatchNorm,
]
