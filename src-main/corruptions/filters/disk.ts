/**
 * The kernel of the defocus blur: a disk, smoothed a little against its jagged rim, as OpenCV's
 * GaussianBlur does on the kernel's own small array (so the rim of a disk that fills it is mirrored there).
 */

export interface DiskKernel {
  /** Odd side length. */
  size: number
  /** float32 values [size, size]. */
  weights: Float32Array
  /** What it was made of: the disk before it was smoothed, [size, size], and the smoothing's weights. */
  disk: Float32Array
  taps: Float32Array
}

/**
 * @param radius in pixels
 * @param smoothing standard deviation in pixels of the Gaussian against jagged rims
 */
export function diskKernel(radius: number, smoothing: number): DiskKernel {
  const reach = radius <= 8 ? 8 : radius
  const size = 2 * reach + 1
  const disk = new Float32Array(size * size)
  let sum = 0
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      if (x * x + y * y > radius * radius) continue
      disk[(y + reach) * size + x + reach] = 1
      sum++
    }
  }
  for (let i = 0; i < disk.length; i++) disk[i]! /= sum
  const taps = gaussianTaps(radius <= 8 ? 3 : 5, smoothing)
  const rows = smoothed(disk, size, taps, 1)
  return { size, weights: smoothed(rows, size, taps, size), disk, taps }
}

/** cv2.getGaussianKernel: float32 weights that sum to 1. */
function gaussianTaps(count: number, sigma: number): Float32Array {
  const centre = (count - 1) / 2
  const taps = Array.from({ length: count }, (_, i) => Math.exp(-((i - centre) ** 2) / (2 * sigma * sigma)))
  const sum = taps.reduce((total, tap) => total + tap, 0)
  return Float32Array.from(taps, (tap) => tap / sum)
}

/** Filters along one axis; `step` is the distance of neighbours, the border is mirrored at the pixel centres. */
function smoothed(values: Float32Array, size: number, taps: Float32Array, step: number): Float32Array {
  const across = step === 1 ? size : 1
  const reach = (taps.length - 1) / 2
  const result = new Float32Array(values.length)
  for (let line = 0; line < size; line++) {
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let k = -reach; k <= reach; k++)
        sum += taps[k + reach]! * values[line * across + mirrored(i + k, size) * step]!
      result[line * across + i * step] = sum
    }
  }
  return result
}

/** OpenCV's BORDER_REFLECT_101: mirrored at the centre of the first and the last pixel. */
export function mirrored(i: number, size: number): number {
  if (i >= 0 && i < size) return i
  if (size === 1) return 0
  const period = 2 * (size - 1)
  const at = ((i % period) + period) % period
  return at < size ? at : period - at
}
