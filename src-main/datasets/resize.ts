/**
 * Bilinear resizing with antialiasing: when shrinking, the triangle widens with the scale, so that
 * frequencies above the new Nyquist limit are damped instead of folded back. Pixels are areas (the first
 * one's centre is at 0.5), as in Pillow and in torchvision's antialiased Resize. One implementation for
 * image files and arrays alike, so that the same picture gives the same numbers whatever holds it
 * (libvips, which decodes the files, places its samples differently when enlarging).
 */

/** For each output position: the first input position and the weights from there on; they sum to 1. */
export interface ResizeAxis {
  from: number
  to: number
  first: Int32Array
  /** [to, taps], row-major; unused ones are 0. */
  weights: Float64Array
  taps: number
}

/**
 * Weights along one axis.
 * @param from input length in pixels.
 * @param to length in pixels that the whole input is scaled to.
 * @param crop keeps only this many output positions, in the middle; default all.
 * @param skipped output positions before those that are kept.
 */
export function resizeAxis(
  from: number,
  to: number,
  crop = to,
  skipped = Math.floor((to - crop) / 2),
): ResizeAxis {
  const scale = from / to
  const radius = Math.max(1, scale)
  const taps = Math.min(from, Math.ceil(2 * radius) + 1)
  const first = new Int32Array(crop)
  const weights = new Float64Array(crop * taps)
  for (let i = 0; i < crop; i++) {
    const centre = (i + skipped + 0.5) * scale
    const low = Math.max(0, Math.min(from - taps, Math.floor(centre - radius)))
    first[i] = low
    let sum = 0
    for (let k = 0; k < taps; k++) {
      const weight = Math.max(0, 1 - Math.abs((low + k + 0.5 - centre) / radius))
      weights[i * taps + k] = weight
      sum += weight
    }
    for (let k = 0; k < taps; k++) weights[i * taps + k]! /= sum
  }
  return { from, to: crop, first, weights, taps }
}

/**
 * Resizes one image.
 * @param source [rows.from, columns.from, channels] from `offset` on, row-major.
 * @returns [rows.to, columns.to, channels], in the units of the source, not rounded.
 */
export function resize(
  source: ArrayLike<number>,
  offset: number,
  rows: ResizeAxis,
  columns: ResizeAxis,
  channels: number,
): Float64Array {
  const width = columns.to * channels
  const between = new Float64Array(rows.from * width)
  for (let y = 0; y < rows.from; y++) {
    const line = offset + y * columns.from * channels
    for (let x = 0; x < columns.to; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let k = 0; k < columns.taps; k++) {
          sum +=
            columns.weights[x * columns.taps + k]! * source[line + (columns.first[x]! + k) * channels + c]!
        }
        between[y * width + x * channels + c] = sum
      }
    }
  }
  const result = new Float64Array(rows.to * width)
  for (let y = 0; y < rows.to; y++) {
    for (let k = 0; k < rows.taps; k++) {
      const weight = rows.weights[y * rows.taps + k]!
      if (weight === 0) continue
      const line = (rows.first[y]! + k) * width
      for (let i = 0; i < width; i++) result[y * width + i]! += weight * between[line + i]!
    }
  }
  return result
}
