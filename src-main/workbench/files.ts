/** What lies in a folder of this machine, for choosing a path where the system's dialogs are not there. */
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { isProject } from '../project/project'
import { codeOf } from '../project/write-refusals'
import type { Dirent } from 'node:fs'
import type { MethodOutput } from '../contract/methods'
import type { FileEntry } from '../contract/window'

/** Entries that are listed at most: nobody chooses among more. */
const MOST = 5_000

/** @param folder null is the user's home. UserError('input') when it cannot be listed. */
export async function listFiles(folder: string | null): Promise<MethodOutput<'files.list'>> {
  const path = resolve(folder ?? homedir())
  const found = (await entriesOf(path)).filter(({ name }) => !name.startsWith('.'))
  const compare = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  found.sort((a, b) => compare.compare(a.name, b.name) || (a.name < b.name ? -1 : 1))
  const entries = await Promise.all(found.slice(0, MOST).map((entry) => describe(path, entry)))
  const parent = dirname(path)
  return {
    folder: path,
    parent: parent === path ? null : parent,
    // Folders first: they are what one walks through.
    entries: [
      ...entries.filter((entry) => entry !== null && entry.kind !== 'file'),
      ...entries.filter((entry) => entry?.kind === 'file'),
    ].filter((entry) => entry !== null),
    omitted: Math.max(0, found.length - MOST),
  }
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EACCES' || code === 'EPERM')
      throw new UserError(
        'input',
        `The folder "${path}" cannot be read: you have no permission. Choose another.`,
      )
    if (code === 'ENOENT')
      throw new UserError('input', `There is no folder "${path}": check the path, or choose another.`)
    if (code === 'ENOTDIR')
      throw new UserError('input', `"${path}" is a file, not a folder: choose a folder.`)
    throw error
  }
}

/** Null for what is neither a file nor a folder, and for links that lead nowhere. */
async function describe(folder: string, entry: Dirent): Promise<FileEntry | null> {
  const path = join(folder, entry.name)
  let isFolder = entry.isDirectory()
  let isFile = entry.isFile()
  if (entry.isSymbolicLink()) {
    try {
      const target = await stat(path)
      isFolder = target.isDirectory()
      isFile = target.isFile()
    } catch {
      return null
    }
  }
  if (isFolder) return { name: entry.name, path, kind: (await isProject(path)) ? 'project' : 'folder' }
  return isFile ? { name: entry.name, path, kind: 'file' } : null
}
