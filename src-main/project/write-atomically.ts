/**
 * The only way anything is written into a project: a temporary file beside the target, fsync, rename,
 * fsync of the folder. Invariant: under its own name a file is either absent, the old one, or the whole
 * new one, whenever the process or the machine dies. What a killed write leaves behind is a hidden
 * `.NAME.….tmp`, which `removeLeftovers` clears away.
 */
import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../contract/errors'

const TEMPORARY = /^\..+\.tmp$/

/** A name for a temporary file beside `path`; two calls never give the same. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
}

/** Writes a whole file atomically and durably. A full disk is a UserError('storage'); the old file stays. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryPath(path)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw storageError(error, path)
  }
}

/** Puts a finished, already synchronised temporary file in its place. */
export async function putInPlace(temporary: string, path: string): Promise<void> {
  try {
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    throw storageError(error, path)
  }
}

/** JSON as it is stored: indented, so that people and version control can read it. */
export async function writeJsonAtomically(path: string, value: unknown): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Clears away what killed writes left in a folder (not in the folders below it). */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (TEMPORARY.test(name) && !name.startsWith('.lock')) await rm(join(folder, name), { force: true })
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

/** The operating system's code of an error (`ENOENT`, …), or undefined. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** One sentence for what a disk refuses; any other error as it was. */
export function storageError(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UserError(
      'storage',
      `The disk is full: "${path}" could not be written. Free some space and start the same command again; what was finished is kept.`,
      { cause: error },
    )
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new UserError(
      'storage',
      `"${path}" could not be written: the folder is not writable for you. Change its permissions, or copy the project to a folder of your own.`,
      { cause: error },
    )
  }
  return error
}

/** Makes a rename survive a power cut. Windows cannot open folders and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
