/**
 * The SHA-256 of every file of a folder of images, read as streams: memory is a few buffers, 32 bytes for each file, and
 * what is remembered of the one folder that is being read. A file whose size and times are those that are remembered
 * is not read again.
 */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { openRegular } from '../files/regular'
import { withSentence } from '../files/look'
import type { Stats } from 'node:fs'
import type { ImageList } from './image-list'

/** A file as it was when it was hashed. Times in milliseconds since 1970. */
export interface RememberedFile {
  size: number
  modified: number
  /** When anything about it was changed last: unlike the time before, programs cannot set this one. */
  changed: number
  /** SHA-256 (hex). */
  hash: string
}

/** What was hashed before, by folder. */
export interface FileMemory {
  /** By the names of the files in it. */
  recall(folder: string): Promise<Map<string, RememberedFile>>
  remember(folder: string, files: ReadonlyMap<string, RememberedFile>): Promise<void>
}

export interface Contents {
  /** SHA-256 (hex) over paths, labels where these are not in the paths, and the hash of every file. */
  hash: string
  /** Uint8 [files, 32], in the order of the list. */
  digests: Uint8Array
  bytes: number
  read: { files: number; bytes: number }
}

/** Readers at once: enough to hide a disk's waiting, few enough to leave it to others. */
const READERS = 8
const BUFFER_BYTES = 256 * 1024
/** Milliseconds after which what has been hashed of one large folder is remembered. */
const REMEMBER_EVERY = 20_000
/**
 * A file that was changed so short a time ago (milliseconds) could be changed again without another time: it is read
 * again next time. Some file systems round to two seconds.
 */
const TOO_YOUNG = 2_100

/**
 * Hashes all files of a list.
 * @param beside whether labels are part of the hash, because the paths do not say them
 * @throws UserError('input') when a file is gone, cannot be read, or changes all the time
 */
export async function hashContents(
  root: string,
  list: ImageList,
  memory: FileMemory,
  beside: boolean,
  onProgress: (done: number) => void = () => undefined,
): Promise<Contents> {
  const digests = new Uint8Array(32 * list.count)
  const read = { files: 0, bytes: 0 }
  let bytes = 0
  let done = 0
  const buffers = Array.from({ length: READERS }, () => Buffer.allocUnsafeSlow(BUFFER_BYTES))

  /** Files from `begin` to `end` lie in one folder. */
  const oneFolder = async (folder: string, begin: number, end: number): Promise<void> => {
    const before = await memory.recall(folder)
    const now = new Map<string, RememberedFile>()
    let fresh = 0
    let last = performance.now()
    let next = begin
    const work = async (buffer: Buffer): Promise<void> => {
      for (let i = next++; i < end; i = next++) {
        const path = join(root, list.path(i))
        const name = path.slice(folder.length + 1)
        const known = before.get(name)
        const file =
          known && isSame(known, await withSentence(path, () => stat(path)))
            ? known
            : await hashFile(path, buffer)
        if (file !== known) {
          read.files++
          read.bytes += file.size
          fresh++
        }
        if (Date.now() - Math.max(file.modified, file.changed) > TOO_YOUNG) now.set(name, file)
        bytes += file.size
        digests.set(Buffer.from(file.hash, 'hex'), 32 * i)
        onProgress(++done)
        if (fresh > 0 && performance.now() - last > REMEMBER_EVERY) {
          last = performance.now()
          await memory.remember(folder, new Map([...before, ...now]))
        }
      }
    }
    await Promise.all(buffers.map(work))
    if (fresh > 0 || before.size !== now.size) await memory.remember(folder, now)
  }

  for (let begin = 0; begin < list.count;) {
    const folder = dirname(join(root, list.path(begin)))
    let end = begin + 1
    while (end < list.count && dirname(join(root, list.path(end))) === folder) end++
    await oneFolder(folder, begin, end)
    begin = end
  }

  const whole = createHash('sha256').update('halfpower contents 1\0')
  for (const names of list.bytes()) whole.update(names).update('\0')
  if (beside) whole.update('labels beside ').update(list.labels.join(','))
  return { hash: whole.update(digests).digest('hex'), digests, bytes, read }
}

function isSame(known: RememberedFile, status: Stats): boolean {
  return (
    status.isFile() &&
    known.size === status.size &&
    known.modified === status.mtimeMs &&
    known.changed === status.ctimeMs
  )
}

/** Once more where it was being written meanwhile. */
async function hashFile(path: string, buffer: Buffer): Promise<RememberedFile> {
  for (let tries = 0; tries < 3; tries++) {
    const file = await withSentence(path, () => hashOnce(path, buffer))
    if (file) return file
  }
  throw new UserError(
    'input',
    `"${shown(path)}" changes while it is read: wait until whoever writes it is done.`,
  )
}

/** Null when it is not what it was before it was read. */
async function hashOnce(path: string, buffer: Buffer): Promise<RememberedFile | null> {
  const { handle, size } = await openRegular(path)
  try {
    const before = await handle.stat()
    const hash = createHash('sha256')
    let done = 0
    while (done < size) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - done), done)
      if (bytesRead === 0) break
      hash.update(buffer.subarray(0, bytesRead))
      done += bytesRead
    }
    const file = { size, modified: before.mtimeMs, changed: before.ctimeMs, hash: hash.digest('hex') }
    return done === size && isSame(file, await handle.stat()) ? file : null
  } finally {
    await handle.close()
  }
}
