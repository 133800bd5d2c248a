/** The tags and types of MATLAB files of level 5 (matlab5-arrays.ts). */
import type { CheckpointScalar } from '../../checkpoints/checkpoint'

export const COMPRESSED = 15
export const MATRIX = 14
export const CELL = 1
export const STRUCT = 2
/** In the flags of an array. */
export const COMPLEX = 0x800

/** Where an element's data lie, in bytes of what holds it. */
export interface Tag {
  type: number
  start: number
  length: number
  /** Where the next one begins: elements lie on multiples of 8 bytes. */
  end: number
}

export const NUMBER_TYPES: ReadonlyMap<number, CheckpointScalar> = new Map([
  [1, 'int8'],
  [2, 'uint8'],
  [3, 'int16'],
  [4, 'uint16'],
  [5, 'int32'],
  [6, 'uint32'],
  [7, 'float32'],
  [9, 'float64'],
  [12, 'int64'],
  [13, 'uint64'],
])

/** @param bytes 8 of them; null where the tag is none that exists */
export function readTag(bytes: Uint8Array, at: number, little: boolean): Tag | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = view.getUint32(0, little)
  // Four bytes or fewer lie in the tag itself.
  const small = first >>> 16
  if (small > 4) return null
  if (small > 0) return { type: first & 0xffff, start: at + 4, length: small, end: at + 8 }
  const length = view.getUint32(4, little)
  return { type: first, start: at + 8, length, end: at + 8 + Math.ceil(length / 8) * 8 }
}

/** double, single, and whole numbers of 8 to 64 bits; also logical, which is uint8. */
export function isNumeric(kind: number): boolean {
  return kind >= 6 && kind <= 15
}

const CLASSES: Readonly<Record<number, string>> = {
  1: 'a cell array',
  2: 'an array of structs',
  3: 'an object',
  4: 'text',
  5: 'a sparse matrix',
  16: 'a function',
  17: 'an object that MATLAB keeps elsewhere (a table or a string array)',
}

export function classWords(kind: number): string {
  return CLASSES[kind] ?? `of MATLAB's class ${kind}`
}
