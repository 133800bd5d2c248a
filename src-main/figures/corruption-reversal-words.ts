/**
 * Accuracy on corrupted images against f_rev in words and numbers: the caption, the sentences on what is left out, and
 * the table behind the panels.
 */
import { intervalWords } from '../contract/interval-words'
import type { FrequencyUnit } from '../contract/units'
import { inUnit } from './axes'
import type { BlurFits } from './blur-fit'
import { imagesInEachCell } from '../contract/kinds/corruption/precision-words'
import { inPercent } from './corruption-means'
import { notAllSentence } from './corruption-model'
import type { CorruptionFacts, CorruptionModel } from './corruption-model'
import type { CorruptionPanels, Panel, Placed } from './corruption-panels'
import { csv } from './csv'
import { counted, formatCount, listed } from './numbers'

export function caption(
  { origin, images, precision }: CorruptionFacts,
  kind: CorruptionPanels,
  panels: number,
  all: readonly Placed[],
  fits: readonly BlurFits[],
  unit: FrequencyUnit,
): string {
  const models = new Set(all.map(({ model }) => model.result.id)).size
  const mean = {
    'frequency group': ' of corruptions, mean over its types and severities',
    severity: ', mean over types',
    type: ', mean over severities',
    'type and severity': '',
  }[kind]
  const bars = all.some(({ y }) => y.low !== null)
    ? `; bars: 95 % intervals of the accuracy (${intervalWords(kind === 'type and severity' ? 'accuracy' : 'mean of cells')})`
    : ''
  const fitted = fits.flatMap((each) => each.fits)
  const exact = fitted.some(({ sigmas }) => sigmas === 3)
  const curve =
    fitted.length === 0
      ? ''
      : ` Dashed: least-squares second-order polynomials through the blur models, between the smallest and the largest of their f_rev only${exact ? '; three σ determine them exactly' : ''}; coefficients are in the table (y in %, f_rev in ${unit}).`
  return `Accuracy on corrupted images against the reversal frequency f_rev of ${counted(models, 'model')}, ${counted(panels, 'panel')}, one for each ${kind}${mean}; ${origin.label}; ${imagesInEachCell(formatCount(images), precision)}${bars}.${curve}`
}

export function notes(
  models: readonly CorruptionModel[],
  { types, severities }: CorruptionFacts,
  fits: readonly BlurFits[],
): string[] {
  const unmeasured = models.filter(({ f_rev }) => f_rev === null).map(({ name }) => name)
  const without = models.flatMap(({ name, f_rev }) =>
    f_rev !== null && f_rev.value === null
      ? [`${name} is in no panel: ${f_rev.sentence ?? 'there is no f_rev.'}`]
      : [],
  )
  return [
    ...without,
    ...(unmeasured.length === 0
      ? []
      : [`Not yet measured with hybrid images, hence without f_rev: ${listed(unmeasured)}.`]),
    ...withoutIntervals(models),
    // The panels have the same models but for cells that are missing: mostly one sentence for all of them.
    ...new Set(fits.flatMap((each) => each.notes)),
    ...notAllSentence(types, severities),
  ]
}

/** Means of studies from before there were intervals, or of cells that are not all finished. */
function withoutIntervals(models: readonly CorruptionModel[]): string[] {
  const names = models
    .filter(({ result, f_rev }) => f_rev?.value != null && result.intervals === null)
    .map(({ name }) => name)
  return names.length === 0
    ? []
    : [
        `Without intervals of their means, which come when all cells are finished and the study is run by this version: ${listed(names)}.`,
      ]
}

/** Models with an f_rev that are not in every panel. */
export function absences(
  models: readonly CorruptionModel[],
  placed: readonly (readonly Placed[])[],
): string[] {
  const panels = new Map<string, number>()
  for (const { model } of placed.flat()) panels.set(model.result.id, (panels.get(model.result.id) ?? 0) + 1)
  const names = models
    .filter(({ f_rev, result }) => f_rev?.value != null && panels.get(result.id) !== placed.length)
    .map(({ name }) => name)
  return names.length === 0
    ? []
    : [
        `Not in every panel, because a cell is not finished or a value has no place on an axis: ${listed(names)}.`,
      ]
}

export function table(
  models: readonly CorruptionModel[],
  panels: readonly Panel[],
  { origin }: CorruptionFacts,
  fits: readonly BlurFits[],
  unit: FrequencyUnit,
  other: ReadonlySet<string> = new Set(),
): string {
  return csv(
    [
      'type',
      'severity',
      'model',
      'name',
      'group',
      'images',
      `f_rev (${unit})`,
      `f_rev resolved from (${unit})`,
      `f_rev resolved to (${unit})`,
      'accuracy (%)',
      'accuracy low (95 % interval of this trained network; %)',
      'accuracy high (95 % interval of this trained network; %)',
      'fit constant (%)',
      `fit linear (% per ${unit})`,
      `fit quadratic (% per squared ${unit})`,
      'fit R squared',
      'f_rev measured on other work than most',
    ],
    panels.flatMap((panel, i) => {
      return models.map((model) => {
        const at = (f: number | null | undefined): number | null =>
          f == null ? null : inUnit(f, unit, model.viewing)
        const fit = fits[i]!.fits.find(({ series }) => series === model.series)
        const coefficients =
          fit === undefined
            ? [null, null, null, null]
            : [fit.constant, fit.linear, fit.quadratic, fit.rSquared]
        const value = inPercent(panel.valueOf(model))
        return [
          panel.type,
          panel.severity,
          model.result.id,
          model.name,
          model.group,
          origin.label,
          at(model.f_rev?.value),
          at(model.f_rev?.resolution?.low),
          at(model.f_rev?.resolution?.high),
          value?.value ?? null,
          value?.low ?? null,
          value?.high ?? null,
          ...coefficients,
          other.has(model.result.id) ? 'yes' : 'no',
        ]
      })
    }),
  )
}
