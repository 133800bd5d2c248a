/** The bytes that a pickle holds, wherever they stayed, as a source. */
import { UserError } from '../../contract/errors'
import { rangeOf } from '../byte-range'
import { bytesAsSource } from '../byte-source'
import type { ByteSource } from '../byte-source'
import { latin1Bytes } from './text'
import { LazyBytes } from './values'

/**
 * Bytes in the file are a window into it; those that a protocol below 3 wrote as UTF-8 text are decoded here,
 * as a whole, into memory of at most their size.
 * @param file how sentences call it.
 * @throws UserError('input') when the text stands for no bytes.
 */
export async function sourceOfBytes(data: Uint8Array | LazyBytes, file: string): Promise<ByteSource> {
  if (!(data instanceof LazyBytes)) return bytesAsSource(data, file)
  if (data.kind === 'bytes' || data.kind === 'latin1') return rangeOf(data.source, data.offset, data.length)
  const text = Buffer.from(await data.source.read(data.offset, data.length)).toString('utf8')
  const bytes = latin1Bytes(text)
  if (bytes) return bytesAsSource(bytes, file)
  throw new UserError(
    'input',
    `${file} is damaged: an array in it is written as text that stands for no bytes; get the file again from where it comes from.`,
  )
}
