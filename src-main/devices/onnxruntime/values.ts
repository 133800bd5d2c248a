/** What every part of the lazy backend speaks of: element types, shapes, attributes of kernels. Nothing here knows a graph. */

/** Element types the backend knows; a bool is one byte, 0 or 1. */
export type ElementType = 'float32' | 'int32' | 'bool'
export type Values = Float32Array | Int32Array | Uint8Array

export interface Specification {
  shape: number[]
  dtype: ElementType
}

export type AttributeValue =
  | number
  | boolean
  | string
  | null
  | AttributeValue[]
  | { [key: string]: AttributeValue }
export type Attributes = Record<string, AttributeValue>

/** Of an ONNX operator. `{ float: x }` marks a float: 1 and 1.0 are the same number to JavaScript but not to ONNX. */
export type Attribute = number | string | readonly number[] | { float: number }

export function sizeOf(shape: readonly number[]): number {
  let size = 1
  for (const dimension of shape) size *= dimension
  return size
}

export const BYTES: Record<ElementType, number> = { float32: 4, int32: 4, bool: 1 }

export function allocate(dtype: ElementType, size: number): Values {
  if (dtype === 'float32') return new Float32Array(size)
  if (dtype === 'int32') return new Int32Array(size)
  return new Uint8Array(size)
}
