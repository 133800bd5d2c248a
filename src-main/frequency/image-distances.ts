/**
 * How far a set of images is from natural ones, in two numbers (methods C.6; filters beside hybrids):
 * first order: the Wasserstein distance of the pixel values' histograms; second order: the root mean square
 * difference of the logarithms of the radial power spectra.
 */
import type { RadialSpectrum } from './power-spectrum'

/** As many bins as bytes have values. */
export const HISTOGRAM_BINS = 256

/** Counts of pixel values in 256 equal bins of [0,1]; 1 belongs to the last one. Adds to `counts`. */
export function addToHistogram(values: ArrayLike<number>, counts: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor(values[i]! * HISTOGRAM_BINS)))
    counts[bin]! += 1
  }
}

/**
 * The first Wasserstein distance of two histograms over [0,1]: the area between their distribution functions, 0
 * (alike) to 1 (all black against all white, but for the width of a bin).
 * @param a and b: counts with equally many bins; each is divided by its sum
 */
export function wassersteinDistance(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) throw new RangeError(`histograms of ${a.length} and ${b.length} bins`)
  const [totalA, totalB] = [sum(a), sum(b)]
  let difference = 0
  let area = 0
  for (let i = 0; i < a.length; i++) {
    difference += a[i]! / totalA - b[i]! / totalB
    area += Math.abs(difference)
  }
  return area / a.length
}

/**
 * Log-spectral distance in decibels: √(mean over rings of (10 log₁₀ P_a/P_b)²), over rings where both have power.
 * @param floor power below this counts as this much (an ideal filter leaves rounding errors, whose logarithm
 *   means nothing), as a part of `b`'s largest ring; default 10⁻⁶ (−60 dB)
 */
export function logSpectralDistance(a: RadialSpectrum, b: RadialSpectrum, floor = 1e-6): number {
  if (a.power.length !== b.power.length)
    throw new RangeError(`spectra of ${a.power.length} and ${b.power.length} rings`)
  const lowest = floor * b.power.reduce((most, power) => Math.max(most, power), 0)
  let squares = 0
  for (let i = 0; i < a.power.length; i++) {
    const ratio = Math.max(a.power[i]!, lowest) / Math.max(b.power[i]!, lowest)
    squares += (10 * Math.log10(ratio)) ** 2
  }
  return Math.sqrt(squares / a.power.length)
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
