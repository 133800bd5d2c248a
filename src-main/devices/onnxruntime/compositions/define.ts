/**
 * Kernels that are nothing new, only others put together: a fused convolution is a convolution, an
 * addition and an activation, and lowering fuses them as it would if they had been called one by one.
 * A composition records other kernels; what it makes on the way is forgotten when it returns.
 */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { Attributes, ElementType, Values } from '../values'

export interface Recorder {
  /** Records an operator of `operators/` and returns its first output. */
  call(name: string, inputs: readonly TensorInfo[], attributes?: Attributes): TensorInfo
  /** The same numbers under another shape. */
  reshape(x: TensorInfo, shape: number[]): TensorInfo
  /** One number of no dimensions. */
  scalar(value: number, dtype?: ElementType): TensorInfo
  /** The numbers of a tensor that has been computed already, else null. */
  known(x: TensorInfo): Values | null
  /** Numbers that differ from call to call: an input of the compiled graph. */
  input(values: Values, shape: number[], dtype: ElementType): TensorInfo
}

export interface Composition {
  /** tfjs's kernel name. */
  name: string
  /** Returns something the recorder made, never an input itself. */
  compose(recorder: Recorder, inputs: NamedTensorInfoMap, attributes: Attributes): TensorInfo
}

/** An input that must be there; tfjs-core has checked it. */
export function input(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  return inputs[name]!
}

export function transpose(recorder: Recorder, x: TensorInfo, perm: number[]): TensorInfo {
  return recorder.call('Transpose', [x], { perm })
}
