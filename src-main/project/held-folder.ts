/**
 * Holding a folder so that what is done in it is done in that very folder, whoever moves or replaces it or a folder above
 * it meanwhile. Node has no `openat`; on Linux a path through `/proc/self/fd/N` is as good: it leads to the folder that
 * was opened, not to what now has its name. On the way down every folder is opened without following a link.
 *
 * Elsewhere (macOS, Windows, Linux without /proc) folders are looked at one after the other, and between that look and the
 * writing somebody who may already write in the project, at that very moment, could put a link in their place.
 */
import { constants, existsSync } from 'node:fs'
import { lstat, mkdir, open, readlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assertFolder, codeOf, linkOnTheWay } from './write-refusals'
import type { FileHandle } from 'node:fs/promises'

export interface HeldFolder {
  /** A path to it, good until it is released; not for other processes. */
  path: string
  /** An error whose words name the folder as its user knows it. */
  told(error: unknown): unknown
  release(): Promise<void>
}

const flags = constants as Readonly<Record<string, number | undefined>>
const FOLDER = constants.O_RDONLY | (flags['O_DIRECTORY'] ?? 0) | (flags['O_NOFOLLOW'] ?? 0)

/** Whether this system can hold one. */
const CAN_HOLD = process.platform === 'linux' && existsSync('/proc/self/fd')

/**
 * @param root real path of a folder
 * @param parts names of the folders from there on
 * @param make whether folders that are not there are made
 * @throws UserError('project') where one of them is no real folder
 */
export async function holdFolder(root: string, parts: readonly string[], make: boolean): Promise<HeldFolder> {
  const real = join(root, ...parts)
  if (!CAN_HOLD) {
    let folder = root
    for (const part of parts) {
      folder = join(folder, part)
      if (make) await makeOne(folder)
      assertFolder(folder, await lstat(folder))
    }
    return { path: real, told: (error) => error, release: () => Promise.resolve() }
  }
  let handle = await open(root, FOLDER)
  let named = root
  try {
    await assertIs(handle, root)
  } catch (error) {
    await handle.close()
    throw error
  }
  for (const part of parts) {
    const below = `/proc/self/fd/${handle.fd}/${part}`
    named = join(named, part)
    try {
      if (make) await makeOne(below)
      const next = await openFolder(below, named)
      await handle.close()
      handle = next
    } catch (error) {
      await handle.close()
      throw error
    }
  }
  const path = `/proc/self/fd/${handle.fd}`
  return {
    path,
    told: (error) => {
      if (error instanceof Error) error.message = error.message.replaceAll(path, real)
      return error
    },
    release: () => handle.close(),
  }
}

/** Between finding the real path and opening it, a folder above may have become a link; the system knows what was opened. */
async function assertIs(handle: FileHandle, real: string): Promise<void> {
  const opened = await readlink(`/proc/self/fd/${handle.fd}`)
  if (opened !== real && opened.startsWith('/')) throw linkOnTheWay(real)
}

async function openFolder(path: string, named: string): Promise<FileHandle> {
  try {
    return await open(path, FOLDER)
  } catch (error) {
    // A link is ENOTDIR or ELOOP here, by the system's version.
    if (codeOf(error) === 'ENOTDIR' || codeOf(error) === 'ELOOP') assertFolder(named, await lstat(path))
    throw error
  }
}

/** A folder that a power cut takes away would take all that is in it: the one above is synchronised. */
export async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    throw error
  }
  await syncFolder(dirname(folder))
}

/** Makes a rename survive a power cut. Windows cannot open folders and needs no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
