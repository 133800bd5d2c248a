/**
 * One file of ours at a place whose folder is held (write-atomically.ts, the only one that uses this): made exclusively, or
 * opened without following a link and without a second name.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, lstat, open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { kindWords } from '../files/regular'
import { codeOf, foreign } from './write-refusals'
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

/** Windows knows neither; there, what lies at the place is looked at before. */
const flags = constants as Readonly<Record<string, number | undefined>>
const NO_FOLLOW = (flags['O_NOFOLLOW'] ?? 0) | (flags['O_NONBLOCK'] ?? 0)
export const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW

/** What a file is written from: at once, or in pieces as they come. */
export type FileContent = string | Uint8Array | AsyncIterable<Uint8Array>

/** A name for a temporary file beside `path`; two calls never give the same. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
}

/** Opens a file that is there, or is made: never through a link, and only if it has no other name. */
export async function openOwn(path: string, how: number): Promise<FileHandle> {
  const before = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
  if (before) assertOwn(path, before)
  const file = await open(path, how | NO_FOLLOW)
  try {
    assertOwn(path, await file.stat())
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

function assertOwn(path: string, status: Stats): void {
  if (!status.isFile()) throw foreign(path, kindWords(status))
  if (status.nlink > 1)
    throw foreign(path, 'a file with another name elsewhere (a hard link)', 'a copy of it')
}

export async function writeNew(path: string, content: FileContent): Promise<void> {
  const file = await open(path, NEW)
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) await file.writeFile(content)
    else for await (const piece of content) await file.writeFile(piece)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A hard link is whole from its first moment; file systems without them get an exclusive copy. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOSPC') throw error
    await copyFile(from, to, constants.COPYFILE_EXCL)
  }
}
