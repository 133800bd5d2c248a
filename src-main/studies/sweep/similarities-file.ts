/**
 * What a network is drawn to (neural N.6) as safetensors: similarities float32 [count, count], or in their place responses
 * float32 [count, neurons]; and of which images, int32 indices into the training images, or float32 pixels of a recording's.
 */
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { readRegular } from '../../files/regular'
import { damaged, integers, square } from '../neural/stored-entries'
import type { StateDictionary } from '../../checkpoints/state-dictionary'

/** Entries of the file. */
const SIMILARITIES = {
  similarities: 'similarities',
  responses: 'responses',
  indices: 'indices',
  pixels: 'pixels',
} as const

export type Entries = Partial<
  Record<keyof typeof SIMILARITIES, { shape: number[]; data: Float32Array | Int32Array }>
>

/** Entries stand in the file in the order in which they are given. */
export function encodeSimilarities(entries: Readonly<Entries>): Uint8Array {
  const dictionary: StateDictionary = new Map()
  for (const [name, { shape, data }] of Object.entries(entries))
    dictionary.set(
      name,
      data instanceof Int32Array ? { shape, dtype: 'int32', data } : { shape, dtype: 'float32', data },
    )
  return encodeSafetensors(dictionary)
}

export interface StoredImages {
  count: number
  /** Null where `pixels` are there. */
  indices: Int32Array | null
  /** [count, …], one row for each image. */
  pixels: Float32Array | null
}

export interface StoredSimilarities extends StoredImages {
  /** [count, count]. */
  similarities: Float32Array
}

export interface StoredResponses extends StoredImages {
  neurons: number
  /** [count, neurons]. */
  responses: Float32Array
}

/** @throws UserError('input') for a file that does not hold what it should */
export async function readSimilarities(path: string): Promise<StoredSimilarities> {
  const { entries } = decodeSafetensors(await readRegular(path))
  const count = entries.get(SIMILARITIES.similarities)?.shape[0] ?? 0
  return {
    similarities: square(entries, SIMILARITIES.similarities, count, path),
    ...imagesOf(entries, count, path),
  }
}

/** @throws UserError('input') for a file that does not hold what it should */
export async function readResponses(path: string): Promise<StoredResponses> {
  const { entries } = decodeSafetensors(await readRegular(path))
  const entry = entries.get(SIMILARITIES.responses)
  const [count = 0, neurons = 0] = entry?.shape ?? []
  if (!(entry?.data instanceof Float32Array) || entry.shape.length !== 2 || count === 0 || neurons === 0)
    throw damaged(path, SIMILARITIES.responses)
  if (entry.data.length !== count * neurons || !entry.data.every(Number.isFinite))
    throw damaged(path, SIMILARITIES.responses)
  return { responses: entry.data, neurons, ...imagesOf(entries, count, path) }
}

function imagesOf(entries: StateDictionary, count: number, path: string): StoredImages {
  if (entries.has(SIMILARITIES.indices)) {
    const indices = integers(entries, SIMILARITIES.indices, path)
    if (indices.length !== count || indices.some((index) => index < 0))
      throw damaged(path, SIMILARITIES.indices)
    return { count, indices, pixels: null }
  }
  const pixels = entries.get(SIMILARITIES.pixels)
  if (!(pixels?.data instanceof Float32Array) || pixels.shape[0] !== count)
    throw damaged(path, SIMILARITIES.pixels)
  return { count, indices: null, pixels: pixels.data }
}
