/** Whether a file is one of PyTorch's, or a pickle, by what it begins with and by the names in its archive. */
import { UserError } from '../../contract/errors'
import type { ByteSource } from '../byte-source'
import { LOCAL_BYTES, isZip } from '../zip'
import { openZip } from '../zip-source'
import { isLegacy } from './legacy-container'
import { zipKind } from './zip-container'

export type PytorchFormat = 'pytorch zip' | 'torchscript' | 'pytorch legacy' | 'jarvis archive' | 'pickle'

const HEAD_BYTES = 512
const TAR_MEMBERS = ['sys_info', 'pickle', 'storages', 'tensors']

/**
 * What the file is; null for somebody else's. Never by its name, and nothing is interpreted: a match says who
 * is to open the file, or to say what is damaged about it.
 */
export async function matchPytorch(source: ByteSource): Promise<PytorchFormat | null> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size))
  if (isZip(head)) return matchZip(source, head)
  if (isLegacy(head) || isTar(head)) return 'pytorch legacy'
  const text = Buffer.from(head).toString('latin1')
  if (!(await isPickle(source, head, text))) return null
  // An archive of jarvis is a dictionary whose keys are eight hexadecimal digits.
  return /^\x80[\x02-\x05](\x95[^]{8})?\}(q.|\x94)?\(?(X\x08\0\0\0|\x8c\x08)[0-9A-F]{8}(q|r|\x94)/.test(text)
    ? 'jarvis archive'
    : 'pickle'
}

/** PyTorch before 0.1.10 wrote tar files. */
export function isTar(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1')
  const first = text.slice(0, 100).split('\0')[0]!.replace(/^\.\//, '').replace(/\/$/, '')
  return text.slice(257, 262) === 'ustar' && TAR_MEMBERS.includes(first)
}

async function matchZip(source: ByteSource, head: Uint8Array): Promise<PytorchFormat | null> {
  try {
    return zipKind((await openZip(source)).members)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    // Its directory is damaged or cut off; its first member still tells whose it was.
    const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    if (bytes.length < LOCAL_BYTES) return null
    const name = bytes.toString('latin1', LOCAL_BYTES, LOCAL_BYTES + bytes.readUInt16LE(26))
    return /(^|\/)(data\.pkl|data\/\w+|constants\.pkl|byteorder|\.format_version)$/.test(name)
      ? 'pytorch zip'
      : null
  }
}

async function isPickle(source: ByteSource, head: Uint8Array, text: string): Promise<boolean> {
  if (head[0] === 0x80)
    return head.length > 2 && head[1]! <= 5 && /^[^][^][(\])}NcXKGBCUTMJ\x80-\x98]/.test(text)
  // Protocols 0 and 1 begin as ordinary text might; they end with a full stop, too.
  const begins =
    /^(\((d|l|t)(p0?\n|p\d+\n|[.q])|\(i[\w.]+\n\w+\n|c[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n|\(c[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n|[\]})](q|\(|\.))/
  return begins.test(text) && (await source.read(source.size - 1, 1))[0] === 0x2e
}
