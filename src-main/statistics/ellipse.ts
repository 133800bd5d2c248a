/**
 * The region of two independent estimates that covers both true values in 95 of 100 cases: an ellipse of √χ²₂ = 2.448
 * standard errors where an interval of one of them has 1.960. An interval that is longer on one side has a longer half there.
 */
import { normalQuantile } from './normal'
import type { UncertainPoint } from './matched-difference'

/** √(−2 ln 0.05) over the normal quantile: from the half of a 95 % interval to the half axis. */
export const ELLIPSE_FACTOR = Math.sqrt(-2 * Math.log(0.05)) / normalQuantile(0.975)

const CORNERS = 48

/** Its outline, closed; null where a coordinate has no interval. */
export function ellipseOf({ x, y }: UncertainPoint): { x: number[]; y: number[] } | null {
  if (x.low === null || x.high === null || y.low === null || y.high === null) return null
  const [left, right] = [x.value - x.low, x.high - x.value]
  const [down, up] = [y.value - y.low, y.high - y.value]
  const angles = Array.from({ length: CORNERS + 1 }, (_, i) => (2 * Math.PI * i) / CORNERS)
  return {
    x: angles.map(
      (angle) => x.value + ELLIPSE_FACTOR * Math.cos(angle) * (Math.cos(angle) < 0 ? left : right),
    ),
    y: angles.map((angle) => y.value + ELLIPSE_FACTOR * Math.sin(angle) * (Math.sin(angle) < 0 ? down : up)),
  }
}
