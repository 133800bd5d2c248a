/**
 * Which axes of recorded responses are more than noise (neural N.4): axes are found in the mean of one half of the repeats,
 * and the scores of both halves on them correlated over images. The second half took no part in choosing the axis, so noise
 * alone correlates around zero.
 */
import { ColumnCorrelation } from './noise-ceiling'
import { normalQuantile } from '../statistics/normal'

export interface AxisReliability {
  /** Correlation of the two halves' scores over images. */
  correlation: number
  /** Above what a true correlation of zero exceeds in one case of twenty. */
  reliable: boolean
}

/** The number that Fisher's z of so many images must pass: 5 %, one-sided. */
export function criticalCorrelation(images: number): number {
  return Math.tanh(normalQuantile(0.95) / Math.sqrt(images - 3))
}

/** @param first and second scores [images, axes] of the two halves */
export function axisReliability(first: Float32Array, second: Float32Array, axes: number): AxisReliability[] {
  const pairs = new ColumnCorrelation(axes)
  pairs.add(first, second)
  const critical = criticalCorrelation(pairs.rows)
  return Array.from(pairs.correlations(), (correlation) => ({
    correlation,
    reliable: correlation > critical,
  }))
}

/** Axes before the first that is not reliable: how many are reported. */
export function reliableDimensions(axes: readonly AxisReliability[]): number {
  const first = axes.findIndex(({ reliable }) => !reliable)
  return first < 0 ? axes.length : first
}
