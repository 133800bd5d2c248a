/**
 * The one door for writing: everything that Halfpower writes, makes, renames or removes in a project, or beside a file
 * that the user has named, goes through here, in job processes too.
 *
 * Invariants: under its own name a file is either absent, the old one, or the whole new one, whenever the process or the
 * machine dies (a temporary file beside it, fsync, rename, fsync of the folder); what a killed write leaves is a hidden
 * `.NAME.….tmp`. Nothing outside of the door's folder is changed: at the moment of each write every folder on the way
 * is opened without following a link and held (held-folder.ts), a new file is made exclusively, and one that is there is opened without
 * following a link and must have no second name. So what somebody else has put into a project leads nowhere.
 */
import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, open, readdir, realpath, rename, rm, unlink } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { assertRegular, kindWords } from '../files/regular'
import { holdFolder, makeOne, syncFolder } from './held-folder'
import { NEW, linkOrCopy, openOwn, temporaryPath, writeNew } from './own-file'
import { withSum } from './sum'
import { assertFolder, codeOf, foreign, linkOnTheWay, storageError } from './write-refusals'
import type { FileContent } from './own-file'
import type { StoredHead } from './sum'

const TEMPORARY = /^\..+\.tmp$/

export class WriteDoor {
  readonly #folder: string

  /** @param folder nothing outside of it is changed; it may itself be reached by a link, which is the user's own */
  constructor(folder: string) {
    this.#folder = resolve(folder)
  }

  /** Writes a whole file atomically and durably. A full disk is a UserError('storage'); the old file stays. */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    await this.#guarded(path, async (place) => {
      const temporary = await this.#newFile(place, content)
      await this.#rename(temporary, place)
    })
  }

  /** A stored file with its sum: indented JSON, so that people and version control can read it. */
  async writeStored<T extends StoredHead>(path: string, file: T): Promise<void> {
    await this.write(path, `${JSON.stringify(withSum(file), null, 2)}\n`)
  }

  /** Makes a file that appears at once with its content; false when there is anything at its place. */
  async create(path: string, content: string): Promise<boolean> {
    return await this.#guarded(path, async (place) => {
      const temporary = await this.#newFile(place, content)
      try {
        await linkOrCopy(temporary, place)
        return true
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        throw error
      } finally {
        await rm(temporary, { force: true })
      }
    })
  }

  /** Writes a whole new file durably under a name that `temporary` gave: what job processes do. */
  async createTemporary(path: string, content: FileContent): Promise<void> {
    await this.#guarded(path, (place) => writeNew(place, content))
  }

  /** Appends to a file of lines, which is made when it is not there; begins a fresh line after half a one. */
  async append(path: string, text: string): Promise<void> {
    await this.#guarded(path, async (place) => {
      const file = await openOwn(place, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT)
      try {
        const { size } = await file.stat()
        const { buffer } = await file.read(Buffer.alloc(1), 0, size === 0 ? 0 : 1, Math.max(0, size - 1))
        await file.writeFile(size === 0 || buffer[0] === 10 ? text : `\n${text}`)
      } finally {
        await file.close()
      }
    })
  }

  /** Writes at a place in a file that grows by pieces; the piece at 0 begins it anew. Durable with the last one. */
  async writePiece(path: string, offset: number, bytes: Uint8Array, last: boolean): Promise<void> {
    await this.#guarded(path, async (place) => {
      if (offset === 0) await rm(place, { force: true })
      const file = offset === 0 ? await open(place, NEW) : await openOwn(place, constants.O_RDWR)
      try {
        let done = 0
        while (done < bytes.length) {
          const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done)
          done += bytesWritten
        }
        if (last) await file.sync()
      } finally {
        await file.close()
      }
    })
  }

  /** Puts a finished, already synchronised file of this folder in its place. */
  async putInPlace(temporary: string, path: string): Promise<void> {
    await this.#guarded(path, async (place) => {
      const beside = dirname(resolve(temporary)) === dirname(resolve(path))
      // A temporary file lies beside its place, in the folder that is held; another one is looked for.
      const from = beside ? join(dirname(place), basename(temporary)) : await this.#placeOf(temporary)
      await this.#rename(from, place)
    })
  }

  /** Moves a file or folder of this folder to another place in it where nothing lies. */
  async move(from: string, to: string): Promise<void> {
    await this.#guarded(to, async (place) => {
      const { root, parts } = await this.#partsOf(from)
      const held = await holdFolder(root, parts.slice(0, -1), false)
      try {
        // A folder would take the place of an empty one without a word.
        if (await lstat(place).catch(() => null))
          throw new UserError('project', `"${shown(to)}" is there already, and nothing is moved over it.`)
        await rename(join(held.path, parts.at(-1)!), place)
        await syncFolder(dirname(place))
        await syncFolder(held.path)
      } catch (error) {
        throw held.told(error)
      } finally {
        await held.release()
      }
    })
  }

  /** Copies a file from anywhere so that the copy appears whole or not at all. */
  async copy(from: string, to: string): Promise<void> {
    await assertRegular(from)
    await this.#guarded(to, async (place) => {
      const temporary = temporaryPath(place)
      try {
        // Where the file system can, the copy shares its blocks until one of the two changes.
        await copyFile(from, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
        const file = await openOwn(temporary, constants.O_RDWR)
        try {
          await file.sync()
        } finally {
          await file.close()
        }
        await this.#rename(temporary, place)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    })
  }

  /** Makes a folder and those above it, as far as they are not there; all of them must be real ones. */
  async makeFolder(path: string): Promise<void> {
    await this.#guarded(
      path,
      async (place) => {
        await makeOne(place)
        // mkdir says nothing of what a link with that name leads to.
        assertFolder(place, await lstat(place))
      },
      true,
    )
  }

  /** Makes a new folder; false when there is anything with its name. */
  async makeNewFolder(path: string): Promise<boolean> {
    return await this.#guarded(path, async (place) => {
      try {
        await mkdir(place)
        return true
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        throw error
      }
    })
  }

  /** Removes a file if it is there; a link is removed itself, never what it leads to. */
  async remove(path: string): Promise<void> {
    await this.#guarded(path, async (place) => {
      await unlink(place)
      // After a power cut it would be back, and nobody would remove it again.
      await syncFolder(dirname(place))
    }).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
  }

  /** Removes a folder and all that is in it; links in it are removed themselves. */
  async removeFolder(path: string): Promise<void> {
    await this.#guarded(path, async (place) => rm(place, { recursive: true, force: true }))
  }

  /** Clears away what killed writes left in a folder (not in the folders below it). */
  async removeLeftovers(folder: string): Promise<void> {
    for (const name of await namesIn(folder))
      if (TEMPORARY.test(name) && !name.startsWith('.lock')) await this.remove(join(folder, name))
  }

  /**
   * A name for a temporary file beside `path`, for a job process to make; its real path, so that the job can see
   * that no link has come between. Two calls never give the same.
   */
  async temporary(path: string): Promise<string> {
    return temporaryPath(await this.#placeOf(path))
  }

  /** The whole new file beside its place; removed again when it could not be written. */
  async #newFile(place: string, content: string | Uint8Array): Promise<string> {
    const temporary = temporaryPath(place)
    try {
      await writeNew(temporary, content)
      return temporary
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  async #rename(temporary: string, place: string): Promise<void> {
    try {
      const there = await lstat(place).catch(() => null)
      // A pipe or a device that somebody has named waits for what is written; it would be gone instead.
      if (there && !there.isFile() && !there.isSymbolicLink() && !there.isDirectory())
        throw foreign(place, kindWords(there))
      await rename(temporary, place)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncFolder(dirname(place))
  }

  /** Its folder is held while `work` goes on, so that nobody can put another one in its place. */
  async #guarded<T>(path: string, work: (place: string) => Promise<T>, makeFolders = false): Promise<T> {
    try {
      const { root, parts } = await this.#partsOf(path)
      const held = await holdFolder(root, parts.slice(0, -1), makeFolders)
      try {
        return await work(join(held.path, parts.at(-1)!))
      } catch (error) {
        throw held.told(error)
      } finally {
        await held.release()
      }
    } catch (error) {
      throw storageError(error, path)
    }
  }

  /** The real path of a place below the door's folder; every folder on the way is a real one, not a link. */
  async #placeOf(path: string): Promise<string> {
    const { root, parts } = await this.#partsOf(path)
    const held = await holdFolder(root, parts.slice(0, -1), false)
    await held.release()
    return join(root, ...parts)
  }

  async #partsOf(path: string): Promise<{ root: string; parts: string[] }> {
    const root = await realpath(this.#folder)
    const wanted = resolve(path)
    const parts = partsBelow(this.#folder, wanted) ?? partsBelow(root, wanted)
    if (!parts) throw new Error(`"${path}" is not inside "${this.#folder}": nothing is written there.`)
    return { root, parts }
  }
}

/** Writes one file that the user has named, atomically and durably, whatever folder it is in. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await new WriteDoor(dirname(resolve(path))).write(path, content)
}

/**
 * What a job process writes: a new file under a name that its parent gave it, which is a real path.
 * @throws UserError('project') when a link has come between, or something lies there already
 */
export async function writeForParent(path: string, content: FileContent): Promise<void> {
  const folder = dirname(path)
  if ((await realpath(folder)) !== folder) throw linkOnTheWay(folder)
  await new WriteDoor(folder).createTemporary(path, content)
}

/** Clears away what killed writes left in a folder (not in the folders below it). */
export async function removeLeftovers(folder: string): Promise<void> {
  await new WriteDoor(folder).removeLeftovers(folder)
}

/**
 * Makes a folder that the user has named or owns (a new project, the configuration), and those above it.
 * @param what it is to be, for the sentence
 */
export async function makeNamedFolder(path: string, what = 'this'): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTDIR')
      throw new UserError('usage', `"${shown(path)}" is a file, or lies below one: ${what} needs a folder.`, {
        cause: error,
      })
    if (codeOf(error) === 'ENOENT')
      throw new UserError('usage', `"${shown(path)}" cannot be made: choose a folder elsewhere.`, {
        cause: error,
      })
    throw storageError(error, path)
  }
}

/** Names in a folder, sorted; none when there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

/** The parts of a path below a folder; null when it is not below it. */
function partsBelow(folder: string, path: string): string[] | null {
  const below = relative(folder, path)
  if (below === '' || isAbsolute(below)) return null
  const parts = below.split(sep)
  return parts[0] === '..' ? null : parts
}
