/**
 * Convolutions with padding in numbers, and their gradients. Those of tfjs-node 4.22 refuse it, and no network of
 * PyTorch's can be said without it.
 */
import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  backend_util,
  tensor1d,
} from '@tensorflow/tfjs-core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { explicitAttributes, replaceForNumbers } from './native'
import type { Call, Shape4 } from './native'

/** A convolution of images with a filter; tfjs gives the shape of the one that is computed, as the gradients have it. */
interface Plan {
  name: string
  images(call: Call): number[]
  filter(call: Call): number[]
  /** What TensorFlow's operator takes, in its order; a shape becomes a tensor. */
  inputs: readonly ('x' | 'dy' | 'filter' | 'shape')[]
}

const PLANS: readonly Plan[] = [Conv2D, DepthwiseConv2dNative].flatMap((name) => {
  const isDepthwise = name === DepthwiseConv2dNative
  return [
    {
      name,
      images: ({ inputs }) => inputs['x']!.shape,
      filter: ({ inputs }) => inputs['filter']!.shape,
      inputs: ['x', 'filter'],
    },
    {
      name: isDepthwise ? DepthwiseConv2dNativeBackpropInput : Conv2DBackpropInput,
      images: ({ attributes }) => attributes.inputShape!,
      filter: ({ inputs }) => inputs['filter']!.shape,
      inputs: ['shape', 'filter', 'dy'],
    },
    {
      name: isDepthwise ? DepthwiseConv2dNativeBackpropFilter : Conv2DBackpropFilter,
      images: ({ inputs }) => inputs['x']!.shape,
      filter: ({ attributes }) => attributes.filterShape!,
      inputs: ['x', 'shape', 'dy'],
    },
  ] satisfies Plan[]
})

function convolution(plan: Plan, call: Call): TensorInfo {
  const { inputs, attributes, backend } = call
  const { strides, dilations, pad, dimRoundingMode } = attributes
  const geometry = backend_util.computeConv2DInfo(
    plan.images(call) as Shape4,
    plan.filter(call) as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    plan.name.startsWith('Depthwise'),
  )
  const { dilationHeight, dilationWidth, inShape, filterShape } = geometry
  const shape = plan.name.endsWith('Filter') ? filterShape : inShape
  const shapeTensor = plan.inputs.includes('shape') ? tensor1d(shape, 'int32') : null
  const given = plan.inputs.map((name) => (name === 'shape' ? shapeTensor! : inputs[name]!))
  const result = backend.executeSingleOutput(
    plan.name,
    [
      ...explicitAttributes(geometry, 'float32', backend),
      {
        name: 'dilations',
        type: backend.binding.TF_ATTR_INT,
        value: [1, dilationHeight, dilationWidth, 1],
      },
    ],
    given,
  )
  shapeTensor?.dispose()
  return result
}

/** Once, after tfjs-node has registered its own. */
export function replaceConvolutions(): void {
  for (const plan of PLANS) replaceForNumbers(plan.name, (call) => convolution(plan, call))
}
