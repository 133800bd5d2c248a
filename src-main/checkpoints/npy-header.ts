/**
 * The header of NumPy's `.npy` files: what type, shape and order the values behind it have. Versions 1 to 3.
 * Texts are read where labels may be texts (`readNpyTextHeader`). Not here: object arrays (they are Python pickles and
 * could run code) and structured types, which are refused with a sentence.
 * Invariant: shape and size are whole numbers that a double holds exactly; whether the file has that many
 * bytes is for whoever reads them.
 */
import { UserError } from '../contract/errors'
import { printable } from './printable'

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

/** How NumPy codes the types, and how many bytes a value takes. */
export const NPY_TYPES: Readonly<Record<NpyType, { code: string; bytes: number }>> = {
  bool: { code: 'b1', bytes: 1 },
  int8: { code: 'i1', bytes: 1 },
  uint8: { code: 'u1', bytes: 1 },
  int16: { code: 'i2', bytes: 2 },
  uint16: { code: 'u2', bytes: 2 },
  int32: { code: 'i4', bytes: 4 },
  uint32: { code: 'u4', bytes: 4 },
  int64: { code: 'i8', bytes: 8 },
  uint64: { code: 'u8', bytes: 8 },
  float16: { code: 'f2', bytes: 2 },
  float32: { code: 'f4', bytes: 4 },
  float64: { code: 'f8', bytes: 8 },
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

export const NPY_MAGIC = '\x93NUMPY'
/** NumPy itself writes headers of about 128 bytes; a structured type of many fields may reach some thousands. */
const MAX_HEADER_BYTES = 1 << 20
/** NumPy 2 allows 64 dimensions. */
const MOST_SIDES = 64
const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Whether the bytes begin like an `.npy` file. */
export function isNpy(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 6)).toString('latin1') === NPY_MAGIC
}

/**
 * How many bytes magic, version and header take together, as the first 12 bytes say; Infinity when they are too
 * few to tell.
 */
export function npyHeaderBytes(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (head.length < 12) return Infinity
  return head[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true)
}

/**
 * Reads an `.npy` header.
 * @param bytes at least the header; the values need not be there.
 * @param name how error sentences call the file.
 * @throws UserError('input') when it is no `.npy`, or holds a type that is not read.
 */
export function readNpyHeader(bytes: Uint8Array, name = 'The .npy file'): NpyHeader {
  const { text, dataOffset } = headerText(bytes, name)
  const { dtype, littleEndian } = parseType(text, name)
  const { shape, fortranOrder } = parseShape(text, name)
  const dataBytes = shape.reduce((product, size) => product * size, NPY_TYPES[dtype].bytes)
  if (!Number.isSafeInteger(dataBytes)) throw impossible(shape.join(', '), name)
  return { dtype, shape, fortranOrder, littleEndian, dataOffset, dataBytes }
}

/** What a header of texts says: of `characters` each, in four bytes (UCS-4) or in one. */
export interface NpyTextHeader {
  shape: number[]
  characters: number
  bytesPerCharacter: 1 | 4
  littleEndian: boolean
  dataOffset: number
}

/**
 * Reads the header of an array of texts (`<U10`, `|S4`); undefined where it holds something else.
 * @throws UserError('input') as `readNpyHeader`
 */
export function readNpyTextHeader(bytes: Uint8Array, name: string): NpyTextHeader | undefined {
  const { text, dataOffset } = headerText(bytes, name)
  const match = /'descr'\s*:\s*'([<>|=]?)([US])(\d{1,9})'/.exec(text)
  if (!match) return undefined
  const { shape, fortranOrder } = parseShape(text, name)
  if (fortranOrder && shape.length > 1) return undefined
  return {
    shape,
    characters: Number(match[3]),
    bytesPerCharacter: match[2] === 'U' ? 4 : 1,
    littleEndian: isLittleEndian(match[1]),
    dataOffset,
  }
}

function headerText(bytes: Uint8Array, name: string): { text: string; dataOffset: number } {
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
  const length = npyHeaderBytes(bytes) - prefix
  if (length > MAX_HEADER_BYTES || prefix + length > bytes.length) {
    throw new UserError('input', `${name} ends inside its .npy header: it is truncated or damaged.`)
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + prefix, length).toString(
    version === 3 ? 'utf8' : 'latin1',
  )
  return { text, dataOffset: prefix + length }
}

function parseShape(text: string, name: string): { shape: number[]; fortranOrder: boolean } {
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
  if (shape.length > MOST_SIDES || !shape.every(Number.isSafeInteger))
    throw impossible(shapeText[1]!.trim(), name)
  return { shape, fortranOrder: fortran[1] === 'True' }
}

function impossible(shape: string, name: string): UserError {
  return new UserError(
    'input',
    `${name} says it has the shape (${printable(shape)}), which is impossible: it is damaged.`,
  )
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
  const entry = Object.entries(NPY_TYPES).find(([, type]) => type.code === code)
  if (!entry) {
    throw new UserError(
      'input',
      `${name} holds values of NumPy's type '${printable(descriptor)}'; allowed are ${Object.keys(NPY_TYPES).join(', ')}.`,
    )
  }
  return { dtype: entry[0] as NpyType, littleEndian: isLittleEndian(descriptor[0]) }
}

function isLittleEndian(mark: string | undefined): boolean {
  return mark === '>' ? false : mark === '<' ? true : HOST_IS_LITTLE_ENDIAN
}
