/**
 * ImageMagick's motion blur: each pixel is a weighted mean of those behind it along a line, with half a Gaussian
 * as weights; offsets are whole pixels, the border is the nearest pixel. Results are truncated to bytes: the mean
 * of the reference's output says so (rounding would be brighter by half a grey level).
 */
import { borderIndex } from './scipy-gaussian'

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
  // Filled up to a multiple of four with weights of zero.
  const offsets = new Int32Array(4 * Math.ceil(count / 4))
  const weights = new Float64Array(offsets.length)
  for (let k = 0; k < count; k++) {
    offsets[k] = (marginY + dy[k]!) * line + (marginX + dx[k]!) * channels
    weights[k] = kernel[k]! / sum
  }
  for (let y = 0; y < height; y++) {
    accumulated.fill(0)
    const row = y * line
    // Four weights at a time: a quarter as often through the row.
    for (let k = 0; k < weights.length; k += 4) {
      const [w0, w1, w2, w3] = [weights[k]!, weights[k + 1]!, weights[k + 2]!, weights[k + 3]!]
      const from0 = row + offsets[k]!
      const from1 = row + offsets[k + 1]!
      const from2 = row + offsets[k + 2]!
      const from3 = row + offsets[k + 3]!
      for (let i = 0; i < accumulated.length; i++) {
        accumulated[i]! +=
          w0 * padded[from0 + i]! +
          w1 * padded[from1 + i]! +
          w2 * padded[from2 + i]! +
          w3 * padded[from3 + i]!
      }
    }
    const to = y * width * channels
    for (let i = 0; i < accumulated.length; i++) result[to + i] = accumulated[i]!
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
): Uint8Array {
  const line = (width + 2 * marginX) * channels
  const padded = new Uint8Array((height + 2 * marginY) * line)
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
