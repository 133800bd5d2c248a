/**
 * What the figures of corruptions share: a model with its results, types in the order of the frequency groups, and
 * the words for where the images come from, without which no number of theirs may stand.
 */
import {
  CORRUPTION_GROUPS,
  CORRUPTION_NAMES,
  corruptionGroup,
  corruptionGroupSchema,
  fewerThanBenchmark,
} from '../contract/kinds/corruption/corruptions'
import type { CorruptionGroup, CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import type {
  CellPrecision,
  CorruptionModelResult,
  CorruptionOrigin,
} from '../contract/kinds/corruption/study'
import type { Group } from '../contract/model'
import type { MeasuringWork } from '../contract/map-point'
import type { Reversal } from '../contract/kinds/hybrid/study'
import type { Proportion } from '../contract/primitives'
import type { Viewing } from '../contract/units'
import type { Dash } from 'plotly.js'
import { escapeText } from './figure'
import { css } from './palette'
import type { Rgb, Theme } from './palette'

/** A model of a corruption study with what figures need to know beside its result. */
export interface CorruptionModel {
  name: string
  group: Group
  /** Training seed, and the blur series that a curve may go through, as on the Map; null: unknown, or none. */
  seed: number | null
  series: string | null
  seriesReason: string | null
  /** On what f_rev was measured; null: it was not, or that is not known. */
  reversalWork: MeasuringWork | null
  /** Of a hybrid study; null where it was not measured. */
  f_rev: Reversal | null
  viewing: Viewing
  result: CorruptionModelResult
}

/**
 * Models whose cells are all finished and whose means have no intervals yet: those of studies from before there were
 * any, where going on with the study computes them from the stored answers.
 */
export function withoutIntervals<Model extends Pick<CorruptionModelResult, 'missing' | 'intervals'>>(
  models: readonly Model[],
): Model[] {
  return models.filter(({ missing, intervals }) => missing === 0 && intervals === null)
}

/** What is the same for all models of a study. */
export interface CorruptionFacts {
  origin: CorruptionOrigin
  /** Images of each cell. */
  images: number
  /** Where cells ended at one. */
  precision?: CellPrecision | undefined
  /** Of the data set: the chance level is 1/classes. */
  classes: number
  types: readonly CorruptionType[]
  severities: readonly Severity[]
}

/** Low, medium, high, then the types that the paper did not group; in each the benchmark's order. */
export function byGroup(types: readonly CorruptionType[]): CorruptionType[] {
  const rank = (type: CorruptionType): number => {
    const group = corruptionGroup(type)
    return group === null
      ? corruptionGroupSchema.options.length
      : corruptionGroupSchema.options.indexOf(group)
  }
  return types.toSorted((a, b) => rank(a) - rank(b))
}

export function cellOf(
  { cells }: CorruptionModelResult,
  type: CorruptionType,
  severity: Severity,
): Proportion | null {
  return cells.find((cell) => cell.type === type && cell.severity === severity)?.accuracy ?? null
}

export function typeName(type: CorruptionType): string {
  return CORRUPTION_NAMES[type]
}

/** Of an accuracy axis; a long one has two lines, so that it fits beside a low figure. */
export function accuracyTitle({ origin }: CorruptionFacts): string {
  return escapeText(origin.axis).replace(': ', ':<br>')
}

/** Percent of right answers that guessing gives. */
export function chancePercent(classes: number): number {
  return 100 / classes
}

/** The paper's colours of the frequency groups (methods F.4): red, blue, green; told apart by dash as well. */
export const GROUP_LOOKS: Record<CorruptionGroup, { colour: Record<Theme, string>; dash: Dash }> = {
  low: look([196, 30, 30], [255, 112, 104], 'solid'),
  medium: look([0, 60, 220], [116, 158, 255], 'dash'),
  high: look([0, 120, 0], [84, 190, 92], 'dot'),
}

function look(light: Rgb, dark: Rgb, dash: Dash): { colour: Record<Theme, string>; dash: Dash } {
  return { colour: { light: css(light), dark: css(dark) }, dash }
}

/** E.g. `Low: snow, frost, fog.` of the types that were asked for. */
export function groupSentence(types: readonly CorruptionType[]): string {
  const parts = corruptionGroupSchema.options.flatMap((group) => {
    const members: readonly CorruptionType[] = CORRUPTION_GROUPS[group]
    const asked = members.filter((type) => types.includes(type))
    return asked.length === 0
      ? []
      : [`${group}: ${asked.map((type) => typeName(type).toLowerCase()).join(', ')}`]
  })
  return parts.length === 0 ? '' : `Groups by frequency, ${parts.join('; ')}.`
}

/** Every benchmark type that a mean leaves out, in one sentence; none when it leaves out none. */
export function notAllSentence(types: readonly CorruptionType[], severities: readonly Severity[]): string[] {
  const fewer = fewerThanBenchmark(types, severities)
  return fewer.length === 0
    ? []
    : [`Means are over ${fewer.join(' and ')}: not comparable with published means.`]
}
