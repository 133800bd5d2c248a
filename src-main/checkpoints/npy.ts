/**
 * NumPy's `.npy` files as whole arrays in memory: either byte order, C and Fortran order. What is refused is
 * decided with the header (npy-header.ts); large files are read by range (numpy-file.ts).
 * Invariant: a decoded array is in C order and in this machine's byte order, and its data hold exactly
 * as many values as its shape says; a header that promises anything else is refused before memory is taken.
 */
import { UserError } from '../contract/errors'
import { float16ToFloat32, float32ToFloat16 } from './float16'
import { NPY_MAGIC, NPY_TYPES, readNpyHeader } from './npy-header'
import { toRowMajor } from './row-major'
import type { NpyType } from './npy-header'

const ALIGNMENT = 64
const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

export type NpyData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array

/** An array in C (row-major) order. An empty shape is a single number. */
export interface NpyArray {
  shape: number[]
  dtype: NpyType
  data: NpyData
}

/** Values where they lie. */
const VIEWS: Record<NpyType, (buffer: ArrayBufferLike, offset: number, length: number) => NpyData> = {
  bool: (b, o, n) => new Uint8Array(b, o, n),
  int8: (b, o, n) => new Int8Array(b, o, n),
  uint8: (b, o, n) => new Uint8Array(b, o, n),
  int16: (b, o, n) => new Int16Array(b, o, n),
  uint16: (b, o, n) => new Uint16Array(b, o, n),
  int32: (b, o, n) => new Int32Array(b, o, n),
  uint32: (b, o, n) => new Uint32Array(b, o, n),
  int64: (b, o, n) => new BigInt64Array(b, o, n),
  uint64: (b, o, n) => new BigUint64Array(b, o, n),
  float16: (b, o, n) => new Uint16Array(b, o, n),
  float32: (b, o, n) => new Float32Array(b, o, n),
  float64: (b, o, n) => new Float64Array(b, o, n),
}

/**
 * Decodes an `.npy` file.
 * @param bytes the whole file. The result may share its memory.
 * @param name how error sentences call the file.
 * @returns the array in C order; int64 and uint64 stay big integers (see `npyNumbers`).
 * @throws UserError('input') when the file is damaged, or holds a type that is not read.
 */
export function decodeNpy(bytes: Uint8Array, name = 'The .npy file'): NpyArray {
  const header = readNpyHeader(bytes, name)
  const { dtype, shape } = header
  const available = bytes.length - header.dataOffset
  if (available !== header.dataBytes) {
    throw new UserError(
      'input',
      `${name} should hold ${header.dataBytes} bytes of values for its shape (${shape.join(', ')}) of ${dtype}, ` +
        `but holds ${available}: it is truncated or damaged.`,
    )
  }
  const { bytes: size } = NPY_TYPES[dtype]
  const view = VIEWS[dtype]
  const count = header.dataBytes / size
  const start = bytes.byteOffset + header.dataOffset
  const swap = size > 1 && header.littleEndian !== HOST_IS_LITTLE_ENDIAN
  let stored: NpyData
  if (swap || start % size !== 0) {
    const copy = new Uint8Array(bytes.subarray(header.dataOffset)) // not slice: a Buffer's slice shares memory
    if (swap) swapBytes(copy, size)
    stored = view(copy.buffer, 0, count)
  } else {
    stored = view(bytes.buffer, start, count)
  }
  if (dtype === 'float16') stored = float16ToFloat32(stored as Uint16Array)
  return { shape, dtype, data: header.fortranOrder ? fromFortranOrder(stored, shape) : stored }
}

/**
 * Encodes an array as an `.npy` file: version 1, little-endian, C order, as `numpy.save` writes it.
 * @throws Error when the data do not match the shape or the type: a defect of the caller.
 */
export function encodeNpy(array: NpyArray): Uint8Array {
  const type = NPY_TYPES[array.dtype]
  const count = array.shape.reduce((product, size) => product * size, 1)
  const stored = array.dtype === 'float16' ? float32ToFloat16(array.data as Float32Array) : array.data
  if (stored.length !== count || stored.BYTES_PER_ELEMENT !== type.bytes) {
    throw new Error(
      `An array of shape (${array.shape.join(', ')}) and type ${array.dtype} cannot be written from ${array.data.length} values of ${array.data.constructor.name}.`,
    )
  }
  const shape = array.shape.length === 1 ? `${array.shape[0]},` : array.shape.join(', ')
  const order = type.bytes === 1 ? '|' : '<'
  const dictionary = `{'descr': '${order}${type.code}', 'fortran_order': False, 'shape': (${shape}), }`
  const total = Math.ceil((10 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(total + count * type.bytes)
  const header = `${NPY_MAGIC}\x01\x00\x00\x00${dictionary.padEnd(total - 11)}\n`
  bytes.set(Buffer.from(header, 'latin1'))
  new DataView(bytes.buffer).setUint16(8, total - 10, true)
  bytes.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), total)
  if (type.bytes > 1 && !HOST_IS_LITTLE_ENDIAN) swapBytes(bytes.subarray(total), type.bytes)
  return bytes
}

/**
 * The values as ordinary numbers. 64-bit integers beyond ±(2^53 − 1) are a UserError, because they would
 * silently become others; all other types are returned as they are.
 */
export function npyNumbers(
  array: NpyArray,
  name = 'The array',
): Exclude<NpyData, BigInt64Array | BigUint64Array> {
  const { data } = array
  if (!(data instanceof BigInt64Array) && !(data instanceof BigUint64Array)) return data
  const numbers = new Float64Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i])
    if (!Number.isSafeInteger(value)) {
      throw new UserError(
        'input',
        `${name} holds the integer ${data[i]}, which is too large; at most 2^53 − 1 is allowed.`,
      )
    }
    numbers[i] = value
  }
  return numbers
}

/** Reverses the bytes of every value in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (size === 2) buffer.swap16()
  else if (size === 4) buffer.swap32()
  else buffer.swap64()
}

/** Copies column-major values (first index fastest) into row-major order (last index fastest). */
export function fromFortranOrder<T extends NpyData>(stored: T, shape: readonly number[]): T {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
  return toRowMajor(stored, shape, strides, stored.slice() as T)
}
