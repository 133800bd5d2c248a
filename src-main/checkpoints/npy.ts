/**
 * NumPy's `.npy` files: one array with its shape and type. Versions 1 to 3, either byte order, C and
 * Fortran order. Not here: object arrays (they are Python pickles and could run code), strings and
 * structured types, which are refused with a sentence.
 * Invariant: a decoded array is in C order and in this machine's byte order, and its data hold exactly
 * as many values as its shape says; a header that promises anything else is refused before memory is taken.
 */
import { UserError } from '../contract/errors'
import { float16ToFloat32, float32ToFloat16 } from './float16'

/** The element types that are read and written. `float16` is held as a Float32Array, `bool` as bytes 0 and 1. */
export type NpyType =
  | 'bool'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'

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

/** What a header says, before any value is read. */
export interface NpyHeader {
  dtype: NpyType
  shape: number[]
  fortranOrder: boolean
  littleEndian: boolean
  /** Bytes before the first value. */
  dataOffset: number
  /** Bytes of all values. */
  dataBytes: number
}

interface TypeEntry {
  code: string
  bytes: number
  view: (buffer: ArrayBufferLike, offset: number, length: number) => NpyData
}

const TYPES: Record<NpyType, TypeEntry> = {
  bool: { code: 'b1', bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
  int8: { code: 'i1', bytes: 1, view: (b, o, n) => new Int8Array(b, o, n) },
  uint8: { code: 'u1', bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
  int16: { code: 'i2', bytes: 2, view: (b, o, n) => new Int16Array(b, o, n) },
  uint16: { code: 'u2', bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  int32: { code: 'i4', bytes: 4, view: (b, o, n) => new Int32Array(b, o, n) },
  uint32: { code: 'u4', bytes: 4, view: (b, o, n) => new Uint32Array(b, o, n) },
  int64: { code: 'i8', bytes: 8, view: (b, o, n) => new BigInt64Array(b, o, n) },
  uint64: { code: 'u8', bytes: 8, view: (b, o, n) => new BigUint64Array(b, o, n) },
  float16: { code: 'f2', bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  float32: { code: 'f4', bytes: 4, view: (b, o, n) => new Float32Array(b, o, n) },
  float64: { code: 'f8', bytes: 8, view: (b, o, n) => new Float64Array(b, o, n) },
}

const MAGIC = '\x93NUMPY'
/** NumPy itself writes headers of about 128 bytes; a structured type of many fields may reach some thousands. */
const MAX_HEADER_BYTES = 1 << 20
const ALIGNMENT = 64
const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Whether the bytes begin like an `.npy` file. */
export function isNpy(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 6)).toString('latin1') === MAGIC
}

/**
 * Reads an `.npy` header.
 * @param bytes at least the header; the values need not be there.
 * @param name how error sentences call the file.
 * @throws UserError('input') when it is no `.npy`, or holds a type that is not read.
 */
export function readNpyHeader(bytes: Uint8Array, name = 'The .npy file'): NpyHeader {
  if (bytes.length < 10 || !isNpy(bytes)) throw new UserError('input', `${name} is not a NumPy .npy file.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = view.getUint8(6)
  if (version < 1 || version > 3) {
    throw new UserError(
      'input',
      `${name} is an .npy file of version ${version}; versions 1 to 3 can be read.`,
    )
  }
  const prefix = version === 1 ? 10 : 12
  const length =
    version === 1 ? view.getUint16(8, true) : bytes.length >= 12 ? view.getUint32(8, true) : Infinity
  if (length > MAX_HEADER_BYTES || prefix + length > bytes.length) {
    throw new UserError('input', `${name} ends inside its .npy header: it is truncated or damaged.`)
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + prefix, length).toString(
    version === 3 ? 'utf8' : 'latin1',
  )
  const { dtype, littleEndian } = parseType(text, name)
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)
  const shapeText = /'shape'\s*:\s*\(([0-9L,\s]*)\)/.exec(text)
  if (!fortran || !shapeText) {
    throw new UserError('input', `${name} has an .npy header without a shape or an order: it is damaged.`)
  }
  const shape = shapeText[1]!
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number)
  const dataBytes = shape.reduce((product, size) => product * size, TYPES[dtype].bytes)
  if (!shape.every(Number.isSafeInteger) || !Number.isSafeInteger(dataBytes)) {
    throw new UserError(
      'input',
      `${name} says it has the shape (${shapeText[1]!.trim()}), which is impossibly large: it is damaged.`,
    )
  }
  return {
    dtype,
    shape,
    fortranOrder: fortran[1] === 'True',
    littleEndian,
    dataOffset: prefix + length,
    dataBytes,
  }
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
  const type = TYPES[dtype]
  const count = header.dataBytes / type.bytes
  const start = bytes.byteOffset + header.dataOffset
  const swap = type.bytes > 1 && header.littleEndian !== HOST_IS_LITTLE_ENDIAN
  let stored: NpyData
  if (swap || start % type.bytes !== 0) {
    const copy = new Uint8Array(bytes.subarray(header.dataOffset)) // not slice: a Buffer's slice shares memory
    if (swap) swapBytes(copy, type.bytes)
    stored = type.view(copy.buffer, 0, count)
  } else {
    stored = type.view(bytes.buffer, start, count)
  }
  if (dtype === 'float16') stored = float16ToFloat32(stored as Uint16Array)
  return { shape, dtype, data: header.fortranOrder ? fromFortranOrder(stored, shape) : stored }
}

/**
 * Encodes an array as an `.npy` file: version 1, little-endian, C order, as `numpy.save` writes it.
 * @throws Error when the data do not match the shape or the type: a defect of the caller.
 */
export function encodeNpy(array: NpyArray): Uint8Array {
  const type = TYPES[array.dtype]
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
  const header = `${MAGIC}\x01\x00\x00\x00${dictionary.padEnd(total - 11)}\n`
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

/** The element type from a header's `descr`, e.g. `'<f4'`. */
function parseType(text: string, name: string): { dtype: NpyType; littleEndian: boolean } {
  const match = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text)
  if (!match) throw new UserError('input', `${name} has an .npy header without a type: it is damaged.`)
  if (match[2] !== undefined) {
    throw new UserError(
      'input',
      `${name} holds records with named fields; save each field as an array of its own.`,
    )
  }
  const descriptor = match[1]!
  const kind = descriptor.replace(/^[<>|=]/, '')
  if (kind.startsWith('O')) {
    throw new UserError(
      'input',
      `${name} holds Python objects, which are not opened because they could run code; save it as a plain numeric array.`,
    )
  }
  const code = kind === '?' ? 'b1' : kind
  const entry = Object.entries(TYPES).find(([, type]) => type.code === code)
  if (!entry) {
    throw new UserError(
      'input',
      `${name} holds values of NumPy's type '${descriptor}'; allowed are ${Object.keys(TYPES).join(', ')}.`,
    )
  }
  const mark = descriptor[0]
  return {
    dtype: entry[0] as NpyType,
    littleEndian: mark === '>' ? false : mark === '<' ? true : HOST_IS_LITTLE_ENDIAN,
  }
}

/** Reverses the bytes of every value in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (size === 2) buffer.swap16()
  else if (size === 4) buffer.swap32()
  else buffer.swap64()
}

/** Copies column-major values (first index fastest) into row-major order (last index fastest). */
function fromFortranOrder(stored: NpyData, shape: number[]): NpyData {
  const result = stored.slice()
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
  const position = new Array<number>(shape.length).fill(0)
  let from = 0
  for (let to = 0; to < stored.length; to++) {
    result[to] = stored[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      position[axis]!++
      if (position[axis]! < shape[axis]!) break
      from -= strides[axis]! * shape[axis]!
      position[axis] = 0
    }
  }
  return result
}
