/**
 * Where a value lies on a line between two measured points, and how far a third point is from that line there: the
 * blur-matched control (methods M.10). All six coordinates are uncertain and taken as independent; the delta method gives
 * the intervals: the variance of a function is the sum of the variances of its arguments times its squared derivatives.
 */
import { normalQuantile } from './normal'

/** A coordinate with the ends of its 95 % interval; null: it has none, and is taken as exact. */
export interface Uncertain {
  value: number
  low: number | null
  high: number | null
}

export interface UncertainPoint {
  x: Uncertain
  y: Uncertain
}

export interface Matched {
  /** Place between the two points, 0 at the first and 1 at the second, with its 95 % interval. */
  place: { value: number; low: number; high: number }
  /** The third point's y less the line's, with its 95 % interval. */
  difference: { value: number; low: number; high: number }
}

const Z = normalQuantile(0.975)

/** From the width of a 95 % interval, as of a normal distribution. */
export function standardErrorOf({ low, high }: Uncertain): number {
  return low === null || high === null ? 0 : (high - low) / (2 * Z)
}

/** Null where the third point's x is not between those of the two, or these are equal. */
export function matchedDifference(
  first: UncertainPoint,
  second: UncertainPoint,
  third: UncertainPoint,
): Matched | null {
  const width = second.x.value - first.x.value
  if (width === 0) return null
  const t = (third.x.value - first.x.value) / width
  if (!(t >= 0 && t <= 1)) return null
  const slope = (second.y.value - first.y.value) / width
  const variance = ({ x, y }: UncertainPoint): { x: number; y: number } => ({
    x: standardErrorOf(x) ** 2,
    y: standardErrorOf(y) ** 2,
  })
  const [a, b, c] = [variance(first), variance(second), variance(third)]
  const alongX = c.x + (1 - t) ** 2 * a.x + t ** 2 * b.x
  const placeError = Math.sqrt(alongX) / Math.abs(width)
  const differenceError = Math.sqrt(c.y + (1 - t) ** 2 * a.y + t ** 2 * b.y + slope ** 2 * alongX)
  const difference = third.y.value - (first.y.value + t * (second.y.value - first.y.value))
  return {
    place: { value: t, low: t - Z * placeError, high: t + Z * placeError },
    difference: {
      value: difference,
      low: difference - Z * differenceError,
      high: difference + Z * differenceError,
    },
  }
}
