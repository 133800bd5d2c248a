/** Pixels [n, size, size, channels] given otherwise: gray, in colour, in reverse order, normalised. Pure. */
import type { NormaliserValues } from './recognition'

/** Weights of red, green and blue in gray (methods B.1). */
const GRAY = [0.2989, 0.587, 0.114] as const

/** The pixels with so many channels: colour becomes gray, a gray value stands three times. */
export function asChannels(
  { images, channels }: { images: Float32Array; channels: 1 | 3 },
  wanted: 1 | 3,
): Float32Array {
  if (channels === wanted) return images
  if (wanted === 1) {
    return Float32Array.from(
      { length: images.length / 3 },
      (_, at) => GRAY[0] * images[3 * at]! + GRAY[1] * images[3 * at + 1]! + GRAY[2] * images[3 * at + 2]!,
    )
  }
  return Float32Array.from({ length: 3 * images.length }, (_, at) => images[Math.floor(at / 3)]!)
}

/** Red, green, blue → blue, green, red. */
export function reverseChannels(images: Float32Array): Float32Array {
  return Float32Array.from({ length: images.length }, (_, at) => images[at + 2 - 2 * (at % 3)]!)
}

/** (x − mean) / std per channel; one value stands for all channels. */
export function scaled(
  images: Float32Array,
  channels: number,
  { mean, std }: NormaliserValues,
): Float32Array {
  const of = (values: number[], channel: number): number => values[channel] ?? values[0]!
  return images.map((value, at) => (value - of(mean, at % channels)) / of(std, at % channels))
}
