/**
 * What a walk through a MATLAB file of level 5 has found and may still look at. Invariants: every length is checked against
 * what holds it before it is used; elements are counted over the whole file.
 */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { SCALARS } from '../../checkpoints/scalar-types'
import { NUMBER_TYPES, readTag } from './matlab5-tags'
import type { ByteSource } from '../../checkpoints/byte-source'
import type { NumberArray } from './number-array'
import type { Tag } from './matlab5-tags'

/** Elements of all variables together. */
export const MOST_ELEMENTS = 200_000
/** A cell and its flags, sizes, name and values. */
const ELEMENTS_OF_A_MEMBER = 5

/** What has been found so far, and what is left of the file's bounds. */
export interface Walk {
  little: boolean
  file: string
  arrays: NumberArray[]
  names: Set<string>
  warnings: string[]
  /** By name: why it is no array. */
  refused: Map<string, string>
  left: {
    elements: number
    /** Bytes that may still be unpacked. */
    room: number
  }
}

export async function tagAt(source: ByteSource, at: number, end: number, walk: Walk): Promise<Tag> {
  walk.left.elements--
  if (walk.left.elements < 0)
    throw new UserError(
      'input',
      `${walk.file} has more than ${MOST_ELEMENTS} elements, far more than arrays of responses have: save only the arrays.`,
    )
  const tag = readTag(await source.read(at, 8), at, walk.little)
  if (tag === null || tag.start + tag.length > end)
    throw new UserError(
      'input',
      `${walk.file} is truncated or damaged: one of its elements ends beyond what holds it; copy or save it again.`,
    )
  return tag
}

/** A cell array of spikes beside the responses must not keep these from being read: it is left, and said. */
export function tooMany(name: string, count: number, walk: Walk): boolean {
  if (count * ELEMENTS_OF_A_MEMBER <= walk.left.elements) return false
  refuse(
    name,
    `'${printable(name)}' in ${walk.file} has ${count} cells, more than are looked through: save its numbers as one array if they are responses.`,
    walk,
  )
  return true
}

export function refuse(name: string, sentence: string, walk: Walk): void {
  walk.refused.set(name, sentence)
  walk.warnings.push(sentence)
}

/** Flags, sizes and lengths: a few numbers. */
export async function smallNumbers(
  source: ByteSource,
  { type, start, length }: Tag,
  walk: Walk,
): Promise<number[]> {
  const dtype = NUMBER_TYPES.get(type)
  if (dtype === undefined || length > 64 * 8)
    throw new UserError(
      'input',
      `${walk.file} is damaged: an array does not say its size; copy or save it again.`,
    )
  const count = Math.floor(length / SCALARS[dtype].size)
  const { size, read } = SCALARS[dtype]
  const bytes = await source.read(start, count * size)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Not as float32, which knows no side of more than 16 million exactly.
  return Array.from({ length: count }, (_, i) => read(view, i * size, walk.little))
}
