/** Student's t: its quantiles, and the interval of a mean that they give. */
import { incompleteBeta } from './incomplete-beta'
import { meanOf, standardDeviation } from './sample'

/**
 * The value that t with so many degrees of freedom stays below with probability `probability`.
 * @param probability between 0 and 1, both excluded @param freedom positive
 */
export function studentQuantile(probability: number, freedom: number): number {
  if (!(probability > 0 && probability < 1 && freedom > 0))
    throw new RangeError(`t quantile at ${probability} with ${freedom} degrees of freedom`)
  if (probability === 0.5) return 0
  if (probability < 0.5) return -studentQuantile(1 - probability, freedom)
  // P(|T| > t) = I_{ν/(ν + t²)}(ν/2, 1/2), which falls with t: halved until no number lies between.
  const tail = 2 * (1 - probability)
  const beyond = (t: number): number => incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
  let low = 0
  let high = 1
  while (beyond(high) > tail) high *= 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (beyond(middle) > tail) low = middle
    else high = middle
  }
}

/** A mean with its t-interval. */
export interface MeanInterval {
  n: number
  mean: number
  /** Standard deviation with n − 1; null with one value. */
  sd: number | null
  /** mean ± t(n − 1) · SD / √n; null with one value. */
  low: number | null
  high: number | null
}

/** @param values one or more @param level probability that the interval covers the mean, for normal values */
export function meanInterval(values: readonly number[], level = 0.95): MeanInterval {
  const n = values.length
  const mean = meanOf(values)
  const sd = standardDeviation(values)
  if (sd === null) return { n, mean, sd, low: null, high: null }
  const half = (studentQuantile((1 + level) / 2, n - 1) * sd) / Math.sqrt(n)
  return { n, mean, sd, low: mean - half, high: mean + half }
}
