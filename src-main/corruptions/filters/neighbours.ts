/**
 * OpenCV's 3×3 filters with the border mirrored at the pixel centres, and its equalisation of a histogram.
 */
import { mirrored } from './disk'

type Nine = readonly [number, number, number, number, number, number, number, number, number]

/** Weighted sums of 3×3 neighbours; `weights` row by row. */
export function sums3x3(
  values: Float64Array | Uint8Array | Uint8ClampedArray,
  height: number,
  width: number,
  weights: Nine,
): Float64Array {
  const result = new Float64Array(height * width)
  const [a, b, c, d, e, f, g, h, k] = weights
  for (let y = 0; y < height; y++) {
    const above = mirrored(y - 1, height) * width
    const here = y * width
    const below = mirrored(y + 1, height) * width
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : mirrored(-1, width)
      const right = x < width - 1 ? x + 1 : mirrored(width, width)
      result[here + x] =
        a * values[above + left]! +
        b * values[above + x]! +
        c * values[above + right]! +
        d * values[here + left]! +
        e * values[here + x]! +
        f * values[here + right]! +
        g * values[below + left]! +
        h * values[below + x]! +
        k * values[below + right]!
    }
  }
  return result
}

/** The mean of 3×3 neighbours. */
export function mean3x3(
  values: Float64Array | Uint8Array | Uint8ClampedArray,
  height: number,
  width: number,
): Float64Array {
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
