/**
 * A file that is read by range, never as a whole: checkpoints may be larger than the memory that anyone
 * would give them. Not here: what the bytes mean.
 * Invariants: no byte beyond the end is ever promised, memory is taken only after the range has been
 * checked against the file's size, and one read is at most LARGEST_READ bytes.
 */
import { stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { UserError } from '../contract/errors'
import { withSentence } from '../files/look'
import { openRegular } from '../files/regular'

export interface ByteSource {
  /** How sentences call the file, e.g. `"resnet18.pt"`, quotes included. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /**
   * Exactly `length` bytes from `offset`, in memory that the caller may keep but must not change.
   * @throws UserError('input') when the range leaves the file, or asks for more than LARGEST_READ at once.
   */
  read(offset: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** The most that one read may ask for: 256 MiB. Larger tensors are read in pieces (`readPieces`). */
export const LARGEST_READ = 256 * 1024 ** 2

/** How much of a tensor is in memory beside its result while it is converted: 4 MiB. */
export const PIECE_BYTES = 4 * 1024 ** 2

/**
 * Opens a file for reading by range.
 * @throws UserError('input') when there is nothing at the path, or a folder, an empty file, something that is
 *   no ordinary file, or a file that may not be read.
 */
export async function openByteSource(path: string): Promise<ByteSource> {
  const name = `"${basename(path)}"`
  return withSentence(path, async () => {
    // For the sentences; what is opened is looked at once more.
    const status = await stat(path)
    if (status.isDirectory())
      throw new UserError('input', `"${path}" is a folder; choose one file of weights inside it.`)
    if (!status.isFile())
      throw new UserError('input', `"${path}" is a device or a pipe; choose an ordinary file of weights.`)
    if (status.size === 0) {
      throw new UserError(
        'input',
        `${name} is an empty file: nothing was saved or downloaded into it; save or download it again.`,
      )
    }
    const { handle, size } = await openRegular(path)
    return new FileSource(handle, name, size, path)
  })
}

/** Bytes that are in memory already (a member of an archive, a test) as a source; reads are views into them. */
export function bytesAsSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) =>
      // A promise even for what fails, so that both kinds of source behave alike.
      new Promise((resolve) => {
        checkRange(name, bytes.length, offset, length)
        resolve(bytes.subarray(offset, offset + length))
      }),
    close: () => Promise.resolve(),
  }
}

/**
 * A range in pieces of at most `piece` bytes, in order. Every piece but the last has exactly `piece` bytes,
 * so that no number is cut when `piece` is a multiple of its size.
 * @throws UserError('input') when the range leaves the file.
 */
export async function* readPieces(
  source: ByteSource,
  offset: number,
  length: number,
  piece = PIECE_BYTES,
): AsyncGenerator<Uint8Array> {
  checkInside(source.name, source.size, offset, length)
  for (let position = 0; position < length; position += piece)
    yield await source.read(offset + position, Math.min(piece, length - position))
}

class FileSource implements ByteSource {
  #handle: FileHandle | null

  constructor(
    handle: FileHandle,
    readonly name: string,
    readonly size: number,
    private readonly path: string,
  ) {
    this.#handle = handle
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const handle = this.#handle
    if (!handle) throw new Error(`${this.name} has been closed.`)
    checkRange(this.name, this.size, offset, length)
    const bytes = new Uint8Array(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await withSentence(this.path, () =>
        handle.read(bytes, done, length - done, offset + done),
      )
      if (bytesRead === 0) {
        throw new UserError(
          'input',
          `${this.name} became shorter while it was read; wait until whatever writes it is done and open it again.`,
        )
      }
      done += bytesRead
    }
    return bytes
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    await handle?.close()
  }
}

function checkRange(name: string, size: number, offset: number, length: number): void {
  checkInside(name, size, offset, length)
  if (length > LARGEST_READ) {
    throw new UserError(
      'input',
      `${name} asks for a piece of ${length} bytes at once; at most ${LARGEST_READ} are allowed: it is damaged or no file of weights.`,
    )
  }
}

function checkInside(name: string, size: number, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0
  if (!whole || offset + length > size) {
    throw new UserError(
      'input',
      `${name} is truncated or damaged: it refers to bytes up to ${offset + length}, but has only ${size}; download or copy it again.`,
    )
  }
}
