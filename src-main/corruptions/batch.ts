/**
 * Corrupting several images, in this thread. What the pool's threads run, and what stands in for the pool where
 * there is none.
 */
import { corrupt } from './corrupt'
import type { CorruptionChoice } from './corrupt'

/** Several images of one size. */
export interface ImageBytes {
  height: number
  width: number
  channels: 1 | 3
  /** [indices.length, height, width, channels]. */
  pixels: Uint8Array
  /** Index of each image in its data set. */
  indices: readonly number[]
}

/** Something that corrupts images: this thread, or a pool of others. The bits are the same. */
export interface Corruptor {
  /** @returns bytes of the same shape. */
  corrupt(images: ImageBytes, choice: CorruptionChoice): Promise<Uint8Array>
  close(): Promise<void>
}

/** The JPEG codec works beside this thread: several images are under way at once. */
const UNDER_WAY = 4

export async function corruptBatch(images: ImageBytes, choice: CorruptionChoice): Promise<Uint8Array> {
  const { height, width, channels, pixels, indices } = images
  const length = height * width * channels
  const result = new Uint8Array(pixels.length)
  const one = async (i: number): Promise<void> => {
    const image = { height, width, channels, pixels: pixels.subarray(i * length, (i + 1) * length) }
    result.set(await corrupt(image, choice, indices[i]!), i * length)
  }
  for (let start = 0; start < indices.length; start += UNDER_WAY) {
    const some = indices.slice(start, start + UNDER_WAY)
    await Promise.all(some.map((_, k) => one(start + k)))
  }
  return result
}

/** This thread. */
export const inThisThread: Corruptor = {
  corrupt: corruptBatch,
  close: () => Promise.resolve(),
}
