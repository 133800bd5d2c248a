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

/**
 * The same where the largest values are only known to be larger than all others (Infinity): null where it touches one
 * of those, or without a value.
 */
export function censoredPercentile(sorted: ArrayLike<number>, q: number): number | null {
  if (sorted.length === 0) return null
  const position = q * (sorted.length - 1)
  // Exactly at an order statistic its neighbour does not count.
  const value = Number.isInteger(position) ? sorted[position]! : percentile(sorted, q)
  return Number.isFinite(value) ? value : null
}
