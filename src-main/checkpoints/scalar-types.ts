/**
 * Stored numbers one at a time: the bytes of every scalar type, by the names that PyTorch gives them.
 * float16 is exact; a 64-bit integer beyond 2^53 is rounded to the nearest double.
 */
import type { CheckpointScalar } from './checkpoint'

export interface StoredScalar {
  /** Bytes per number. */
  readonly size: number
  readonly integer: boolean
  readonly read: (view: DataView, offset: number, littleEndian: boolean) => number
}

export const SCALARS: Readonly<Record<CheckpointScalar, StoredScalar>> = {
  float64: { size: 8, integer: false, read: (view, offset, little) => view.getFloat64(offset, little) },
  float32: { size: 4, integer: false, read: (view, offset, little) => view.getFloat32(offset, little) },
  float16: {
    size: 2,
    integer: false,
    read: (view, offset, little) => halfToNumber(view.getUint16(offset, little)),
  },
  bfloat16: {
    size: 2,
    integer: false,
    read: (view, offset, little) => brainToNumber(view.getUint16(offset, little)),
  },
  int64: { size: 8, integer: true, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  uint64: {
    size: 8,
    integer: true,
    read: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  },
  int32: { size: 4, integer: true, read: (view, offset, little) => view.getInt32(offset, little) },
  uint32: { size: 4, integer: true, read: (view, offset, little) => view.getUint32(offset, little) },
  int16: { size: 2, integer: true, read: (view, offset, little) => view.getInt16(offset, little) },
  uint16: { size: 2, integer: true, read: (view, offset, little) => view.getUint16(offset, little) },
  int8: { size: 1, integer: true, read: (view, offset) => view.getInt8(offset) },
  uint8: { size: 1, integer: true, read: (view, offset) => view.getUint8(offset) },
  bool: { size: 1, integer: true, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
}

/** IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const scratch = new DataView(new ArrayBuffer(4))

/** bfloat16: the upper half of a float32. */
export function brainToNumber(bits: number): number {
  scratch.setUint32(0, (bits & 0xffff) * 0x10000)
  return scratch.getFloat32(0)
}
