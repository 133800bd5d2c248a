/**
 * Folders below the system's temporary one. Whoever makes one takes it away again, but a process that is killed cannot: the
 * next one that makes a folder for the same use takes along what such processes left.
 */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What is younger stays: where process numbers have several spaces (containers), one that runs may seem to be gone. */
const OLD_MS = 24 * 3_600_000

const swept = new Set<string>()

/**
 * Makes an empty folder that only this user may enter.
 * @param use a word, part of its name
 * @returns its path, `…/halfpower-USE-PROCESS-XXXXXX`
 */
export function makeTemporaryFolder(use: string): string {
  if (!swept.has(use)) {
    swept.add(use)
    removeLeftBehind(tmpdir(), use, Date.now())
  }
  return mkdtempSync(join(tmpdir(), `halfpower-${use}-${process.pid}-`))
}

/**
 * Removes this user's folders of this use that are a day old and whose process does not run. Never throws.
 * @param now milliseconds since 1970
 * @returns names of those that were removed
 */
export function removeLeftBehind(parent: string, use: string, now: number): string[] {
  const name = new RegExp(`^halfpower-${use}-(\\d{1,10})-[A-Za-z0-9]{6}$`)
  return namesIn(parent).filter((entry) => {
    const owner = name.exec(entry)?.[1]
    if (owner === undefined || isRunning(Number(owner))) return false
    try {
      const path = join(parent, entry)
      const found = lstatSync(path)
      const isOurs = process.getuid === undefined || found.uid === process.getuid()
      if (!found.isDirectory() || !isOurs || now - found.mtimeMs < OLD_MS) return false
      rmSync(path, { recursive: true, force: true })
      return true
    } catch {
      // Another process takes it away at this moment, or may.
      return false
    }
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
