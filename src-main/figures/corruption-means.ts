/**
 * The means of a corruption study with their intervals, each looked up in one place for every figure. The interval is
 * over images: the same ones are in every cell, so that cells are no sample (methods F.3, M.4). Null where a cell that
 * belongs in is missing; without ends where the study is from before there were intervals.
 */
import type { CorruptionIntervals, CorruptionSummary } from '../contract/kinds/corruption/study'
import type { CorruptionGroup, CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import type { Interval } from '../statistics/number-with-interval'

type Means = CorruptionSummary & { intervals: CorruptionIntervals | null }

/** Over all cells, in [0,1]. */
export function meanOver({ mean, intervals }: Means): Interval | null {
  return withEnds(mean, intervals?.mean)
}

export function meanOverGroup({ groups, intervals }: Means, group: CorruptionGroup): Interval | null {
  return withEnds(groups[group], intervals?.groups[group])
}

export function meanAtSeverity({ bySeverity, intervals }: Means, severity: Severity): Interval | null {
  return withEnds(
    bySeverity.find((each) => each.severity === severity)?.mean,
    intervals?.bySeverity.find((each) => each.severity === severity)?.interval,
  )
}

export function meanOfType({ byType, intervals }: Means, type: CorruptionType): Interval | null {
  return withEnds(
    byType.find((each) => each.type === type)?.mean,
    intervals?.byType.find((each) => each.type === type)?.interval,
  )
}

/** The same in per cent, as axes show it. */
export function inPercent(share: Interval | null): Interval | null {
  if (share === null) return null
  const percent = (part: number | null): number | null => (part === null ? null : part * 100)
  return { value: share.value * 100, low: percent(share.low), high: percent(share.high) }
}

function withEnds(
  value: number | null | undefined,
  ends: { low: number; high: number } | null | undefined,
): Interval | null {
  if (value == null) return null
  return { value, low: ends?.low ?? null, high: ends?.high ?? null }
}
