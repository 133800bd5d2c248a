/**
 * Linear interpolation between order statistics, as numpy.percentile.
 * @param sorted ascending, one or more @param q from 0 to 1
 */
export function percentile(sorted: ArrayLike<number>, q: number): number {
  const position = q * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (position - below)
}
