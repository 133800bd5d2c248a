/**
 * Error bars that say what is known of an interval. Without an interval there is no bar: one of length zero would
 * claim a certainty that nobody has. Where one end is open (a median whose upper end no image reached), the bar
 * goes on to the end of the axis, and `openEnds` says so in words.
 */
import { listed } from './numbers'
import type { Interval } from '../statistics/number-with-interval'

/** What Plotly reads as no number, and hence draws no bar for; it takes null for 0. */
export const NO_BAR = 'no interval'

/** Plotly's error bars of one direction. */
export interface Bars {
  type: 'data'
  symmetric: false
  array: (number | typeof NO_BAR)[]
  arrayminus: (number | typeof NO_BAR)[]
  color: string
  thickness: number
  width: number
}

/** @param axis what the axis shows, from low to high, in its own unit */
export function intervalBars(
  intervals: readonly Interval[],
  axis: readonly [number, number],
  look: { color: string; thickness?: number; width?: number },
): Bars {
  const known = intervals.map((interval) => !isOpenBothWays(interval))
  return {
    type: 'data',
    symmetric: false,
    array: intervals.map(({ value, high }, i) =>
      known[i]! ? Math.max(0, (high ?? Math.max(axis[1], value)) - value) : NO_BAR,
    ),
    arrayminus: intervals.map(({ value, low }, i) =>
      known[i]! ? Math.max(0, value - (low ?? Math.min(axis[0], value))) : NO_BAR,
    ),
    color: look.color,
    thickness: look.thickness ?? 1.5,
    width: look.width ?? 4,
  }
}

/** The bar of one point as a property of its trace; none where there is no interval. */
export function intervalBarX(
  interval: Interval,
  axis: readonly [number, number],
  color: string,
): { error_x?: Bars } {
  return isOpenBothWays(interval) ? {} : { error_x: intervalBars([interval], axis, { color }) }
}

/** The models that are drawn without a bar, or with one that has one end only. */
export function barNotes(intervals: readonly { name: string; interval: Interval }[], what: string): string[] {
  const without = intervals.filter(({ interval }) => isOpenBothWays(interval))
  return [
    ...(without.length === 0
      ? []
      : [`Without an interval of ${what}, hence without a bar: ${listed(without.map(({ name }) => name))}.`]),
    ...openEnds(intervals, what),
  ]
}

/** The models whose interval has one end only, in a sentence for each end. */
export function openEnds(intervals: readonly { name: string; interval: Interval }[], what: string): string[] {
  return (['low', 'high'] as const).flatMap((end) => {
    const names = intervals
      .filter(({ interval }) => interval[end] === null && !isOpenBothWays(interval))
      .map(({ name }) => name)
    if (names.length === 0) return []
    return [
      `The interval of ${what} has no ${end === 'low' ? 'lower' : 'upper'} end: ${listed(names)}. Its bar goes on to the end of the axis.`,
    ]
  })
}

function isOpenBothWays({ low, high }: Interval): boolean {
  return low === null && high === null
}
