/**
 * Files that arrive in pieces, below `data/` of the project: the folder made for them, the names they may
 * have, and putting the pieces together. Knows nothing of HTTP.
 *
 * Invariants: nothing outside a folder that `begin` made is written or removed; a file has its own name
 * only once it is whole.
 */
import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { UPLOAD_LIMITS } from '../contract/upload'
import { slug } from './names'
import { doorOf } from './place'
import { codeOf } from './write-refusals'
import type { UploadBegun, UploadPiece } from '../contract/upload'
import type { Place } from './place'

/** Names that Windows keeps for itself, whatever follows the first dot. */
const RESERVED = /^(con|prn|aux|nul|con(in|out)\$|com[\d¹²³]|lpt[\d¹²³]) *(\.|$)/i
const FORBIDDEN = '<>:"/\\|?*'

/** Ending of a file that is not whole yet. */
const UNFINISHED = '.unfinished'

/**
 * Why a file or folder cannot be called that; null when it can. Stricter than any one system, so that the
 * project can be moved to another.
 */
export function nameComplaint(name: string): string | null {
  if (name === '') return 'the name is empty'
  if (Buffer.byteLength(name) > UPLOAD_LIMITS.name)
    return `the name is longer than ${UPLOAD_LIMITS.name} bytes`
  if (name.startsWith('.')) return 'hidden files are left out'
  if (/[. ]$/.test(name)) return 'the name ends in a dot or a blank'
  if (RESERVED.test(name)) return 'the name is reserved on Windows'
  if (name.endsWith(UNFINISHED)) return `the ending "${UNFINISHED}" is reserved`
  for (const character of name) {
    if (FORBIDDEN.includes(character) || (character.codePointAt(0) ?? 0) < 32 || character === '\x7f')
      return 'the name has a character that file systems do not allow'
  }
  return null
}

export class Uploads {
  /** Absolute paths of the folders that this process has made. */
  readonly #begun = new Set<string>()

  /** Makes a folder `data/NAME`, or `data/NAME-2` and so on when that is taken. */
  async begin(place: Place, name: string): Promise<UploadBegun> {
    const door = doorOf(place)
    const base = nameComplaint(slug(name)) === null ? slug(name) : `data-${slug(name)}`
    const parent = join(place.folder, 'data')
    await door.makeFolder(parent)
    for (let number = 1; ; number++) {
      const free = number === 1 ? base : `${base}-${number}`
      const folder = join(parent, free)
      if (!(await door.makeNewFolder(folder))) continue
      this.#begun.add(folder)
      return { name: free, folder }
    }
  }

  /**
   * Adds a piece to a file. Pieces come in order; one that comes twice (because its answer was lost) is
   * answered again. UserError('input') for a name, a place or a size that cannot be.
   *
   * @param path names from the begun folder down to the file
   */
  async write(
    place: Place,
    name: string,
    path: readonly string[],
    piece: { offset: number; size: number; bytes: Uint8Array },
  ): Promise<UploadPiece> {
    const door = doorOf(place)
    const file = this.#pathOf(place, name, path)
    const { offset, size, bytes } = piece
    const whole = { received: size, file }
    const end = offset + bytes.length
    if (size > UPLOAD_LIMITS.file)
      throw new UserError('input', `"${path.join('/')}" is larger than 64 GB: add it by its path instead.`)
    if (end > size)
      throw new UserError('input', `"${path.join('/')}" has grown while it was copied: try again.`)
    if ((await sizeOf(file)) !== null) {
      if (end === size) return whole
      throw new UserError('input', `There is "${path.join('/')}" twice in what was dropped.`)
    }
    const unfinished = `${file}${UNFINISHED}`
    if (offset === 0) await door.makeFolder(dirname(file))
    const there = (await sizeOf(unfinished)) ?? 0
    if (offset !== there && end !== there && offset !== 0)
      throw new UserError(
        'input',
        `A piece of "${path.join('/')}" is missing before byte ${offset}: drop the files again.`,
      )
    if (end !== there || offset === 0) await door.writePiece(unfinished, offset, bytes, end === size)
    if (end < size) return { received: end, file: null }
    await door.putInPlace(unfinished, file)
    return whole
  }

  /** Takes a folder that was begun, and all that has arrived in it, away. */
  async discard(place: Place, name: string): Promise<void> {
    const folder = this.#folderOf(place, name)
    await doorOf(place).removeFolder(folder)
    this.#begun.delete(folder)
  }

  #folderOf(place: Place, name: string): string {
    const folder = join(place.folder, 'data', name)
    if (nameComplaint(name) !== null || !this.#begun.has(folder))
      throw new UserError('input', `No copying into "${name}" has begun: drop the files again.`)
    return folder
  }

  #pathOf(place: Place, name: string, path: readonly string[]): string {
    const folder = this.#folderOf(place, name)
    if (path.length === 0 || path.length > UPLOAD_LIMITS.depth)
      throw new UserError(
        'input',
        `"${path.join('/')}" lies too deep: at most ${UPLOAD_LIMITS.depth} folders can be copied, add it by its path instead.`,
      )
    for (const part of path) {
      const complaint = nameComplaint(part)
      if (complaint !== null)
        throw new UserError('input', `"${path.join('/')}" cannot be copied: ${complaint}.`)
    }
    return join(folder, ...path)
  }
}

/** Null when there is nothing. UserError('input') where a file of the same drop lies in the place of a folder. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    const status = await lstat(path)
    if (!status.isFile()) throw sameName(path)
    return status.size
  } catch (error) {
    if (error instanceof UserError) throw error
    if (codeOf(error) === 'ENOTDIR') throw sameName(path)
    return null
  }
}

function sameName(path: string): UserError {
  return new UserError(
    'input',
    `"${path}" cannot be copied: a file and a folder of what was dropped have the same name. Rename one of them, and drop the files again.`,
  )
}
