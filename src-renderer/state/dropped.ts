/**
 * What was dropped on the window, or chosen in a file input: one folder, one file, or some files side by
 * side. Reads folders to their bottom; knows nothing of where the files go.
 */
import { withoutEnding } from './dropped-files'
import type { Dropped, DroppedFile } from './dropped-files'

/** Must be called while the drop event is being handled: the browser forgets the entries after it. */
export async function readDropped(transfer: DataTransfer): Promise<Dropped | null> {
  const entries: FileSystemEntry[] = []
  const handles = [...transfer.files]
  for (const item of transfer.items) {
    const entry = item.webkitGetAsEntry()
    if (entry) entries.push(entry)
  }
  const [first] = entries
  if (!first) return besideEachOther(handles)
  const kind = first.isDirectory && entries.length === 1 ? 'folder' : entries.length === 1 ? 'file' : 'files'
  const files = (await Promise.all(entries.map((entry) => readEntry(entry, [])))).flat()
  const handle = handles[0] ?? null
  if (kind === 'folder')
    return {
      name: first.name,
      kind,
      handle,
      files: files.map(({ path, file }) => ({ path: path.slice(1), file })),
    }
  return { name: kind === 'file' ? first.name : withoutEnding(first.name), kind, handle, files }
}

/** Files that have no place in a folder, e.g. from a program that gives no more than their contents. */
function besideEachOther(handles: readonly File[]): Dropped | null {
  const [first] = handles
  if (!first) return null
  const files = handles.map((file) => ({ path: [file.name], file }))
  return handles.length === 1
    ? { name: first.name, kind: 'file', handle: first, files }
    : { name: withoutEnding(first.name), kind: 'files', handle: first, files }
}

async function readEntry(entry: FileSystemEntry, above: string[]): Promise<DroppedFile[]> {
  const path = [...above, entry.name]
  if (isFile(entry))
    return [{ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }]
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: DroppedFile[] = []
  // The reader hands out some entries at a time, and none when it is done.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return found
    for (const child of some) if (!child.name.startsWith('.')) found.push(...(await readEntry(child, path)))
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
