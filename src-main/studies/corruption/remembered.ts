/**
 * A data set whose images stay in memory once they have been read, as far as a bounded cache goes. For images
 * that are made with some effort and read several times: the same cell, measured with one model after another.
 *
 * Invariant: images are what bytes can hold (k/255), and come back as the very same numbers.
 */
import { nearestBytes, unitFloats } from '../../corruptions/image'
import type { ByteCache } from '../../datasets/cache'
import type { DataSet } from '../../datasets/data-set'

/** Bytes of generated images that a job process keeps in memory; expand.ts orders units by it. */
export const REMEMBERED_BYTES = 256 * 1024 ** 2

export type ImageMemory = ByteCache<Uint8Array, string>

/** @param data images of bytes, identified by their hash; closing the result closes it */
export function rememberedDataSet(data: DataSet, memory: ImageMemory): DataSet {
  const { specification, hash, count, classNames, labels, height, width, channels } = data
  const length = height * width * channels
  return {
    ...{ specification, hash, count, classNames, labels, height, width, channels },
    async read(indices) {
      const result = new Float32Array(indices.length * length)
      const missing: number[] = []
      const places: number[] = []
      for (let i = 0; i < indices.length; i++) {
        const known = memory.get(`${hash} ${indices[i]}`)
        if (known) unitFloats(known, result, i * length)
        else {
          missing.push(indices[i]!)
          places.push(i)
        }
      }
      if (missing.length === 0) return result
      const read = await data.read(missing)
      for (const [k, i] of places.entries()) {
        result.set(read.subarray(k * length, (k + 1) * length), i * length)
        memory.set(`${hash} ${missing[k]}`, nearestBytes(read, k * length, length))
      }
      return result
    },
    close: () => data.close(),
  }
}
