/**
 * What the kernels here have in common: how one of tfjs-node's is replaced where the padding is given in numbers, and
 * how such padding is said to TensorFlow (`EXPLICIT`).
 */
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core'
import type { KernelFunc, TensorInfo, backend_util } from '@tensorflow/tfjs-core'

export const TENSORFLOW_BACKEND = 'tensorflow'

export interface NativeAttribute {
  name: string
  type: number
  value: unknown
}

type Constant = 'TF_FLOAT' | 'TF_INT32' | 'TF_ATTR_TYPE' | 'TF_ATTR_INT' | 'TF_ATTR_STRING'

/** What of tfjs-node's backend is used here. */
export interface NativeBackend {
  binding: Readonly<Record<Constant, number>>
  executeSingleOutput(name: string, attributes: NativeAttribute[], inputs: TensorInfo[]): TensorInfo
}

export type Shape4 = [number, number, number, number]
export type Pad = Parameters<typeof backend_util.computeConv2DInfo>[4]

/** The attributes that tfjs gives to these kernels. */
export interface Attributes {
  strides: number | [number, number]
  pad: Pad
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
  dataFormat?: 'NHWC' | 'NCHW'
  dilations?: number | [number, number] | null
  filterShape?: Shape4
  inputShape?: Shape4
  filterSize?: number | [number, number]
}

export interface Call {
  inputs: Record<string, TensorInfo>
  attributes: Attributes
  backend: NativeBackend
}

/** Puts a kernel for padding in numbers before tfjs-node's own one, which computes all else. */
export function replaceForNumbers(kernelName: string, kernel: (call: Call) => TensorInfo): void {
  const own = getKernel(kernelName, TENSORFLOW_BACKEND)
  const kernelFunc: KernelFunc = (call) => {
    const attributes = call.attrs as unknown as Attributes
    if (attributes.pad === 'valid' || attributes.pad === 'same' || attributes.dataFormat === 'NCHW')
      return own.kernelFunc(call)
    return kernel({
      inputs: call.inputs as Record<string, TensorInfo>,
      attributes,
      backend: call.backend as unknown as NativeBackend,
    })
  }
  unregisterKernel(kernelName, TENSORFLOW_BACKEND)
  registerKernel({ ...own, kernelFunc })
}

/** Rows above and below, columns left and right, such that the output has the size that tfjs promises, rounded up or not. */
export function sides(geometry: backend_util.Conv2DInfo): Shape4 {
  const { padInfo, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = geometry
  const { effectiveFilterHeight, effectiveFilterWidth } = geometry
  const below = (outHeight - 1) * strideHeight + effectiveFilterHeight - inHeight - padInfo.top
  const right = (outWidth - 1) * strideWidth + effectiveFilterWidth - inWidth - padInfo.left
  return [padInfo.top, Math.max(padInfo.bottom, below), padInfo.left, Math.max(padInfo.right, right)]
}

export function explicitAttributes(
  geometry: backend_util.Conv2DInfo,
  dtype: TensorInfo['dtype'],
  { binding }: NativeBackend,
): NativeAttribute[] {
  const { strideHeight, strideWidth } = geometry
  const type = dtype === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: type },
    { name: 'strides', type: binding.TF_ATTR_INT, value: [1, strideHeight, strideWidth, 1] },
    { name: 'padding', type: binding.TF_ATTR_STRING, value: 'EXPLICIT' },
    { name: 'explicit_paddings', type: binding.TF_ATTR_INT, value: [0, 0, ...sides(geometry), 0, 0] },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
  ]
}
