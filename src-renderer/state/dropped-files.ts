/** What was dropped on the window, or chosen in a file input, as data; how it is read is in dropped.ts. */

export interface DroppedFile {
  /** Names from what was dropped down to the file. */
  path: string[]
  file: File
}

export interface Dropped {
  /** The folder's or file's own name; of several files, the first one's without its ending. */
  name: string
  kind: 'folder' | 'file' | 'files'
  files: DroppedFile[]
  /** What was dropped itself, for a host that can tell its path; null for what has none. */
  handle: File | null
}

/** A name without its ending, or without two of them (`.tar.gz`). */
export function withoutEnding(name: string): string {
  return name.replace(/(\.[A-Za-z0-9]{1,5}){1,2}$/, '')
}
