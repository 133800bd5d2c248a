/**
 * What stands in the way of writing into a project, as sentences that say what to do: what a disk refuses, and what
 * somebody else has put at the place (write-atomically.ts looks for it).
 */
import { UserError, diskSentence } from '../contract/errors'
import { shown } from '../contract/shown'
import { kindWords } from '../files/regular'
import type { Stats } from 'node:fs'

/** The operating system's code of an error (`ENOENT`, …), or undefined. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** One sentence for what a disk refuses; any other error as it was. */
export function storageError(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(
      'storage',
      `"${shown(path)}" could not be written: the folder is not writable for you. Change its permissions, or copy the project to a folder of your own.`,
      { cause: error },
    )
  }
  if (code === 'ENAMETOOLONG')
    return new UserError(
      'input',
      `"${shown(path).slice(0, 200)}…" cannot be written: its path is longer than this system allows. Use shorter names, or a project nearer to the top.`,
      { cause: error },
    )
  if (code === 'ELOOP' || code === 'EISDIR' || code === 'ENXIO')
    return foreign(path, code === 'EISDIR' ? 'a folder' : code === 'ELOOP' ? 'a symbolic link' : 'a pipe')
  // What is not there is often no failure: whoever asked decides.
  const sentence = code === 'ENOENT' || code === 'ENOTDIR' ? null : diskSentence(error, path)
  return sentence === null ? error : new UserError('storage', sentence, { cause: error })
}

/** @throws UserError('project') unless it is a real folder */
export function assertFolder(path: string, status: Stats): void {
  if (status.isDirectory()) return
  throw status.isSymbolicLink() ? linkOnTheWay(path) : foreign(path, kindWords(status), 'a folder')
}

export function linkOnTheWay(folder: string): UserError {
  return new UserError(
    'project',
    `"${shown(folder)}" is reached through a symbolic link, and nothing is written through one: put a real folder in its place.`,
  )
}

export function foreign(path: string, what: string, wanted = 'an ordinary file'): UserError {
  return new UserError(
    'project',
    `"${shown(path)}" is ${what}, and nothing is written there: put ${wanted} in its place, or remove it.`,
  )
}
