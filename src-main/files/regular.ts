/**
 * The one door for reading: whatever is opened here has first been found to be a regular file of allowed size, on
 * the descriptor itself. A device would give bytes without end, and a pipe would keep whoever opens it waiting; a
 * project or a data set that comes from somebody else may hold either, also behind a link. Listing folders and
 * asking what lies at a path opens nothing and needs no door.
 * Invariant: no more is read than the size that was found.
 */
import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

/** The most that is held in memory of one file: 4 GiB, what one JavaScript buffer holds. */
export const MOST_IN_MEMORY = 4 * 1024 ** 3 - 4096
/** The most that a file of text or JSON may have: 512 MiB, what one JavaScript string holds. */
export const MOST_TEXT = 512 * 1024 ** 2 - 4096

/** Without O_NONBLOCK, opening a pipe waits for a writer; without O_NOCTTY a terminal could become ours. */
const READING = constants.O_RDONLY | flag('O_NONBLOCK') | flag('O_NOCTTY')

/** Windows does not know all of them. */
function flag(name: 'O_NONBLOCK' | 'O_NOCTTY'): number {
  return (constants as Readonly<Record<string, number | undefined>>)[name] ?? 0
}

export interface RegularFile {
  /** Whoever opens it closes it. */
  handle: FileHandle
  /** Bytes. */
  size: number
}

/**
 * Opens a regular file for reading.
 *
 * @param most in bytes; a larger file is refused
 * @throws UserError('input') for a folder, a device, a pipe, a socket or a file that is too large; the system's own
 *   error when there is nothing, or no permission
 */
export async function openRegular(path: string, most = Number.MAX_SAFE_INTEGER): Promise<RegularFile> {
  // Asked first by name, because some devices act on being opened; then of what was really opened.
  check(path, await stat(path), most)
  const handle = await open(path, READING)
  try {
    const status = await handle.stat()
    check(path, status, most)
    return { handle, size: status.size }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Throws as `openRegular` does; for libraries that open a file themselves, by its name. */
export async function assertRegular(path: string, most?: number): Promise<void> {
  await (await openRegular(path, most)).handle.close()
}

/** The whole of a regular file; the errors of `openRegular`. */
export async function readRegular(path: string, most = MOST_IN_MEMORY): Promise<Buffer<ArrayBuffer>> {
  const { handle, size } = await openRegular(path, most)
  try {
    return await readUpTo(handle, size)
  } finally {
    await handle.close()
  }
}

/** The first bytes of a regular file, at most `length`; the errors of `openRegular`. */
export async function readRegularHead(path: string, length: number): Promise<Buffer<ArrayBuffer>> {
  const { handle, size } = await openRegular(path)
  try {
    return await readUpTo(handle, Math.min(size, length))
  } finally {
    await handle.close()
  }
}

/** The whole of a file of text in UTF-8; the errors of `openRegular`. */
export async function readRegularText(path: string): Promise<string> {
  return (await readRegular(path, MOST_TEXT)).toString('utf8')
}

/** A regular file as a stream, which closes it; the errors of `openRegular` come before it. */
export async function streamRegular(path: string, highWaterMark = 1 << 16): Promise<Readable> {
  const { handle, size } = await openRegular(path)
  if (size > 0) return handle.createReadStream({ start: 0, end: size - 1, highWaterMark })
  await handle.close()
  return Readable.from([])
}

async function readUpTo(handle: FileHandle, length: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.allocUnsafeSlow(length)
  let done = 0
  while (done < length) {
    // One read of the system takes at most 2 GiB.
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

function check(path: string, status: Stats, most: number): void {
  const name = `"${shown(path)}"`
  if (status.isDirectory())
    throw new UserError('input', `${name} is a folder, and an ordinary file is wanted there.`)
  if (!status.isFile())
    throw new UserError(
      'input',
      `${name} is ${kindWords(status)}, and an ordinary file is wanted there: nothing of it was read.`,
    )
  if (status.size > most)
    throw new UserError(
      'input',
      `${name} has ${status.size} bytes, and at most ${most} are read there: it is damaged, or another file than it should be.`,
    )
}

/** What lies at a path, in words. */
export function kindWords(
  status: Pick<
    Stats,
    'isSymbolicLink' | 'isFIFO' | 'isSocket' | 'isCharacterDevice' | 'isBlockDevice' | 'isDirectory'
  >,
): string {
  if (status.isSymbolicLink()) return 'a symbolic link'
  if (status.isDirectory()) return 'a folder'
  if (status.isFIFO()) return 'a pipe'
  if (status.isSocket()) return 'a socket'
  if (status.isCharacterDevice() || status.isBlockDevice()) return 'a device'
  return 'a file'
}
