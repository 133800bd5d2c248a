/**
 * The `sum` of a stored file: a hash of all that it says, so that one changed digit, which is still JSON of the right
 * shape, is damage like half a file. It notices accidents; who means to deceive writes the sum anew. Files of older
 * versions have none, and a user who edits one by hand takes the line away.
 *
 * Invariant: it is made of the JSON as it stands in the file, whatever its version, so that every version can check the
 * files of every other. Its rule may never change.
 */
import { canonicalJson } from '../contract/json'
import { sha256 } from './keys'

/** What every stored file begins with. */
export interface StoredHead {
  format: string
  version: number
}

/**
 * A file as it is stored: its sum stands in a line between others, so that taking the line away leaves JSON. Entries
 * that are `undefined` are not stored.
 */
export function withSum<T extends StoredHead>(file: T): StoredHead & { sum: string } {
  const stored = JSON.parse(JSON.stringify(file)) as StoredHead & { sum?: string }
  const { format, version, sum: _old, ...rest } = stored
  return { format, version, sum: sumOf(stored)!, ...rest }
}

/** SHA-256 (hex) over everything in a file but its sum; null for what Halfpower never writes (an infinite number). */
export function sumOf(file: object): string | null {
  try {
    return sha256(canonicalJson(withoutSum(file)))
  } catch {
    return null
  }
}

/** The file without its sum. */
export function withoutSum(file: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(file).filter(([name]) => name !== 'sum'))
}

/** Hexadecimal digits: a line of a log needs fewer than a file. */
const DIGITS = 16

/** One line of a file of lines, with its sum. */
export function lineWithSum(value: object): string {
  const stored = JSON.parse(JSON.stringify(value)) as object
  return JSON.stringify({ ...stored, sum: sumOf(stored)!.slice(0, DIGITS) })
}

/** The value of a line; null where it is not what its sum says. Lines of older versions have none. */
export function lineChecked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'sum')) return value
  return (value as { sum: unknown }).sum === sumOf(value)?.slice(0, DIGITS) ? withoutSum(value) : null
}
