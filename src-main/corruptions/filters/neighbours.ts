/**
 * OpenCV's 3×3 filters with the border mirrored at the pixel centres, and its equalisation of a histogram.
 */
import { mirrored } from './disk'

/** Weighted sums of 3×3 neighbours; `weights` row by row. */
export function sums3x3(
  values: ArrayLike<number>,
  height: number,
  width: number,
  weights: readonly number[],
): Float64Array {
  const result = new Float64Array(height * width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let dy = -1; dy <= 1; dy++) {
        const row = mirrored(y + dy, height) * width
        for (let dx = -1; dx <= 1; dx++)
          sum += weights[3 * dy + dx + 4]! * values[row + mirrored(x + dx, width)]!
      }
      result[y * width + x] = sum
    }
  }
  return result
}

/** The mean of 3×3 neighbours. */
export function mean3x3(values: ArrayLike<number>, height: number, width: number): Float64Array {
  return sums3x3(values, height, width, [1, 1, 1, 1, 1, 1, 1, 1, 1]).map((sum) => sum / 9)
}

/** cv2.equalizeHist: grey levels spread by how many pixels lie below them. */
export function equalized(pixels: Uint8Array): Uint8Array {
  const counts = new Uint32Array(256)
  for (const pixel of pixels) counts[pixel]!++
  const darkest = counts.findIndex((count) => count > 0)
  const rest = pixels.length - (counts[darkest] ?? 0)
  if (rest === 0) return pixels.slice()
  const levels = new Uint8Array(256)
  let below = 0
  for (let level = darkest + 1; level < 256; level++) {
    below += counts[level]!
    levels[level] = Math.round((below * 255) / rest)
  }
  return pixels.map((pixel) => levels[pixel]!)
}
