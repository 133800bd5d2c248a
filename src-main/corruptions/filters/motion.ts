/**
 * ImageMagick's motion blur: each pixel is a weighted mean of those behind it along a line, with half a Gaussian
 * as weights; offsets are whole pixels, the border is the nearest pixel, results are rounded to bytes (through
 * ImageMagick's 16 bits).
 */
import { borderIndex } from './gaussian'

/**
 * @param pixels bytes [height, width, channels]
 * @param radius of the kernel in pixels; it has 2·⌈radius⌉ + 1 weights
 * @param sigma of the Gaussian in pixels
 * @param angle of the line in degrees
 */
export function motionBlur(
  pixels: Uint8Array,
  height: number,
  width: number,
  channels: number,
  radius: number,
  sigma: number,
  angle: number,
): Uint8Array {
  const count = 2 * Math.ceil(radius) + 1
  const kernel = Array.from({ length: count }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  const sum = kernel.reduce((total, weight) => total + weight, 0)
  const direction = (angle * Math.PI) / 180
  const along = (length: number) => Math.ceil(length - 0.5)
  const dx = kernel.map((_, i) => along(i * Math.cos(direction)))
  const dy = kernel.map((_, i) => along(i * Math.sin(direction)))
  const marginX = Math.max(...dx.map(Math.abs))
  const marginY = Math.max(...dy.map(Math.abs))
  const line = (width + 2 * marginX) * channels
  const padded = pad(pixels, height, width, channels, marginX, marginY)
  const accumulated = new Float64Array(width * channels)
  const result = new Uint8Array(pixels.length)
  const offsets = kernel.map((_, i) => (marginY + dy[i]!) * line + (marginX + dx[i]!) * channels)
  const weights = kernel.map((weight) => weight / sum)
  for (let y = 0; y < height; y++) {
    accumulated.fill(0)
    // Two weights at a time: half as often through the row.
    for (let k = 0; k < count; k += 2) {
      const from = y * line + offsets[k]!
      const next = k + 1 < count ? y * line + offsets[k + 1]! : from
      const weight = weights[k]!
      const nextWeight = k + 1 < count ? weights[k + 1]! : 0
      for (let i = 0; i < accumulated.length; i++)
        accumulated[i]! += weight * padded[from + i]! + nextWeight * padded[next + i]!
    }
    const to = y * width * channels
    for (let i = 0; i < accumulated.length; i++) result[to + i] = Math.floor(accumulated[i]! + 0.5)
  }
  return result
}

function pad(
  pixels: Uint8Array,
  height: number,
  width: number,
  channels: number,
  marginX: number,
  marginY: number,
): Float64Array {
  const line = (width + 2 * marginX) * channels
  const padded = new Float64Array((height + 2 * marginY) * line)
  for (let y = 0; y < height + 2 * marginY; y++) {
    const row = borderIndex(y - marginY, height, 'nearest') * width * channels
    const to = y * line
    for (let x = 0; x < width + 2 * marginX; x++) {
      const from = row + borderIndex(x - marginX, width, 'nearest') * channels
      for (let c = 0; c < channels; c++) padded[to + x * channels + c] = pixels[from + c]!
    }
  }
  return padded
}
