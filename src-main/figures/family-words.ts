/** Numbers over a family of training seeds for people, in the window and on the command line. Pure. */
import { LIMITED, shownInterval } from '../contract/comparisons/families'
import { formatNumber } from '../contract/units'
import { decimalsApart, decimalsFor } from '../statistics/number-with-interval'
import type { FamilyMeasure, SeedFamily } from '../contract/comparisons/families'

/** Cells of a row: the mean and its interval have the digits that the spread deserves, as in mean ± SD. */
export interface FamilyNumbers {
  mean: string
  sd: string
  /** `[0.231, 0.251]`, with `*` where it was longer than what is possible. */
  interval: string
  /** Mean half width of the intervals of the single networks. */
  single: string
}

export function familyNumbers(measure: FamilyMeasure): FamilyNumbers {
  const { mean, sd, networkHalfWidth } = measure
  const shown = shownInterval(measure)
  return {
    ...meanCells(mean, sd, shown),
    sd: numberCell(sd),
    single: networkHalfWidth === null ? '–' : `± ${numberCell(networkHalfWidth)}`,
  }
}

function meanCells(
  mean: number | null,
  sd: number | null,
  shown: ReturnType<typeof shownInterval>,
): Pick<FamilyNumbers, 'mean' | 'interval'> {
  if (mean === null || sd === null || shown === null) return { mean: numberCell(mean), interval: '–' }
  const { low, high, limited } = shown
  const decimals = decimalsApart([mean, low, high], decimalsFor(mean - sd, mean + sd))
  const text = (value: number): string => value.toFixed(decimals)
  return { mean: text(mean), interval: `[${text(low)}, ${text(high)}]${limited ? '*' : ''}` }
}

/** Three significant digits; `–` where there is no number. */
export function numberCell(value: number | null): string {
  return value === null ? '–' : formatNumber(value)
}

/** What holds of some numbers of the table only, one sentence each. */
export function familyNotes(families: readonly Pick<SeedFamily, 'measures'>[]): string[] {
  const measures = families.flatMap((family) => family.measures)
  return [
    ...(measures.some((measure) => shownInterval(measure)?.limited)
      ? [`*: ${LIMITED}; few training seeds make a t-interval wide.`]
      : []),
    ...new Set(measures.flatMap(({ words, note }) => (note === null ? [] : [`${words}: ${note}`]))),
  ]
}
