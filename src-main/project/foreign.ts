/**
 * Looks, before a project is opened for writing, whether something lies where the store writes that is no file or
 * folder of its own: a symbolic link, a device, a pipe, a socket, a folder in the place of a file, a file with a second
 * name. Such a project, which may come from somebody else, is opened for reading only. The door for writing
 * (write-atomically.ts) refuses each of them by itself; this is so that its user knows before anything is begun.
 *
 * A second name (hard link) counts for the small files, not for weights and arrays: those are only ever replaced as a
 * whole, which leaves the file under its other name as it was. Whatever lies in `data/` is never written again, nor are
 * names at the top that are not ours: links there are the user's own affair.
 */
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { shown } from '../contract/shown'
import { kindWords } from '../files/regular'
import { codeOf } from './write-refusals'
import type { Dirent } from 'node:fs'

const FILES = ['project.json', 'mark.json']
/** Made by a hard link, so that for a moment they have two names; they are never opened for writing. */
const LOCKS = ['lock', 'lock.takeover']
const FOLDERS = ['datasets', 'models', 'populations', 'studies', 'results', 'figures', 'data', 'bin']
const TEMPORARY = /^\..+\.tmp$/
/** Written once by a copy, and replaced as a whole. */
const REPLACED = /^(weights|content)\./

/** One sentence on the first such thing; null when there is none. */
export async function foreignThing(folder: string): Promise<string | null> {
  const found = await find(folder)
  if (!found) return null
  return `The project "${shown(folder)}" has ${found.what} where Halfpower writes ("${shown(found.path)}"). Nothing is written through it, so the project can only be read. If it is your own, put an ordinary ${found.wanted} in its place; if it was sent to you, ask for one without.`
}

interface Found {
  /** Below the project, with `/`. */
  path: string
  what: string
  wanted: 'file' | 'folder'
}

async function find(folder: string): Promise<Found | null> {
  for (const entry of await entriesOf(folder)) {
    const { name } = entry
    const isFolder = FOLDERS.includes(name)
    if (!isFolder && !FILES.includes(name) && !LOCKS.includes(name) && !TEMPORARY.test(name)) continue
    const found = isFolder
      ? wrongFolder(name, entry)
      : await wrongFile(folder, name, entry, FILES.includes(name))
    if (found) return found
  }
  return (
    (await inFiles(folder, 'datasets')) ??
    (await inFiles(folder, 'figures')) ??
    (await inFolders(folder, 'models', (path) => inFiles(folder, path))) ??
    (await inFolders(folder, 'populations', (path) => inFiles(folder, path))) ??
    (await inFolders(folder, 'studies', (path) => inFiles(folder, path))) ??
    (await inFolders(folder, 'results', (path) => inFiles(folder, path, false))) ??
    (await inFolders(folder, 'bin', (path) => inEntry(folder, path)))
  )
}

/** @param counting whether a second name counts */
async function inFiles(project: string, folder: string, counting = true): Promise<Found | null> {
  for (const entry of await entriesOf(join(project, folder))) {
    // Folders that somebody made here are in nobody's way; nothing is written in them.
    if (entry.isDirectory() && !/\.(json|jsonl|npz|safetensors|onnx|request|tmp)$/.test(entry.name)) continue
    const path = `${folder}/${entry.name}`
    const found = await wrongFile(project, path, entry, counting && !REPLACED.test(entry.name))
    if (found) return found
  }
  return null
}

/** What was deleted lies there as it was, files and folders; it is looked at again where it comes back to. */
async function inEntry(project: string, folder: string): Promise<Found | null> {
  for (const entry of await entriesOf(join(project, folder))) {
    if (entry.isDirectory() && entry.name !== 'entry.json' && !TEMPORARY.test(entry.name)) continue
    const found = await wrongFile(project, `${folder}/${entry.name}`, entry, true)
    if (found) return found
  }
  return null
}

async function inFolders(
  project: string,
  folder: string,
  look: (path: string) => Promise<Found | null>,
): Promise<Found | null> {
  for (const entry of await entriesOf(join(project, folder))) {
    const path = `${folder}/${entry.name}`
    if (entry.isFile()) continue
    const found = wrongFolder(path, entry) ?? (await look(path))
    if (found) return found
  }
  return null
}

function wrongFolder(path: string, entry: Dirent): Found | null {
  return entry.isDirectory() ? null : { path, what: kindWords(entry), wanted: 'folder' }
}

async function wrongFile(
  project: string,
  path: string,
  entry: Dirent,
  counting: boolean,
): Promise<Found | null> {
  if (!entry.isFile()) return { path, what: kindWords(entry), wanted: 'file' }
  if (!counting) return null
  const names = await lstat(join(project, path)).then(
    ({ nlink }) => nlink,
    () => 1,
  )
  return names > 1 ? { path, what: 'a file with a second name (a hard link)', wanted: 'file' } : null
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}
