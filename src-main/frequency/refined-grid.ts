/**
 * Which mixing frequencies are measured where a grid is refined around the crossing instead of measured whole (methods
 * C.4): a few of it first, then, round by round, those around f_rev and around both ends of its interval, until the
 * measured ones on both sides are neighbours in the whole grid or no further apart than a tenth of the interval.
 *
 * Where the whole curve has one change of sign between the measured frequencies that enclose it, its f_rev is then the
 * very same (neighbours), or lies in the same tenth of the interval. What the whole curve does elsewhere nobody sees.
 * Invariant: the same answers give the same frequencies; a frequency is one of the whole grid, and is chosen once.
 */
import { MIXING_GRIDS, defaultGridName } from '../contract/studies/mixing-grids'
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'

/** Of the published grid for a size every so manieth frequency comes first. */
const COARSE_STEP = 3
/** Of the interval of f_rev: nearer than this the measured frequencies on both sides need not be. */
const TOLERANCE = 0.1
/** The interval moves a little while the curve is refined: rounds beyond those that halving takes. */
const MORE_ROUNDS = 2

/**
 * The frequencies that are measured first: of the whole grid those nearest to every third one that was published for this
 * size, with both ends of the grid.
 * @param among the whole grid, ascending, two or more
 * @param side of the images in pixels
 */
export function coarseGrid(among: readonly number[], side: number): FractionOfNyquist[] {
  const published = MIXING_GRIDS[defaultGridName(side)].fMix.filter((_, i) => i % COARSE_STEP === 0)
  const near = published.map((wanted) =>
    among.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best)),
  )
  const chosen = new Set([among[0]!, ...near, among[among.length - 1]!])
  return [...chosen].sort((a, b) => a - b).map(mixingFrequency)
}

/** After how many rounds at most every gap of the first frequencies is resolved: each round at least halves it. */
export function roundsOf(among: readonly number[], coarse: readonly number[]): number {
  const places = coarse.map((value) => among.indexOf(value))
  const gaps = places.slice(1).map((place, i) => place - places[i]! - 1)
  return Math.ceil(Math.log2(Math.max(...gaps) + 1)) + MORE_ROUNDS
}

/** Of how many frequencies a round is expected to be, for estimates: what was seen of the networks of the demo. */
export function likelyFrequencies(round: number): number {
  return [3, 1][round] ?? 0
}

/** What is known of a curve so far; frequencies are fractions of Nyquist. */
export interface SeenCurve {
  /** Ascending. */
  measured: readonly number[]
  /** Where it changes its sign. */
  crossings: readonly number[]
  /** The interval of f_rev; null where there is none. */
  low: number | null
  high: number | null
}

/**
 * What is measured next, ascending; nothing where everything around f_rev is resolved, or where no crossing is seen.
 * @param among the whole grid, ascending
 * @param version of the rule: 1 looked only before the first of several measured zeros, and is kept for studies that it has begun
 */
export function nextFrequencies(
  among: readonly number[],
  { measured, crossings, low, high }: SeenCurve,
  version: 1 | 2,
): FractionOfNyquist[] {
  const ends = low === null || high === null ? [] : [low, high]
  const tolerance = low === null || high === null ? 0 : TOLERANCE * (high - low)
  const chosen = new Set(
    [...crossings, ...ends].flatMap((at) =>
      between(among, measured, at, tolerance)
        .slice(0, version === 1 ? 1 : undefined)
        .flat(),
    ),
  )
  return [...chosen].sort((a, b) => a - b).map(mixingFrequency)
}

/** Of each gap around `at`, frequencies of the whole grid that bring the measured ones nearer; none where they are near enough. */
function between(
  among: readonly number[],
  measured: readonly number[],
  at: number,
  tolerance: number,
): number[][] {
  return measured.slice(1).flatMap((high, i) => {
    const low = measured[i]!
    // A measured zero is the crossing, and of several in a row the last: it may lie in the gap after it, too.
    return low <= at && at <= high ? [inGap(among, { low, high }, at, tolerance)] : []
  })
}

function inGap(
  among: readonly number[],
  { low, high }: { low: number; high: number },
  at: number,
  tolerance: number,
): number[] {
  const inner = among.filter((value) => value > low && value < high)
  if (inner.length === 0 || high - low <= tolerance) return []
  // Both sides of where it seems to be, as far apart as they may stay; the middle halves the gap where it is elsewhere.
  const below =
    inner.find((value) => value >= at - tolerance / 2 && value < at) ?? inner.findLast((value) => value < at)
  const above =
    inner.findLast((value) => value <= at + tolerance / 2 && value >= at) ??
    inner.find((value) => value >= at)
  const middle = inner.length > 2 ? inner[Math.floor(inner.length / 2)] : undefined
  return [below, above, middle].filter((value) => value !== undefined)
}
