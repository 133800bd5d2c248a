/**
 * The panels of accuracy on corrupted images against f_rev: one for every frequency group, severity, type, or type
 * at every severity; and which models have a place in each.
 */
import { corruptionGroup, corruptionGroupSchema } from '../contract/kinds/corruption/corruptions'
import type { FrequencyUnit } from '../contract/units'
import { inUnit } from './axes'
import { inPercent, meanAtSeverity, meanOfType, meanOverGroup } from './corruption-means'
import { byGroup, cellOf, typeName } from './corruption-model'
import type { CorruptionFacts, CorruptionModel } from './corruption-model'
import type { Interval } from '../statistics/number-with-interval'
import { gridOf } from './panels'

export const CORRUPTION_PANELS = ['frequency group', 'severity', 'type', 'type and severity'] as const
export type CorruptionPanels = (typeof CORRUPTION_PANELS)[number]

/** One panel: what it is of, and each model's value in [0,1]. */
export interface Panel {
  title: string
  /** As a column of the table. */
  type: string
  severity: string
  valueOf: (model: CorruptionModel) => Interval | null
}

/** A model in a panel: f_rev in the unit of the axis, accuracy in per cent. */
export interface Placed {
  model: CorruptionModel
  x: Interval
  y: Interval
}

/** How many rows of panels there are: how high the figure should be. */
export function panelRows(facts: CorruptionFacts, panels: CorruptionPanels): number {
  const list = panelsOf(facts, panels)
  return gridOf(list.length, columnsOf(panels, facts)).rows
}

export function columnsOf(kind: CorruptionPanels, { severities }: CorruptionFacts): number {
  return kind === 'type and severity' ? severities.length : 5
}

export function panelsOf({ types, severities }: CorruptionFacts, kind: CorruptionPanels): Panel[] {
  const ascending = severities.toSorted((a, b) => a - b)
  switch (kind) {
    case 'frequency group':
      return corruptionGroupSchema.options
        .filter((group) => types.some((type) => corruptionGroup(type) === group))
        .map((group) => ({
          title: `${group[0]!.toUpperCase()}${group.slice(1)} frequencies`,
          type: `mean of ${group} frequencies`,
          severity: 'mean',
          valueOf: ({ result }) => meanOverGroup(result, group),
        }))
    case 'severity':
      return ascending.map((severity) => ({
        title: `Severity ${severity}`,
        type: 'mean',
        severity: String(severity),
        valueOf: ({ result }) => meanAtSeverity(result, severity),
      }))
    case 'type':
      return byGroup(types).map((type) => ({
        title: typeName(type),
        type,
        severity: 'mean',
        valueOf: ({ result }) => meanOfType(result, type),
      }))
    case 'type and severity':
      return byGroup(types).flatMap((type) =>
        ascending.map((severity) => ({
          title: `${typeName(type)} ${severity}`,
          type,
          severity: String(severity),
          valueOf: ({ result }: CorruptionModel) => cellOf(result, type, severity),
        })),
      )
  }
}

export function place(models: readonly CorruptionModel[], panel: Panel, unit: FrequencyUnit): Placed[] {
  return models.flatMap((model) => {
    const { f_rev: reversal, viewing } = model
    const value = inPercent(panel.valueOf(model))
    if (reversal === null || reversal.value === null || value === null) return []
    const at = (f: number | null): number | null => (f === null ? null : inUnit(f, unit, viewing))
    const x = { value: inUnit(reversal.value, unit, viewing), low: at(reversal.low), high: at(reversal.high) }
    return Number.isFinite(x.value) && Number.isFinite(value.value) ? [{ model, x, y: value }] : []
  })
}
