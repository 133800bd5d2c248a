/**
 * From cells to means (methods F.3): unweighted over types and severities, of accuracy and not of error, and the
 * mean corruption error against a baseline (Hendrycks and Dietterich 2019). Pure.
 *
 * Invariant: a mean is of all cells that belong in it, or it is null. The extra types are in no mean but their own.
 */
import {
  BENCHMARK_CORRUPTIONS,
  CORRUPTION_GROUPS,
  corruptionGroup,
} from '../../contract/kinds/corruption/corruptions'
import type { CorruptionSummary, MeanCorruptionError } from '../../contract/kinds/corruption/study'
import type { CorruptionGroup, CorruptionType, Severity } from '../../contract/kinds/corruption/corruptions'

/** Accuracy of a cell in [0,1]; undefined where it is not measured. */
export type CellAccuracy = (type: CorruptionType, severity: Severity) => number | undefined

/** @param types and severities that were asked for: what belongs into the means */
export function summariseCells(
  types: readonly CorruptionType[],
  severities: readonly Severity[],
  accuracy: CellAccuracy,
): CorruptionSummary {
  const benchmark = types.filter(isBenchmark)
  const over = (some: readonly CorruptionType[], levels: readonly Severity[]): number | null =>
    mean(some.flatMap((type) => levels.map((severity) => accuracy(type, severity))))
  const group = (name: CorruptionGroup): number | null =>
    over(
      benchmark.filter((type) => corruptionGroup(type) === name),
      severities,
    )
  return {
    mean: over(benchmark, severities),
    groups: { low: group('low'), medium: group('medium'), high: group('high') },
    bySeverity: severities.map((severity) => ({ severity, mean: over(benchmark, [severity]) })),
    byType: types.map((type) => ({ type, mean: over([type], severities) })),
  }
}

/** A model's cells and its clean accuracy, null where that is not measured. */
export interface Measured {
  clean: number | null
  accuracy: CellAccuracy
}

/**
 * mCE and relative mCE in percent, over the benchmark types among `types`.
 * @returns null where a cell of either is missing, or the baseline makes no errors at all on a type
 */
export function meanCorruptionError(
  types: readonly CorruptionType[],
  severities: readonly Severity[],
  model: Measured,
  baseline: Measured & { id: string },
): MeanCorruptionError | null {
  const byType: MeanCorruptionError['byType'] = []
  const relative: (number | null)[] = []
  for (const type of types.filter(isBenchmark)) {
    const own = meanError(type, severities, model)
    const other = meanError(type, severities, baseline)
    if (own === null || other === null || other === 0) return null
    byType.push({ type, value: (100 * own) / other })
    if (model.clean === null || baseline.clean === null) relative.push(null)
    else {
      const lost = other - (1 - baseline.clean)
      relative.push(lost > 0 ? (100 * (own - (1 - model.clean))) / lost : null)
    }
  }
  const value = mean(byType.map((each) => each.value))
  return value === null ? null : { baseline: baseline.id, value, relative: mean(relative), byType }
}

/** Whether a type is one of the 15 whose mean is published. */
export function isBenchmark(type: CorruptionType): boolean {
  return (BENCHMARK_CORRUPTIONS as readonly CorruptionType[]).includes(type)
}

/** The asked types of each group; groups without any are left out. */
export function groupsOfTypes(
  types: readonly CorruptionType[],
): { group: CorruptionGroup; types: CorruptionType[] }[] {
  return (Object.keys(CORRUPTION_GROUPS) as CorruptionGroup[])
    .map((group) => ({ group, types: types.filter((type) => corruptionGroup(type) === group) }))
    .filter((each) => each.types.length > 0)
}

function meanError(
  type: CorruptionType,
  severities: readonly Severity[],
  { accuracy }: Measured,
): number | null {
  const value = mean(severities.map((severity) => accuracy(type, severity)))
  return value === null ? null : 1 - value
}

/** Null when there is nothing, or something is missing. */
function mean(values: readonly (number | null | undefined)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null || value === undefined) return null
    sum += value
  }
  return values.length === 0 ? null : sum / values.length
}
