/**
 * The Gaussian filter of scikit-image and SciPy (`skimage.filters.gaussian`, `scipy.ndimage.gaussian_filter`):
 * separable, the kernel cut at `truncate` standard deviations, rows first in memory order (axis 0, then 1),
 * sums in SciPy's order. Not the blur in front of the networks (networks/front-end/blur-kernel.ts).
 */

/** What lies beyond the border: the nearest pixel, or the image mirrored at the pixels' outer edge. */
export type Border = 'nearest' | 'reflect'

export interface GaussianOptions {
  /** Default 'nearest', as in scikit-image. */
  border?: Border
  /** Radius of the kernel in standard deviations; default 4. */
  truncate?: number
}

/**
 * Filters every channel of an image.
 * @param values [height, width, channels], not changed.
 * @param sigma standard deviation in pixels; 0 returns a copy.
 */
export function gaussianFilter(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  sigma: number,
  { border = 'nearest', truncate = 4 }: GaussianOptions = {},
): Float64Array {
  const radius = Math.floor(truncate * sigma + 0.5)
  if (sigma <= 1e-15 || radius === 0) return values.slice()
  const kernel = halfKernel(sigma, radius)
  const line = width * channels
  const between = alongColumns(values, height, line, kernel, border)
  return alongRows(between, height, width, channels, kernel, border)
}

/** Weights of offsets 0 … radius; the whole kernel sums to 1. */
function halfKernel(sigma: number, radius: number): Float64Array {
  const kernel = Float64Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp((-0.5 / (sigma * sigma)) * i * i),
  )
  let sum = kernel[0]!
  for (let i = 1; i <= radius; i++) sum += 2 * kernel[i]!
  return kernel.map((weight) => weight / sum)
}

/** Where position `i`, which may lie outside, is found among `size` ones. */
export function borderIndex(i: number, size: number, border: Border): number {
  if (border === 'nearest') return i < 0 ? 0 : i >= size ? size - 1 : i
  const period = 2 * size
  const at = ((i % period) + period) % period
  return at < size ? at : period - 1 - at
}

function alongColumns(
  values: Float64Array,
  height: number,
  line: number,
  kernel: Float64Array,
  border: Border,
): Float64Array {
  const radius = kernel.length - 1
  const result = new Float64Array(values.length)
  if (radius >= height) return foldedColumns(values, height, line, kernel, border)
  for (let y = 0; y < height; y++) {
    const to = y * line
    const centre = kernel[0]!
    for (let i = 0; i < line; i++) result[to + i] = centre * values[to + i]!
    for (let k = radius; k > 0; k--) {
      const above = borderIndex(y - k, height, border) * line
      const below = borderIndex(y + k, height, border) * line
      const weight = kernel[k]!
      for (let i = 0; i < line; i++) result[to + i]! += weight * (values[above + i]! + values[below + i]!)
    }
  }
  return result
}

function alongRows(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  kernel: Float64Array,
  border: Border,
): Float64Array {
  const radius = kernel.length - 1
  if (radius >= width) return foldedRows(values, height, width, channels, kernel, border)
  const line = width * channels
  const margin = radius * channels
  const padded = new Float64Array(line + 2 * margin)
  const result = new Float64Array(values.length)
  const centre = kernel[0]!
  for (let y = 0; y < height; y++) {
    const from = y * line
    padded.set(values.subarray(from, from + line), margin)
    for (let k = 1; k <= radius; k++) {
      const left = borderIndex(-k, width, border) * channels
      const right = borderIndex(width - 1 + k, width, border) * channels
      for (let c = 0; c < channels; c++) {
        padded[margin - k * channels + c] = values[from + left + c]!
        padded[margin + line + (k - 1) * channels + c] = values[from + right + c]!
      }
    }
    for (let i = 0; i < line; i++) {
      const at = margin + i
      let sum = centre * padded[at]!
      for (let k = radius, step = margin; k > 0; k--, step -= channels)
        sum += kernel[k]! * (padded[at - step]! + padded[at + step]!)
      result[from + i] = sum
    }
  }
  return result
}

/**
 * A kernel that is wider than the image meets every pixel several times: its weights are summed by the pixel
 * they fall on, [size, size], which is the same sum with fewer products.
 */
function foldedKernel(size: number, kernel: Float64Array, border: Border): Float64Array {
  const folded = new Float64Array(size * size)
  const radius = kernel.length - 1
  for (let i = 0; i < size; i++) {
    for (let k = -radius; k <= radius; k++)
      folded[i * size + borderIndex(i + k, size, border)]! += kernel[Math.abs(k)]!
  }
  return folded
}

function foldedColumns(
  values: Float64Array,
  height: number,
  line: number,
  kernel: Float64Array,
  border: Border,
): Float64Array {
  const folded = foldedKernel(height, kernel, border)
  const result = new Float64Array(values.length)
  for (let y = 0; y < height; y++) {
    for (let from = 0; from < height; from++) {
      const weight = folded[y * height + from]!
      const to = y * line
      for (let i = 0; i < line; i++) result[to + i]! += weight * values[from * line + i]!
    }
  }
  return result
}

function foldedRows(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  kernel: Float64Array,
  border: Border,
): Float64Array {
  const folded = foldedKernel(width, kernel, border)
  const result = new Float64Array(values.length)
  for (let y = 0; y < height; y++) {
    const row = y * width * channels
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let from = 0; from < width; from++)
          sum += folded[x * width + from]! * values[row + from * channels + c]!
        result[row + x * channels + c] = sum
      }
    }
  }
  return result
}
