/**
 * The bias-corrected and accelerated bootstrap interval, BCa (Efron, J. Am. Stat. Assoc. 1987; Efron and Tibshirani
 * 1993, chapter 14). The percentile interval takes the 2.5 % and 97.5 % points of the resampled values; this one takes
 * the points that make up for the bias of the resamples (where the value itself lies among them) and for a standard
 * error that changes with the value (the skewness of the jackknife values). For a ratio to which few images contribute
 * most, the percentile interval is too short and misses on one side.
 */
import { normalProbability, normalQuantile } from './normal'
import { percentile } from './percentile'

export interface BootstrapInterval {
  low: number
  high: number
}

/**
 * @param value the statistic of all observations
 * @param resampled its values on bootstrap resamples, one or more
 * @param leftOut its values with one observation left out each
 * @param level probability that the interval covers, between 0 and 1
 */
export function bcaInterval(
  value: number,
  resampled: ArrayLike<number>,
  leftOut: ArrayLike<number>,
  level: number,
): BootstrapInterval {
  const sorted = Float64Array.from(resampled).sort()
  const bias = normalQuantile(shareBelow(sorted, value))
  const acceleration = accelerationOf(leftOut)
  const place = (probability: number): number => {
    const z = bias + normalQuantile(probability)
    return normalProbability(bias + z / (1 - acceleration * z))
  }
  return {
    low: percentile(sorted, place((1 - level) / 2)),
    high: percentile(sorted, place((1 + level) / 2)),
  }
}

/** Share of the resamples below the value, ties counted by half; kept off 0 and 1, where no correction is known. */
function shareBelow(sorted: Float64Array, value: number): number {
  let count = 0
  for (const other of sorted) count += other < value ? 1 : other === value ? 0.5 : 0
  const least = 0.5 / sorted.length
  return Math.min(1 - least, Math.max(least, count / sorted.length))
}

function accelerationOf(leftOut: ArrayLike<number>): number {
  const values = Array.from(leftOut)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let squares = 0
  let cubes = 0
  for (const value of values) {
    squares += (mean - value) ** 2
    cubes += (mean - value) ** 3
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}
