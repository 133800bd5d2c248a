/**
 * A data set whose images stay in memory once they have been read, as far as a bounded cache goes. For images
 * that are made with some effort and read several times: the same cell, measured with one model after another.
 *
 * Invariant: what is kept are bytes, so images come back as the very same numbers.
 */
import { unitFloats } from '../../corruptions/image'
import type { ByteCache } from '../../datasets/cache'
import type { ByteDataSet } from '../../datasets/data-set'

/** Bytes of generated images that a job process keeps in memory; expand.ts orders units by it. */
export const REMEMBERED_BYTES = 256 * 1024 ** 2

export type ImageMemory = ByteCache<Uint8Array, string>

/** @param data images of bytes, identified by their hash; closing the result closes it */
export function rememberedDataSet(data: ByteDataSet, memory: ImageMemory): ByteDataSet {
  const { specification, hash, count, classNames, labels, height, width, channels } = data
  const length = height * width * channels
  const readBytes = async (indices: ArrayLike<number>): Promise<Uint8Array> => {
    const result = new Uint8Array(indices.length * length)
    const places: number[] = []
    for (let i = 0; i < indices.length; i++) {
      const known = memory.get(`${hash} ${indices[i]}`)
      if (known) result.set(known, i * length)
      else places.push(i)
    }
    if (places.length === 0) return result
    const read = await data.readBytes(places.map((i) => indices[i]!))
    for (const [k, i] of places.entries()) {
      const image = read.slice(k * length, (k + 1) * length)
      result.set(image, i * length)
      memory.set(`${hash} ${indices[i]}`, image)
    }
    return result
  }
  return {
    ...{ specification, hash, count, classNames, labels, height, width, channels, readBytes },
    async read(indices) {
      const result = new Float32Array(indices.length * length)
      unitFloats(await readBytes(indices), result, 0)
      return result
    },
    close: () => data.close(),
  }
}
