/**
 * What the sizes of minimal perturbations say about a model (methods D.4): the success curve, quantiles,
 * the median with its interval. An image for which nothing was found is censored: its ε is larger than any
 * that was looked at, not absent, so that quantiles stay right while a mean would not.
 *
 * Invariant: whatever cannot be said is null, never a number made from the images that happened to work.
 */
import { UserError } from '../contract/errors'
import { censoredPercentile } from '../statistics/percentile'
import type { Norm } from './attack'
import type { ImageResult } from './run-attack'

export interface EpsilonStatistics {
  norm: Norm
  /** Images counted; those that are already targets are left out. */
  count: number
  alreadyTarget: number
  /** Proportion of the counted images for which a perturbation was found, 0 … 1. */
  success: number
  /** Arithmetic mean; null when an image is censored. */
  mean: number | null
  /** Mean of log ε as a size (geometric mean); null when an image is censored, or has ε = 0: that has no logarithm. */
  geometricMean: number | null
  median: Interval
  /** `epsilon[i]` is the ε that the proportion `probabilities[i]` of images does not exceed; null where that is censored. */
  curve: { probabilities: number[]; epsilon: (number | null)[] }
  /** Counted images for which nothing was found. */
  censored: number
}

/** A number with its interval; an end is null where it is censored. */
export interface Interval {
  value: number | null
  low: number | null
  high: number | null
  level: number
}

/** Points of the success curve: linspace(0, 1, 60) (methods D.4). */
export const CURVE_POINTS = 60

const LEVEL = 0.95

export function epsilonStatistics(results: readonly ImageResult[], norm: Norm): EpsilonStatistics {
  const counted = results.filter(({ status }) => status !== 'already target')
  const sorted = Float64Array.from(counted, ({ distance }) => distance ?? Infinity).sort()
  const found = counted.filter(({ distance }) => distance !== null).length
  const missing = counted.length - found
  const isWhole = counted.length > 0 && missing === 0
  const probabilities = Array.from({ length: CURVE_POINTS }, (_, i) => i / (CURVE_POINTS - 1))
  return {
    norm,
    count: counted.length,
    alreadyTarget: results.length - counted.length,
    success: counted.length === 0 ? 0 : found / counted.length,
    mean: isWhole ? mean(sorted) : null,
    geometricMean: isWhole && sorted[0]! > 0 ? Math.exp(mean(sorted.map(Math.log))) : null,
    median: medianInterval(sorted),
    curve: { probabilities, epsilon: probabilities.map((q) => censoredPercentile(sorted, q)) },
    censored: missing,
  }
}

/**
 * The median and its distribution-free interval: the two order statistics between which the binomial
 * distribution puts the median with a probability of at least 95 %. With fewer than six images there are none.
 */
function medianInterval(sorted: Float64Array): Interval {
  const n = sorted.length
  const ends = orderStatistics(n)
  const at = (index: number): number | null => (Number.isFinite(sorted[index]!) ? sorted[index]! : null)
  return {
    value: censoredPercentile(sorted, 0.5),
    low: ends ? at(ends.low) : null,
    high: ends ? at(ends.high) : null,
    level: LEVEL,
  }
}

/** Indices of the interval's ends, or null when even the extremes are not wide enough. */
function orderStatistics(n: number): { low: number; high: number } | null {
  // P(B ≤ k) for B binomial(n, ½), summed in logarithms, which never underflow to a wrong answer.
  let logTerm = -n * Math.LN2
  let below = 0
  let low = -1
  for (let k = 0; k < n; k++) {
    below += Math.exp(logTerm)
    if (below > (1 - LEVEL) / 2) break
    low = k
    logTerm += Math.log(n - k) - Math.log(k + 1)
  }
  return low < 0 ? null : { low, high: n - 1 - low }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The size that the paper's first pipeline plotted for L∞ (methods D.4, L.2): the largest signed entry of the
 * perturbation instead of the largest absolute one. For comparison with its figures only; smaller or equal.
 * @param sign 1: adversarial − clean (Fig 2b); −1: clean − adversarial (Fig 4c, 6a)
 */
export function paperSignedMaximum(clean: Float32Array, adversarial: Float32Array, sign: 1 | -1): number {
  if (clean.length !== adversarial.length)
    throw new UserError(
      'usage',
      `The perturbed image has ${adversarial.length} numbers and the clean one ${clean.length}: give two images of one shape.`,
    )
  let largest = -Infinity
  for (let i = 0; i < clean.length; i++) largest = Math.max(largest, sign * (adversarial[i]! - clean[i]!))
  return largest
}
