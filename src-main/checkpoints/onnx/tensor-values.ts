/**
 * One tensor of an ONNX file: its type, its shape and, when asked, its values, from raw bytes or from the
 * typed lists of the format. Every count is checked before memory is taken.
 */
import type { onnx } from 'onnx-proto'
import { UserError } from '../../contract/errors'
import { float16ToFloat32 } from '../float16'
import type { OnnxElement, OnnxTensor } from './onnx-graph'

type Proto = onnx.ITensorProto
/** ONNX's numbers for element types; strings, complex numbers and types of fewer than 8 bits are not read. */
const ELEMENTS: Readonly<Record<number, OnnxElement>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
}

const BYTES: Readonly<Record<OnnxElement, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
}

/** The type of a number that ONNX gives; null for one that is not read. */
export function elementOf(type: number | null | undefined): OnnxElement | null {
  return ELEMENTS[type ?? 0] ?? null
}

/** A 64-bit number of the format, which is a number or an object with `toNumber`; absent ones are 0. */
export function wholeNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'object' || value === null || !('toNumber' in value)) return 0
  return (value as { toNumber(): number }).toNumber()
}

/**
 * @param file how sentences call the file
 * @param external the bytes of a tensor that is stored beside the file
 * @returns null for a type that is not read
 * @throws UserError('input') for a shape with negative sides or more values than JavaScript can count
 */
export function tensorOf(proto: Proto, file: string, external: Uint8Array | null): OnnxTensor | null {
  const dtype = elementOf(proto.dataType)
  if (dtype === null) return null
  const name = proto.name ?? ''
  const shape = (proto.dims ?? []).map(wholeNumber)
  const count = shape.reduce((product, side) => product * side, 1)
  if (shape.some((side) => side < 0) || !Number.isSafeInteger(count)) {
    throw new UserError(
      'input',
      `${file} says that its tensor "${name}" has the shape [${shape.join(', ')}], which no tensor has; the file is damaged.`,
    )
  }
  return { name, shape, dtype, read: () => valuesOf(proto, dtype, count, file, external) }
}

function valuesOf(
  proto: Proto,
  dtype: OnnxElement,
  count: number,
  file: string,
  external: Uint8Array | null,
): Float32Array | Float64Array {
  const raw = external ?? proto.rawData
  const check = (found: number): void => {
    if (found === count) return
    throw new UserError(
      'input',
      `${file} holds ${found} values of its tensor "${proto.name ?? ''}", but its shape says ${count}; the file is damaged.`,
    )
  }
  if (raw && raw.length > 0) {
    check(raw.length / BYTES[dtype])
    return fromRaw(raw, dtype, count)
  }
  return fromList(proto, dtype, check)
}

function fromRaw(raw: Uint8Array, dtype: OnnxElement, count: number): Float32Array | Float64Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  if (dtype === 'float32') {
    if (raw.byteOffset % 4 === 0) return new Float32Array(raw.buffer, raw.byteOffset, count).slice()
    // Not slice(): of a Buffer that is a view.
    return new Float32Array(Uint8Array.from(raw).buffer, 0, count)
  }
  if (dtype === 'float16') return float16ToFloat32(halves(view, count))
  if (dtype === 'bfloat16') return brains(halves(view, count))
  const read: Record<Exclude<OnnxElement, 'float32' | 'float16' | 'bfloat16'>, (i: number) => number> = {
    float64: (i) => view.getFloat64(8 * i, true),
    int64: (i) => Number(view.getBigInt64(8 * i, true)),
    uint64: (i) => Number(view.getBigUint64(8 * i, true)),
    int32: (i) => view.getInt32(4 * i, true),
    uint32: (i) => view.getUint32(4 * i, true),
    int16: (i) => view.getInt16(2 * i, true),
    uint16: (i) => view.getUint16(2 * i, true),
    int8: (i) => view.getInt8(i),
    uint8: (i) => view.getUint8(i),
    bool: (i) => (view.getUint8(i) === 0 ? 0 : 1),
  }
  const values = dtype === 'float64' ? new Float32Array(count) : new Float64Array(count)
  const at = read[dtype]
  for (let i = 0; i < count; i++) values[i] = at(i)
  return values
}

/** The typed lists: which one holds which type is ONNX's choice (halves and small integers ride in int32_data). */
function fromList(
  proto: Proto,
  dtype: OnnxElement,
  check: (found: number) => void,
): Float32Array | Float64Array {
  const list =
    dtype === 'float32'
      ? proto.floatData
      : dtype === 'float64'
        ? proto.doubleData
        : dtype === 'int64'
          ? proto.int64Data
          : dtype === 'uint64' || dtype === 'uint32'
            ? proto.uint64Data
            : proto.int32Data
  check(list?.length ?? 0)
  const numbers = Float64Array.from(list ?? [], wholeNumber)
  if (dtype === 'float16') return float16ToFloat32(Uint16Array.from(numbers))
  if (dtype === 'bfloat16') return brains(Uint16Array.from(numbers))
  return dtype === 'float32' || dtype === 'float64' ? Float32Array.from(numbers) : numbers
}

function halves(view: DataView, count: number): Uint16Array {
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true))
}

/** bfloat16 is the upper half of a float32. */
function brains(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (value) => value << 16).buffer)
}
