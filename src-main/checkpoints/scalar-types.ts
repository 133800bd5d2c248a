/** Little-endian numbers by the names that safetensors gives their types, read one at a time. */

export interface ScalarReader {
  /** Bytes per number. */
  size: number
  integer: boolean
  read(view: DataView, offset: number): number
}

const READERS: ReadonlyMap<string, ScalarReader> = new Map<string, ScalarReader>([
  ['F64', { size: 8, integer: false, read: (view, offset) => view.getFloat64(offset, true) }],
  ['F32', { size: 4, integer: false, read: (view, offset) => view.getFloat32(offset, true) }],
  ['F16', { size: 2, integer: false, read: (view, offset) => halfToNumber(view.getUint16(offset, true)) }],
  ['BF16', { size: 2, integer: false, read: (view, offset) => brainToNumber(view.getUint16(offset, true)) }],
  ['I64', { size: 8, integer: true, read: (view, offset) => Number(view.getBigInt64(offset, true)) }],
  ['I32', { size: 4, integer: true, read: (view, offset) => view.getInt32(offset, true) }],
  ['I16', { size: 2, integer: true, read: (view, offset) => view.getInt16(offset, true) }],
  ['I8', { size: 1, integer: true, read: (view, offset) => view.getInt8(offset) }],
  ['U8', { size: 1, integer: true, read: (view, offset) => view.getUint8(offset) }],
  ['BOOL', { size: 1, integer: true, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) }],
])

/** The reader of a type such as `F32`; undefined for one that is not read. */
export function scalarReader(dtype: string): ScalarReader | undefined {
  return READERS.get(dtype)
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

/** bfloat16: the upper half of a float32. */
export function brainToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, (bits & 0xffff) * 0x10000)
  return view.getFloat32(0)
}
