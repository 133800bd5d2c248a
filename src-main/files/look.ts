/**
 * Reading files for the data-set readers: what is at a path, the head of a file, and whole array files
 * with their SHA-256 in one pass, unpacked when they are gzip. Errors of the file system become one
 * sentence each here, so that no reader repeats them.
 * Invariant: memory is taken only after the expected size has been checked against the file's own size.
 */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { UserError } from '../contract/errors'
import { readRegular, readRegularHead, streamRegular } from './regular'
import { mostUnpacked } from './unpacked-limit'
import { listedOnce } from './listings'
import type { Listing } from './listings'
import { asText, isLeftBehind } from './names'
import { HEAD_BYTES } from './sniff'

/** What a path turned out to be. Names are sorted; hidden entries (starting with a dot) are left out. */
export type Found =
  | { kind: 'file'; path: string; name: string; bytes: number; head: Uint8Array }
  | { kind: 'folder'; path: string; name: string; files: string[]; folders: string[] }

/** The largest array file that is held in memory: 4 GiB, what one JavaScript buffer holds. */
export const MAX_ARRAY_BYTES = 4 * 1024 ** 3 - 4096

/** Deflate packs at most about 1,032 to 1. */
const MAX_GZIP_RATIO = 1032
/** Bytes that a file may unpack to for each of its own; EMNIST's have four or five, on top of what every file may have. */
const PER_GZIP_BYTE = 3

/**
 * Looks at a path.
 * @throws UserError('input') when there is nothing, or it may not be read.
 */
export async function look(path: string): Promise<Found> {
  return withSentence(path, async () => {
    const status = await stat(path)
    if (status.isDirectory())
      return { kind: 'folder' as const, path, name: basename(path), ...(await listFolder(path)) }
    if (!status.isFile()) throw new UserError('input', `"${path}" is neither a file nor a folder.`)
    return {
      kind: 'file' as const,
      path,
      name: basename(path),
      bytes: status.size,
      head: await readHead(path, HEAD_BYTES),
    }
  })
}

/**
 * The visible files and folders directly inside a folder, sorted by UTF-16 code units; links are followed, what
 * systems leave behind is left out, its folders named apart.
 * @throws UserError('input') also when a name is not UTF-8: what cannot be named cannot be opened.
 */
export async function listFolder(
  path: string,
): Promise<{ files: string[]; folders: string[]; leftBehind: string[] }> {
  const { files, folders, leftBehind } = await listedOnce(path, () => list(path))
  return { files: [...files], folders: [...folders], leftBehind: [...leftBehind] }
}

function list(path: string): Promise<Listing> {
  return withSentence(path, async () => {
    const files: string[] = []
    const folders: string[] = []
    const leftBehind: string[] = []
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.name.includes('\uFFFD')) await refuseForeignName(path, entry.name)
      if (isLeftBehind(entry.name)) {
        if (entry.isDirectory()) leftBehind.push(entry.name)
        continue
      }
      let isFile = entry.isFile()
      let isFolder = entry.isDirectory()
      if (entry.isSymbolicLink()) {
        // A link that leads nowhere stays a file, so that reading it names it.
        const target = await stat(join(path, entry.name)).catch(() => undefined)
        isFolder = target?.isDirectory() ?? false
        isFile = !isFolder
      }
      if (isFile) files.push(entry.name)
      else if (isFolder) folders.push(entry.name)
    }
    return { files: asText(files), folders: asText(folders), leftBehind: asText(leftBehind) }
  })
}

/** Node replaces bytes that are no UTF-8 by U+FFFD; what is called so on the disk is there. */
async function refuseForeignName(folder: string, name: string): Promise<void> {
  const there = await stat(join(folder, name)).then(
    () => true,
    () => false,
  )
  if (!there)
    throw new UserError(
      'input',
      `In "${folder}" a name is not UTF-8 ("${name}"), as old zip files have them: rename it, or rename all at once with "convmv -f latin1 -t utf8 -r --notest ${folder}".`,
    )
}

/** The first bytes of a file, at most `length`. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  return withSentence(path, () => readRegularHead(path, length))
}

/** A file of names or labels, at most. */
const MOST_SMALL_BYTES = 256 * 1024 ** 2

/** A small whole file, with the usual sentences. */
export async function readSmallFile(path: string, most = MOST_SMALL_BYTES): Promise<Buffer> {
  return withSentence(path, () => readRegular(path, most))
}

/** More than any list of labels has. */
export const MAX_TEXT_BYTES = 64 * 1024 ** 2

/**
 * The lines of a text file without those that are empty; blanks at both ends of a line go.
 * @throws UserError('input') when it is larger than 64 MiB
 */
export async function readLines(path: string): Promise<string[]> {
  const bytes = await withSentence(path, async () => (await stat(path)).size)
  if (bytes > MAX_TEXT_BYTES)
    throw new UserError('input', `"${path}" has ${bytes} bytes, too many for a list of labels or names.`)
  return (await readSmallFile(path))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export interface HashedFile {
  bytes: Uint8Array<ArrayBuffer>
  /** SHA-256 (hex) of the file as it lies on disk, packed or not. */
  hash: string
}

/**
 * Reads a whole array file in one pass, unpacking `.gz`.
 * @param expect given the first bytes (unpacked), says how many bytes the whole unpacked file must have;
 *   it may throw a UserError. Undefined: as many as there are (not for `.gz`).
 * @throws UserError('input') when the file is truncated, has more than expected, or is too large.
 */
export async function readHashed(path: string, expect?: (head: Uint8Array) => number): Promise<HashedFile> {
  return withSentence(path, async () => {
    const packed = (await stat(path)).size
    const gzip = isGzip(await readHead(path, 2))
    let wanted = packed
    if (expect) {
      wanted = expect(gzip ? await readGzipHead(path, HEAD_BYTES) : await readHead(path, HEAD_BYTES))
      if (!gzip && wanted !== packed) throw wrongSize(path, wanted, packed)
      if (gzip && wanted > packed * MAX_GZIP_RATIO + 1024) throw wrongSize(path, wanted, undefined)
    } else if (gzip) {
      throw new Error('a packed file needs to say its size')
    }
    if (gzip && wanted > mostUnpacked(packed, PER_GZIP_BYTE)) {
      throw new UserError(
        'input',
        `"${path}" has ${packed} bytes and would unpack to ${wanted}, more than can be held at once: unpack it with "gunzip" first, if you trust where it comes from.`,
      )
    }
    if (wanted > MAX_ARRAY_BYTES) {
      throw new UserError(
        'input',
        `"${path}" holds ${wanted} bytes; at most ${MAX_ARRAY_BYTES} are held in memory: use a folder of image files instead.`,
      )
    }
    const bytes = new Uint8Array(wanted)
    const hash = createHash('sha256')
    let filled = 0
    const source = await streamRegular(path, 1 << 20)
    source.on('data', (chunk: Buffer) => hash.update(chunk))
    const stream = gzip ? source.pipe(createGunzip({ chunkSize: 1 << 18 })) : source
    if (gzip) source.on('error', (error) => stream.destroy(error))
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (filled + chunk.length > wanted) throw wrongSize(path, wanted, filled + chunk.length, 'or more')
        bytes.set(chunk, filled)
        filled += chunk.length
      }
    } catch (error) {
      if (gzip && isZlibError(error)) throw wrongSize(path, wanted, filled)
      throw error
    } finally {
      source.destroy()
    }
    if (filled !== wanted) throw wrongSize(path, wanted, filled)
    return { bytes, hash: hash.digest('hex') }
  })
}

/** Whether a file begins like gzip. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** The first unpacked bytes of a gzip file, at most `length`; fewer when it is damaged. */
export async function readGzipHead(path: string, length: number): Promise<Uint8Array> {
  return withSentence(path, async () => {
    const source = await streamRegular(path)
    const stream = source.pipe(createGunzip())
    source.on('error', (error) => stream.destroy(error))
    const parts: Buffer[] = []
    let total = 0
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        parts.push(chunk)
        total += chunk.length
        if (total >= length) break
      }
    } catch (error) {
      if (!isZlibError(error)) throw error
    } finally {
      source.destroy()
    }
    return Buffer.concat(parts).subarray(0, length)
  })
}

/** `train-images-idx3-ubyte.gz` → `train-images-idx3-ubyte`, `X.npy` → `X`. */
export function stem(name: string): string {
  const plain = name.endsWith('.gz') ? name.slice(0, -3) : name
  return plain.slice(0, plain.length - extname(plain).length)
}

/** Runs `work`, turning an error of the file system into a sentence about `path`. */
export async function withSentence<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UserError(
        'input',
        `There is nothing at "${path}": check the path, or whether the disk is connected.`,
        { cause: error },
      )
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new UserError('input', `"${path}" may not be read: ask for permission to read it.`, {
        cause: error,
      })
    }
    if (code === 'EIO' || code === 'ESTALE' || code === 'ENXIO') {
      throw new UserError('input', `"${path}" cannot be read because its disk reports an error (${code}).`, {
        cause: error,
      })
    }
    throw error
  }
}

function wrongSize(path: string, expected: number, actual: number | undefined, more = ''): UserError {
  const found =
    actual === undefined ? 'it is far too small for that' : `it has ${actual}${more && ' ' + more}`
  return new UserError(
    'input',
    `"${path}" is ${actual !== undefined && actual > expected ? 'damaged' : 'truncated or damaged'}: its header promises ${expected} bytes, but ${found}.`,
  )
}

function isZlibError(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
  )
}
