/**
 * What the reference's statistics say of (corrupted − clean), computed here in plain double precision: mean,
 * variance, mean absolute value, and the cumulative radial power profile without DC.
 */
import type { ByteImage } from '../../src-main/corruptions/image'

export interface DifferenceStatistics {
  mean: number
  variance: number
  meanAbsolute: number
  /** At 25 thresholds from 0 to √½ cycles per pixel. */
  profile: number[]
}

export const THRESHOLDS = Array.from({ length: 25 }, (_, i) => (i * Math.SQRT1_2) / 24)

/** @param corrupted bytes of each image */
export function differenceStatistics(
  clean: readonly ByteImage[],
  corrupted: readonly Uint8Array[],
): DifferenceStatistics {
  const { height, width, channels } = clean[0]!
  const power = new Float64Array(height * width)
  let count = 0
  let sum = 0
  let squares = 0
  let absolute = 0
  clean.forEach(({ pixels }, n) => {
    const difference = Float64Array.from(pixels, (value, i) => (corrupted[n]![i]! - value) / 255)
    for (const value of difference) {
      sum += value
      squares += value * value
      absolute += Math.abs(value)
    }
    count += difference.length
    for (let c = 0; c < channels; c++) addPower(difference, c, channels, height, width, power)
  })
  power[0] = 0
  const mean = sum / count
  return {
    mean,
    variance: squares / count - mean * mean,
    meanAbsolute: absolute / count,
    profile: cumulative(power, height, width),
  }
}

/** Adds |DFT|² of one channel, as two passes of sums with a table of angles. */
function addPower(
  values: Float64Array,
  channel: number,
  channels: number,
  height: number,
  width: number,
  power: Float64Array,
): void {
  const real = new Float64Array(height * width)
  const imaginary = new Float64Array(height * width)
  const across = angles(width)
  const down = angles(height)
  for (let y = 0; y < height; y++) {
    for (let u = 0; u <= width / 2; u++) {
      let re = 0
      let im = 0
      for (let x = 0, k = 0; x < width; x++) {
        const value = values[(y * width + x) * channels + channel]!
        re += value * across.cosine[k]!
        im -= value * across.sine[k]!
        k += u
        if (k >= width) k -= width
      }
      real[y * width + u] = re
      imaginary[y * width + u] = im
    }
  }
  for (let u = 0; u <= width / 2; u++) {
    for (let v = 0; v < height; v++) {
      let re = 0
      let im = 0
      for (let y = 0, k = 0; y < height; y++) {
        const [a, b] = [real[y * width + u]!, imaginary[y * width + u]!]
        re += a * down.cosine[k]! + b * down.sine[k]!
        im += b * down.cosine[k]! - a * down.sine[k]!
        k += v
        if (k >= height) k -= height
      }
      const here = re * re + im * im
      power[v * width + u]! += here
      // The spectrum of real values is symmetric.
      if (u > 0 && 2 * u < width) power[((height - v) % height) * width + width - u]! += here
    }
  }
}

function angles(size: number) {
  const angle = (k: number) => (2 * Math.PI * k) / size
  return {
    cosine: Float64Array.from({ length: size }, (_, k) => Math.cos(angle(k))),
    sine: Float64Array.from({ length: size }, (_, k) => Math.sin(angle(k))),
  }
}

function cumulative(power: Float64Array, height: number, width: number): number[] {
  const frequency = (k: number, size: number) => (2 * k < size ? k : k - size) / size
  const total = power.reduce((sum, value) => sum + value, 0)
  return THRESHOLDS.map((threshold) => {
    let within = 0
    for (let v = 0; v < height; v++)
      for (let u = 0; u < width; u++)
        if (Math.hypot(frequency(v, height), frequency(u, width)) <= threshold + 1e-9)
          within += power[v * width + u]!
    return within / total
  })
}
