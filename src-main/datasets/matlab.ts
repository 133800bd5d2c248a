/**
 * Numbers, text and records of a MATLAB file of level 5 (`save` before v7.3), as ImageNet's `meta.mat` is one: header of
 * 128 bytes, then elements of a tag (type, bytes) and data, possibly deflated. Nothing else of the format is read.
 * After MathWorks' "MAT-File Format". Invariant: every length is checked against what is there before it is used.
 */
import { inflateSync } from 'node:zlib'
import { UserError } from '../contract/errors'

/** A numeric array in column-major order, a text, or a list of records (a struct array). */
export type MatlabValue = number[] | string | ReadonlyMap<string, MatlabValue | undefined>[]

/** Unpacked, of all variables of a file together: ImageNet's has half a megabyte. */
const MAX_BYTES = 16 * 1024 ** 2
/** Numbers and records of a file; ImageNet's has some ten thousand. */
const MAX_NUMBERS = 2 ** 20
/** Structs inside structs. */
const MAX_DEPTH = 8

const COMPRESSED = 15
const MATRIX = 14
const STRUCT = 2
const CHARACTERS = 4

/** Bytes and reader of each numeric type of the format. */
const NUMBERS: Readonly<Record<number, [number, (view: DataView, at: number, little: boolean) => number]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  16: [1, (view, at) => view.getUint8(at)],
  17: [2, (view, at, little) => view.getUint16(at, little)],
}

/**
 * The variables of a file by name; of what is not read, undefined.
 * @throws UserError('input') when it is another kind of file, or damaged
 */
export function readMatlab(file: Uint8Array, name: string): Map<string, MatlabValue | undefined> {
  const damaged = (): UserError =>
    new UserError(
      'input',
      `${name} is truncated or damaged: it is no MATLAB file of level 5 that can be read; unpack it again.`,
    )
  const mark = Buffer.from(file.subarray(126, 128)).toString('latin1')
  if (file.length < 128 || (mark !== 'IM' && mark !== 'MI')) throw damaged()
  const little = mark === 'IM'
  const variables = new Map<string, MatlabValue | undefined>()
  const room: Room = { bytes: MAX_BYTES, numbers: MAX_NUMBERS }
  try {
    for (const element of elements(file.subarray(128), little)) {
      const inner = element.type === COMPRESSED ? elements(unpacked(element.data, room), little) : [element]
      for (const { type, data } of inner) {
        if (type !== MATRIX) continue
        const { label, value } = matrix(data, little, 0, room)
        variables.set(label, value)
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw damaged()
  }
  return variables
}

/** What is left of the file's bounds. */
interface Room {
  bytes: number
  numbers: number
}

function unpacked(packed: Uint8Array, room: Room): Uint8Array {
  const bytes = inflateSync(packed, { maxOutputLength: Math.max(1, room.bytes) })
  room.bytes -= bytes.length
  return bytes
}

interface Element {
  type: number
  data: Uint8Array
}

/** The elements that lie one after another. Throws a RangeError where one is longer than what is left. */
function* elements(bytes: Uint8Array, little: boolean): Generator<Element> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 8 <= bytes.length;) {
    const tag = view.getUint32(at, little)
    // Four bytes or fewer lie in the tag itself.
    const small = tag >>> 16
    const type = small > 0 ? tag & 0xffff : tag
    const length = small > 0 ? small : view.getUint32(at + 4, little)
    const start = small > 0 ? at + 4 : at + 8
    if (start + length > bytes.length || small > 4) throw new RangeError('An element ends beyond its file.')
    yield { type, data: bytes.subarray(start, start + length) }
    at = small > 0 ? at + 8 : start + length + (type === COMPRESSED ? 0 : (8 - (length % 8)) % 8)
  }
}

function matrix(
  bytes: Uint8Array,
  little: boolean,
  depth: number,
  room: Room,
): { label: string; value: MatlabValue | undefined } {
  if (depth > MAX_DEPTH) throw new RangeError('Nested too deeply.')
  const parts: Element[] = []
  for (const part of elements(bytes, little)) {
    take(room, 1)
    parts.push(part)
  }
  // An empty field of a struct.
  if (parts.length === 0) return { label: '', value: [] }
  const [flags, dimensions, label, ...content] = parts
  const kind = numbers(flags, little, room)[0]! & 0xff
  const count = numbers(dimensions, little, room).reduce((product, size) => product * size, 1)
  const named = { label: text(label) }
  if (kind === STRUCT) return { ...named, value: records(content, count, little, depth, room) }
  if (kind === CHARACTERS)
    return { ...named, value: String.fromCharCode(...numbers(content[0], little, room).slice(0, 4096)) }
  if (kind >= 6 && kind <= 15) return { ...named, value: content[0] ? numbers(content[0], little, room) : [] }
  return { ...named, value: undefined }
}

function records(
  [width, names, ...values]: Element[],
  count: number,
  little: boolean,
  depth: number,
  room: Room,
): Map<string, MatlabValue | undefined>[] {
  const length = numbers(width, little, room)[0]!
  if (!(length >= 1) || !names) throw new RangeError('A struct without names of fields.')
  const fields: string[] = []
  for (let at = 0; at + length <= names.data.length; at += length)
    fields.push(
      Buffer.from(names.data.subarray(at, at + length))
        .toString('latin1')
        .replace(/\0[^]*$/, ''),
    )
  if (values.length !== count * fields.length) throw new RangeError('A struct without all its fields.')
  return Array.from({ length: count }, (_, record) => {
    const entries = fields.map((field, i): [string, MatlabValue | undefined] => {
      const { type, data } = values[record * fields.length + i]!
      return [field, type === MATRIX ? matrix(data, little, depth + 1, room).value : undefined]
    })
    return new Map(entries)
  })
}

/** Throws a RangeError when a file has more than any that is read here. */
function take(room: Room, numbers: number): void {
  room.numbers -= numbers
  if (room.numbers < 0) throw new RangeError('More numbers than a list of classes has.')
}

function numbers(element: Element | undefined, little: boolean, room: Room): number[] {
  const [bytes, read] = NUMBERS[element?.type ?? -1] ?? []
  if (!element || !bytes || !read) throw new RangeError('Numbers of a type that does not exist.')
  const { data } = element
  take(room, Math.floor(data.length / bytes))
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return Array.from({ length: Math.floor(data.length / bytes) }, (_, i) => read(view, i * bytes, little))
}

function text(element: Element | undefined): string {
  return Buffer.from(element?.data ?? []).toString('latin1')
}
