/**
 * Arrays that units of populations leave for units behind them, as safetensors: read with every bound checked, because a
 * project may come from anybody.
 */
import { decodeSafetensors } from '../../checkpoints/safetensors'
import { wrongArrays } from '../../checkpoints/npz'
import { readRegular } from '../../files/regular'
import type { UserError } from '../../contract/errors'
import type { StateDictionary } from '../../checkpoints/state-dictionary'

/** Entries of the products of a population: `products` [images, images], `images` their indices. */
export const PRODUCTS = { products: 'products', images: 'images' } as const
/** Entries of the similarities of a neural term; `indices` into the training images, or `pixels` of a recording's own. */
export const SIMILARITIES = {
  similarities: 'similarities',
  /** In place of similarities, where responses are co-trained: [count, neurons]. */
  responses: 'responses',
  indices: 'indices',
  pixels: 'pixels',
} as const

export interface StoredProducts {
  /** [images, images]. */
  products: Float64Array
  images: Int32Array
}

/** @throws UserError('input') for a file that does not hold what it should */
export async function readProducts(path: string): Promise<StoredProducts> {
  const { entries } = decodeSafetensors(await readRegular(path))
  const images = integers(entries, PRODUCTS.images, path)
  return { products: Float64Array.from(square(entries, PRODUCTS.products, images.length, path)), images }
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

function square(entries: StateDictionary, name: string, side: number, path: string): Float32Array {
  const entry = entries.get(name)
  const [rows, columns] = entry?.shape ?? []
  if (!(entry?.data instanceof Float32Array) || side === 0 || rows !== side || columns !== side)
    throw damaged(path, name)
  if (entry.data.length !== side * side || !entry.data.every(Number.isFinite)) throw damaged(path, name)
  return entry.data
}

function integers(entries: StateDictionary, name: string, path: string): Int32Array {
  const data = entries.get(name)?.data
  if (data instanceof Int32Array) return data
  throw damaged(path, name)
}

function damaged(path: string, name: string): UserError {
  return wrongArrays(`"${path}"`, `has no array "${name}" that it should have`)
}

/** Entries of the maximal images of some neurons, [neurons, height, width] and [neurons, side, side]. */
export const MAXIMAL = { images: 'images', powers: 'powers' } as const

/** Of a population's tuning: curves [frequencies, neurons], and each neuron's best orientation. */
export function readStoredCurves(
  entries: StateDictionary,
  frequencies: number,
  neurons: number,
  path: string,
): { curves: Float32Array; orientation: Int32Array } {
  const curves = entries.get('curves')?.data
  if (!(curves instanceof Float32Array) || curves.length !== frequencies * neurons)
    throw damaged(path, 'curves')
  const orientation = integers(entries, 'orientation', path)
  if (orientation.length !== neurons) throw damaged(path, 'orientation')
  return { curves, orientation }
}

/** Images and spectra of so many neurons. @throws UserError('input') for a file that does not hold them */
export async function readMaximal(
  path: string,
  count: number,
): Promise<{ height: number; width: number; side: number; images: Float32Array; powers: Float32Array }> {
  const { entries } = decodeSafetensors(await readRegular(path))
  const [images, powers] = [entries.get(MAXIMAL.images), entries.get(MAXIMAL.powers)]
  const [, height = 0, width = 0] = images?.shape ?? []
  const [, side = 0] = powers?.shape ?? []
  if (!(images?.data instanceof Float32Array) || images.data.length !== count * height * width)
    throw damaged(path, MAXIMAL.images)
  if (!(powers?.data instanceof Float32Array) || powers.data.length !== count * side * side)
    throw damaged(path, MAXIMAL.powers)
  return { height, width, side, images: images.data, powers: powers.data }
}
