/**
 * What stored files said when they were last read, for as long as they are the same files: a project of two thousand
 * models is listed by asking the disk about each file, not by reading and checking each anew.
 *
 * Invariant: what is remembered is what the file says now. A file is known again by its size, times and number on the
 * disk; one that was changed in the last seconds is read again, because a disk's times may be as coarse as that.
 * What is remembered is shared, and so it is frozen.
 */
import { lstat } from 'node:fs/promises'

/** Longer than the coarsest times of the disks in use (two seconds). */
const SETTLED_MILLISECONDS = 3000
/** The most that is remembered, in characters of the files. */
const MOST_CHARACTERS = 64 * 1024 ** 2

interface Remembered {
  stamp: string
  value: object
  characters: number
}

/** By path and kind; the one that was asked for last stands last. */
const remembered = new Map<string, Remembered>()
let characters = 0

/**
 * What tells a file from another under its name.
 * @returns null where there is none, where it is no regular file itself, and while it may still be written
 */
export async function stampOf(path: string): Promise<string | null> {
  const status = await lstat(path).catch(() => null)
  if (!status?.isFile() || Date.now() - Math.max(status.mtimeMs, status.ctimeMs) < SETTLED_MILLISECONDS)
    return null
  return `${status.dev} ${status.ino} ${status.size} ${status.mtimeMs} ${status.ctimeMs}`
}

/** @returns what the file of this stamp said; undefined where that is not known */
export function recall(path: string, kind: string, stamp: string | null): object | undefined {
  const name = `${kind}\0${path}`
  const known = remembered.get(name)
  if (known === undefined) return undefined
  remembered.delete(name)
  if (known.stamp === stamp) {
    remembered.set(name, known)
    return known.value
  }
  characters -= known.characters
  return undefined
}

/** @param length of the file's text */
export function remember(path: string, kind: string, stamp: string, value: object, length: number): void {
  if (length > MOST_CHARACTERS / 8) return
  const name = `${kind}\0${path}`
  // Two may have read it at once.
  characters -= remembered.get(name)?.characters ?? 0
  remembered.delete(name)
  remembered.set(name, { stamp, value: deeplyFrozen(value), characters: length })
  characters += length
  for (const [oldest, { characters: own }] of remembered) {
    if (characters <= MOST_CHARACTERS) break
    remembered.delete(oldest)
    characters -= own
  }
}

function deeplyFrozen<T extends object>(value: T): T {
  for (const inner of Object.values(value) as unknown[])
    if (typeof inner === 'object' && inner !== null && !Object.isFrozen(inner)) deeplyFrozen(inner)
  return Object.freeze(value)
}
