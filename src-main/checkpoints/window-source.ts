/**
 * A source that is read in many small ranges, one after the other: tags of eight bytes, of which a file of a megabyte has
 * a hundred thousand. Small reads are views into a window that is read at once; large ones go through.
 */
import type { ByteSource } from './byte-source'

const WINDOW_BYTES = 64 * 1024
/** Larger ones are values, which are read once. */
const SMALL_BYTES = 4096

export function throughWindow(source: ByteSource): ByteSource {
  let window: { start: number; bytes: Uint8Array } = { start: 0, bytes: new Uint8Array(0) }
  return {
    name: source.name,
    size: source.size,
    async read(offset, length) {
      if (length > SMALL_BYTES || offset < 0 || offset + length > source.size)
        return await source.read(offset, length)
      if (offset < window.start || offset + length > window.start + window.bytes.length)
        window = {
          start: offset,
          bytes: await source.read(offset, Math.min(WINDOW_BYTES, source.size - offset)),
        }
      const { start, bytes } = window
      return bytes.subarray(offset - start, offset - start + length)
    },
    close: () => source.close(),
  }
}
