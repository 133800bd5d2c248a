/**
 * What folders hold, remembered while one question is answered. A dozen readers ask a folder of images what is in it, each for
 * itself, and thousands of class folders were listed a dozen times. What has been answered is forgotten: folders change.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

export interface Listing {
  /** Sorted as text. */
  readonly files: readonly string[]
  readonly folders: readonly string[]
  /** Folders of systems. */
  readonly leftBehind: readonly string[]
}

/** Names that are kept at a time: a folder of a million images is asked again. */
const MOST_NAMES = 200_000

interface Memory {
  /** Null once the question has been answered: what it has left running asks the disk. */
  known: Map<string, Promise<Listing>> | null
  names: number
}

const memories = new AsyncLocalStorage<Memory>()

/** While `work` goes on, a folder that was listed is not listed again. */
export async function rememberingFolders<T>(work: () => Promise<T>): Promise<T> {
  if (memories.getStore()?.known) return await work()
  const memory: Memory = { known: new Map(), names: 0 }
  try {
    return await memories.run(memory, work)
  } finally {
    memory.known = null
  }
}

/** @param list asks the disk */
export async function listedOnce(path: string, list: () => Promise<Listing>): Promise<Listing> {
  const memory = memories.getStore()
  const known = memory?.known
  if (!memory || !known) return await list()
  const before = known.get(path)
  if (before) return await before
  const listing = list()
  known.set(path, listing)
  const { files, folders } = await listing
  memory.names += files.length + folders.length
  if (memory.names > MOST_NAMES) {
    known.clear()
    memory.names = 0
  }
  return await listing
}
