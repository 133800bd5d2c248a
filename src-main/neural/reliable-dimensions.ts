/**
 * Which axes of recorded responses are more than noise (neural N.4): axes are found in the mean of one half of the repeats,
 * for several random splits, and the scores of both halves on them correlated over images. The second half took no part in choosing the axis, so noise
 * alone correlates around zero.
 */
import { ColumnCorrelation } from './noise-ceiling'
import { normalQuantile } from '../statistics/normal'

export interface AxisReliability {
  /** Correlation of the two halves' scores over images, mean over splits. */
  correlation: number
  /** Above what a true correlation of zero exceeds in one case of twenty. */
  reliable: boolean
}

/** The number that Fisher's z of so many images must pass: 5 %, one-sided. */
export function criticalCorrelation(images: number): number {
  return Math.tanh(normalQuantile(0.95) / Math.sqrt(images - 3))
}

/** Scores [images, axes] of both halves of one split on the axes of its first half. */
export interface SplitScores {
  first: Float32Array
  second: Float32Array
}

/**
 * The k-th axis of each split has the k-th largest variance; their correlations are averaged as they are. The mean of several
 * splits varies less around zero than one does, so that what one exceeds by chance is on the safe side for it.
 * @param splits one or more, of the same images
 */
export function axisReliability(splits: readonly SplitScores[], axes: number): AxisReliability[] {
  const sums = new Float64Array(axes)
  let images = 0
  for (const { first, second } of splits) {
    const pairs = new ColumnCorrelation(axes)
    pairs.add(first, second)
    images = pairs.rows
    // A half whose scores never vary agrees with nothing.
    pairs.correlations().forEach((r, k) => (sums[k]! += Number.isNaN(r) ? 0 : r / splits.length))
  }
  const critical = criticalCorrelation(images)
  return Array.from(sums, (correlation) => ({ correlation, reliable: correlation > critical }))
}

/** Axes before the first that is not reliable: how many are reported. */
export function reliableDimensions(axes: readonly AxisReliability[]): number {
  const first = axes.findIndex(({ reliable }) => !reliable)
  return first < 0 ? axes.length : first
}
