/**
 * How finely a mixing frequency is resolved. The mask of a hybrid (mask.ts) is a disc over a square lattice:
 * it changes at the radii √(u² + v²)/N of whole u and v only, so every f_mix from one radius up to, but not
 * including, the next gives the very same hybrids. What is found with them (f_rev) is known no better.
 *
 * Invariant: computed from whole numbers, so that a ring is one radius however its coefficients round; a ring
 * counts as inside a mask as soon as the mask takes one of its coefficients.
 */
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'
import { fourierFrequencies } from './mask'

/** A half-open range [low, high) of fractions of Nyquist; the end of the scale, 1, belongs to the last one. */
export interface FrequencyRange {
  low: FractionOfNyquist
  high: FractionOfNyquist
}

interface Ring {
  /** The radius as a fraction of Nyquist: 2√(u² + v²)/N. */
  radius: number
  /** The smallest and the largest f_mix at which a coefficient of the ring enters the mask: the rounding of `radius`. */
  first: number
  last: number
}

const known = new Map<number, readonly Ring[]>()

/** All rings that a mask of f_mix up to 1 can end at, and the next one, ascending. */
function rings(side: number): readonly Ring[] {
  const found = known.get(side)
  if (found) return found
  const d = fourierFrequencies(side)
  const bySquare = new Map<number, Ring>()
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const square = whole(u, side) ** 2 + whole(v, side) ** 2
      const entry = 2 * Math.sqrt(d[v]! * d[v]! + d[u]! * d[u]!)
      const ring = bySquare.get(square)
      if (ring) {
        ring.first = Math.min(ring.first, entry)
        ring.last = Math.max(ring.last, entry)
      } else bySquare.set(square, { radius: (2 * Math.sqrt(square)) / side, first: entry, last: entry })
    }
  }
  const sorted = [...bySquare.values()].sort((a, b) => a.radius - b.radius)
  known.set(side, sorted)
  return sorted
}

/** Cycles over the image of the k-th coefficient along one side, from −N/2. */
function whole(k: number, side: number): number {
  return k < side / 2 ? k : k - side
}

/**
 * The f_mix that give the same hybrids as this one.
 * @param side of the image in pixels, a whole number of 1 or more; else UserError('usage')
 * @param fMix from 0 to 1; else UserError('usage')
 */
export function sameHybrids(side: number, fMix: FractionOfNyquist): FrequencyRange {
  const value = mixingFrequency(fMix)
  const all = rings(side)
  const next = all.findIndex(({ first }) => first > value)
  const inner = all[(next < 0 ? all.length : next) - 1]!
  const outer = next < 0 ? 1 : Math.min(1, all[next]!.radius)
  return {
    low: mixingFrequency(Math.min(inner.radius, value)),
    high: mixingFrequency(Math.max(outer, value)),
  }
}

/** One f_mix for each different hybrid of images of this side: a grid that leaves none out. */
export function allRadii(side: number): FractionOfNyquist[] {
  return rings(side)
    .filter(({ first }) => first <= 1)
    .map(({ last }) => mixingFrequency(Math.min(1, last)))
}

/**
 * Between which values a frequency that was interpolated on a grid could as well lie (methods C.5): each of the two
 * grid frequencies around it may be replaced by any other that gives the same hybrids, and the interpolation moves
 * with them.
 * @param value between the first and the last frequency of the grid; else RangeError
 * @param grid strictly increasing
 */
export function interpolatedRange(
  side: number,
  grid: readonly FractionOfNyquist[],
  value: FractionOfNyquist,
): FrequencyRange {
  const above = grid.findIndex((frequency) => frequency >= value)
  if (above < 0 || value < grid[0]!) throw new RangeError(`${value} lies outside the grid`)
  const upper = sameHybrids(side, grid[above]!)
  if (grid[above] === value) return upper
  const lower = sameHybrids(side, grid[above - 1]!)
  const weight = (value - grid[above - 1]!) / (grid[above]! - grid[above - 1]!)
  const between = (from: number, to: number): FractionOfNyquist =>
    mixingFrequency(from + weight * (to - from))
  return { low: between(lower.low, upper.low), high: between(lower.high, upper.high) }
}
