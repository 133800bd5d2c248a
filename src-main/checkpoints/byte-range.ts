/** A part of a source as a source of its own: a member of an archive, a storage, an array inside a pickle. */
import { UserError } from '../contract/errors'
import type { ByteSource } from './byte-source'

/**
 * The bytes from `offset` on, `length` of them. Closing the part leaves the whole open.
 * @throws UserError('input') when the range leaves the source.
 */
export function rangeOf(source: ByteSource, offset: number, length: number): ByteSource {
  const fits = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0
  if (!fits || offset + length > source.size) {
    throw new UserError(
      'input',
      `${source.name} is truncated or damaged: it should have ${offset + length} bytes, but has ${source.size}; download or copy it again.`,
    )
  }
  return {
    name: source.name,
    size: length,
    read(from, count) {
      // The whole checks against its own end only; here the end is the part's.
      if (from < 0 || count < 0 || from + count > length) {
        return Promise.reject(
          new UserError(
            'input',
            `${source.name} is truncated or damaged: one of its parts refers to bytes beyond its end.`,
          ),
        )
      }
      return source.read(offset + from, count)
    },
    close: () => Promise.resolve(),
  }
}
