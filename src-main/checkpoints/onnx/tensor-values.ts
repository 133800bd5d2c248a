/**
 * One tensor of an ONNX file: its type, its shape and, when asked, its values, from raw bytes or from the
 * typed lists of the format. Every count is checked before memory is taken.
 */
import { printable } from '../printable'
import type { onnx } from 'onnx-proto'
import { UserError } from '../../contract/errors'
import { SCALARS, brainToNumber, halfToNumber } from '../scalar-types'
import { countValues, widen } from '../values'
import type { OnnxElement, OnnxTensor } from './onnx-graph'

type Proto = onnx.ITensorProto
/** As NumPy and PyTorch allow. */
const MOST_SIDES = 64
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
 * @throws UserError('input') for a shape with negative sides or more values than JavaScript can count, or too many sides
 */
export function tensorOf(proto: Proto, file: string, external: Uint8Array | null): OnnxTensor | null {
  const dtype = elementOf(proto.dataType)
  if (dtype === null) return null
  const name = proto.name ?? ''
  const shape = (proto.dims ?? []).map(wholeNumber)
  if (shape.length > MOST_SIDES)
    throw new UserError(
      'input',
      `${file} says that its tensor "${printable(name)}" has ${shape.length} sides, where at most ${MOST_SIDES} are read; the file is damaged, or was made to deceive.`,
    )
  const count = countValues(shape)
  if (shape.some((side) => side < 0) || !Number.isSafeInteger(count)) {
    throw new UserError(
      'input',
      `${file} says that its tensor "${printable(name)}" has the shape [${shape.join(', ')}], which no tensor has; the file is damaged.`,
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
      `${file} holds ${found} values of its tensor "${printable(proto.name ?? '')}", but its shape says ${count}; the file is damaged.`,
    )
  }
  if (raw && raw.length > 0) {
    check(raw.length / SCALARS[dtype].size)
    return fromRaw(raw, dtype, count)
  }
  return fromList(proto, dtype, check)
}

function fromRaw(raw: Uint8Array, dtype: OnnxElement, count: number): Float32Array | Float64Array {
  if (isFloating(dtype)) {
    const values = new Float32Array(count)
    widen(dtype, raw, true, values, 0)
    return values
  }
  const { size, read } = SCALARS[dtype]
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  return Float64Array.from({ length: count }, (_, i) => read(view, i * size, true))
}

function isFloating(dtype: OnnxElement): boolean {
  return ['float64', 'float32', 'float16', 'bfloat16'].includes(dtype)
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
  if (dtype === 'float16') return Float32Array.from(numbers, halfToNumber)
  if (dtype === 'bfloat16') return Float32Array.from(numbers, brainToNumber)
  return isFloating(dtype) ? Float32Array.from(numbers) : numbers
}
