/**
 * A look at a folder of images that is quick however large it is: a fixed sample of at most 1,024 files,
 * spread evenly, is hashed and its headers are read. What the sample says (size, colour) is what the
 * whole folder is taken for; images that differ are dealt with when they are read.
 */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { SAMPLED_BYTES, SAMPLED_FILES } from '../contract/images/contents'
import { readImageHeader } from './decode'
import type { ImageHeader } from './decode'
import { readHead, withSentence } from '../files/look'
import type { ImageList } from './image-list'

export interface FolderSample {
  /**
   * SHA-256 (hex) over the sorted relative paths of all files, the sizes in bytes (of all files up to
   * 100,000, else of the sample), and the first MiB of each file of the sample.
   */
  content: string
  /** Headers of the sampled files that could be read, with their indices. */
  headers: (ImageHeader & { index: number })[]
  /** Why the first unreadable one could not be read. */
  firstError: unknown
}

/** Asking for a size takes about 13 µs on a local disk and 30 times that over a network. */
const ASK_ALL_SIZES_UP_TO = 100_000
const CONCURRENCY = 16

/** Evenly spread indices of at most 1,024 files. */
export function sampleIndices(count: number): number[] {
  const taken = Math.min(count, SAMPLED_FILES)
  return Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken))
}

/** @throws UserError('input') when a file has vanished meanwhile. A damaged image is no error here. */
export async function sampleFolder(root: string, list: ImageList): Promise<FolderSample> {
  const hash = createHash('sha256')
  for (const names of list.bytes()) hash.update(names).update('\0')
  const limit = pLimit(CONCURRENCY)
  const sampled = sampleIndices(list.count)
  const sizes = new Float64Array(list.count <= ASK_ALL_SIZES_UP_TO ? list.count : sampled.length)
  let next = 0
  // A handful of walkers instead of a promise per file.
  const walk = async () => {
    for (let i = next++; i < sizes.length; i = next++) {
      const path = join(root, list.path(sizes.length === list.count ? i : sampled[i]!))
      sizes[i] = await withSentence(path, async () => (await stat(path)).size)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, walk))
  hash.update(new Uint8Array(sizes.buffer))

  let firstError: unknown
  const looks = await limit.map(sampled, async (index) => {
    const path = join(root, list.path(index))
    const digest = createHash('sha256')
      .update(await readHead(path, SAMPLED_BYTES))
      .digest()
    const header = await readImageHeader(path).catch((error: unknown) => {
      firstError ??= error
      return undefined
    })
    return { digest, header: header && { ...header, index } }
  })
  for (const { digest } of looks) hash.update(digest)
  return { content: hash.digest('hex'), headers: looks.flatMap(({ header }) => header ?? []), firstError }
}
