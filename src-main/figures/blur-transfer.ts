/**
 * What the blur front end does to each spatial frequency (methods A.3), computed from the kernel as it is
 * really used: sampled at whole pixels and cut off after ⌈2.5 σ⌉ of them, not from an ideal Gaussian.
 *
 * The two-dimensional kernel is the outer product of one dimension with itself, and its sum is 1; hence along
 * an axis of the spectrum the one-dimensional transfer is the whole transfer. Wrapping round at the border
 * of an image of N pixels changes nothing at its own frequencies k/N.
 */
import { blurKernel } from '../networks/front-end/blur-kernel'
import { cyclesPerPixel } from '../contract/units'
import type { CyclesPerPixel } from '../contract/units'

/** Amplitude at ascending frequencies; as in `sweep.preview`. */
export interface Transfer {
  /** Cycles per pixel. */
  frequencies: number[]
  /** |H|, 1 at frequency 0. */
  amplitude: number[]
}

const NYQUIST = 0.5

/**
 * |H(f)| of the blur with this σ.
 * @param sigma pixels; null is no blur
 */
export function blurAmplitude(sigma: number | null, frequency: CyclesPerPixel): number {
  if (sigma === null) return 1
  const kernel = blurKernel(sigma)
  const half = (kernel.length - 1) / 2
  return Math.abs(
    kernel.reduce((sum, weight, i) => sum + weight * Math.cos(2 * Math.PI * frequency * (i - half)), 0),
  )
}

/**
 * The amplitude from 0 to Nyquist.
 * @param points how many frequencies, 2 or more, evenly spaced
 */
export function blurTransfer(sigma: number | null, points = 129): Transfer {
  const frequencies = Array.from({ length: points }, (_, i) => (NYQUIST * i) / (points - 1))
  return { frequencies, amplitude: frequencies.map((f) => blurAmplitude(sigma, cyclesPerPixel(f))) }
}

/**
 * Where a measured transfer first falls to a share of its amplitude, by linear interpolation; null when it
 * stays above it, which no blur does.
 */
export function frequencyAtAmplitude(
  { frequencies, amplitude }: Transfer,
  share: number,
): CyclesPerPixel | null {
  const after = amplitude.findIndex((value) => value <= share)
  if (after < 0) return null
  if (after === 0) return frequencyOrNull(frequencies[0]!)
  const [high, low] = [amplitude[after - 1]!, amplitude[after]!]
  const [left, right] = [frequencies[after - 1]!, frequencies[after]!]
  return frequencyOrNull(left + ((high - share) / (high - low)) * (right - left))
}

function frequencyOrNull(value: number): CyclesPerPixel | null {
  return value >= 0 && value <= Math.SQRT1_2 ? cyclesPerPixel(value) : null
}
