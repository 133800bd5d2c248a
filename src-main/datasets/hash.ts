/**
 * The identity of a data set: SHA-256 over its content and over everything that changes what `read`
 * returns. Paths are not part of it, so that a data set keeps its identity (and its finished results)
 * when it is moved.
 */
import { createHash } from 'node:crypto'
import type { DataSetTransforms } from './specification'

/** Raised when a reader starts to return other numbers for the same files, so that old results are not taken for new ones. */
const VERSION = 1

export interface Identity {
  format: string
  /** SHA-256 (hex) of the files. */
  content: string
  split: string | undefined
  transforms: DataSetTransforms
  classNames: readonly string[]
  /** Hash of everything, where `content` is that of a sample that others share; undefined: it is not needed. */
  told?: string | undefined
}

/** SHA-256 (hex) of a data set's identity. */
export function hashIdentity(identity: Identity): string {
  const { gray, size, fit, shorterSide, sixteenBit } = identity.transforms
  return sha256(
    JSON.stringify([
      'halfpower data set',
      VERSION,
      identity.format,
      identity.content,
      identity.split ?? null,
      // A fit without a size does nothing, so it does not count.
      [
        gray,
        size ?? null,
        size === undefined ? null : (fit ?? DEFAULT_FIT),
        ...(shorterSide === undefined ? [] : [shorterSide]),
        ...(sixteenBit === 'clip' ? ['16 bits clipped'] : []),
      ],
      identity.classNames,
      ...(identity.told === undefined ? [] : [identity.told]),
    ]),
  )
}

/** How a size is reached when the specification does not say. */
export const DEFAULT_FIT = 'resize'

/** SHA-256 (hex) of bytes or of a text's UTF-8. */
export function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
