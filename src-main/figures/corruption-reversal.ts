/**
 * Accuracy on corrupted images against f_rev as small multiples (methods G.5, G.9, K.17): one panel for every
 * severity, for every type, or for every type at every severity, each with the second-order polynomial through
 * the blur family, which is never drawn beyond it.
 *
 * All panels share both axes. A model without f_rev is in no panel, and is named.
 */
import { groupSchema } from '../contract/model'
import type { FrequencyUnit } from '../contract/units'
import { frequencyTitle, inUnit, unitChoices } from './axes'
import { csv } from './csv'
import { paddedExtent } from './extent'
import { accuracyTitle, byGroup, cellOf, notAllSentence, typeName } from './corruption-model'
import type { CorruptionFacts, CorruptionModel } from './corruption-model'
import { fitBlurSeries } from './blur-fit'
import type { BlurFits } from './blur-fit'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBars } from './interval-bars'
import { counted, formatCount, formatInterval, formatPercent, listed } from './numbers'
import type { Interval } from './numbers'
import { groupStyle } from './palette'
import { gridOf, outerTitles, panelAxes, panelLayout, panelTitle } from './panels'
import type { PanelGrid } from './panels'
import { baseLayout, emptyAnnotation, legend } from './style'

export const CORRUPTION_PANELS = ['severity', 'type', 'type and severity'] as const
export type CorruptionPanels = (typeof CORRUPTION_PANELS)[number]

export interface CorruptionReversalOptions extends Appearance {
  panels?: CorruptionPanels | undefined
  unit?: FrequencyUnit | undefined
  /** Also curves through exactly three σ, which determine them; false unless told. */
  exactCurve?: boolean | undefined
}

/** One panel: what it is of, and each model's value in [0,1]. */
interface Panel {
  title: string
  /** As a column of the table. */
  type: string
  severity: string
  valueOf: (model: CorruptionModel) => Interval | null
}

interface Placed {
  model: CorruptionModel
  x: Interval
  y: Interval
}

/** How many rows of panels there are: how high the figure should be. */
export function panelRows(facts: CorruptionFacts, panels: CorruptionPanels): number {
  const list = panelsOf(facts, panels)
  return gridOf(list.length, columnsOf(panels, facts)).rows
}

export function corruptionReversalFigure(
  models: readonly CorruptionModel[],
  facts: CorruptionFacts,
  options: CorruptionReversalOptions,
): Figure {
  const { theme, panels: kind = 'severity', unit = 'fraction of Nyquist' } = options
  const panels = panelsOf(facts, kind)
  const grid: PanelGrid = { ...gridOf(panels.length, columnsOf(kind, facts)), gapX: 0.14, gapY: 0.32 }
  const placed = panels.map((panel) => place(models, panel, unit))
  const fits = placed.map((points) => blurFits(points, options))
  const all = placed.flat()
  const drawnFits = fits.flatMap((each) => each.fits)
  return finish({
    data: panels.flatMap((_, i) => traces(placed[i]!, fits[i]!, i, unit, options)),
    layout: {
      ...baseLayout(options),
      ...legend(),
      margin: { l: 70, r: 16, t: 56, b: 64, pad: 0 },
      legend: { ...legend().legend, y: 1, yanchor: 'top', yref: 'container' },
      ...panelLayout(
        panels.length,
        grid,
        theme,
        {
          range: padded(
            all.map(({ x }) => x),
            drawnFits.flatMap(({ x }) => x),
            [0, 1],
          ),
          nticks: 4,
        },
        {
          range: padded(
            all.map(({ y }) => y),
            drawnFits.flatMap(({ y }) => y),
            [0, 100],
          ),
          nticks: 4,
        },
      ),
      annotations: [
        ...panels.map(({ title }, i) => panelTitle(i, grid, title)),
        ...outerTitles(frequencyTitle('f_rev', unit), accuracyTitle(facts), theme),
        ...(all.length === 0
          ? (emptyAnnotation('No model has both an <i>f</i><sub>rev</sub> and a finished cell.', theme)
              .annotations ?? [])
          : []),
      ],
    },
    caption: caption(facts, kind, panels.length, all, fits, unit),
    notes: [...notes(models, facts, fits), ...absences(models, placed)],
    csv: table(models, panels, facts, fits, unit),
    ariaLabel: `Small multiples: accuracy in percent against the reversal frequency f_rev in ${unit}; ${counted(panels.length, 'panel')}, one for each ${kind}.`,
    units: unitChoices(models.map(({ viewing }) => viewing)),
  })
}

function columnsOf(kind: CorruptionPanels, { severities }: CorruptionFacts): number {
  return kind === 'type and severity' ? severities.length : 5
}

function panelsOf({ types, severities }: CorruptionFacts, kind: CorruptionPanels): Panel[] {
  const ascending = severities.toSorted((a, b) => a - b)
  switch (kind) {
    case 'severity':
      return ascending.map((severity) => ({
        title: `Severity ${severity}`,
        type: 'mean',
        severity: String(severity),
        valueOf: ({ result }) => alone(result.bySeverity.find((each) => each.severity === severity)?.mean),
      }))
    case 'type':
      return byGroup(types).map((type) => ({
        title: typeName(type),
        type,
        severity: 'mean',
        valueOf: ({ result }) => alone(result.byType.find((each) => each.type === type)?.mean),
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

function alone(value: number | null | undefined): Interval | null {
  return value == null ? null : { value, low: null, high: null }
}

function place(models: readonly CorruptionModel[], panel: Panel, unit: FrequencyUnit): Placed[] {
  return models.flatMap((model) => {
    const { f_rev: reversal, viewing } = model
    const value = panel.valueOf(model)
    if (reversal === null || reversal.value === null || value === null) return []
    const at = (f: number | null): number | null => (f === null ? null : inUnit(f, unit, viewing))
    const percent = (part: number | null): number | null => (part === null ? null : part * 100)
    const x = { value: inUnit(reversal.value, unit, viewing), low: at(reversal.low), high: at(reversal.high) }
    const y = { value: value.value * 100, low: percent(value.low), high: percent(value.high) }
    return Number.isFinite(x.value) && Number.isFinite(y.value) ? [{ model, x, y }] : []
  })
}

function blurFits(points: readonly Placed[], { exactCurve }: CorruptionReversalOptions): BlurFits {
  return fitBlurSeries(
    points.map(({ model: { name, group, result, seed, series, seriesReason }, x, y }) => ({
      ...{ name, group, seed, series, seriesReason },
      sigma: result.sigma,
      x: x.value,
      y: y.value,
    })),
    'f_rev',
    exactCurve,
  )
}

/** Whether some panel has a curve through exactly three σ, which is drawn only where it is asked for. */
export function exactCurveOffered(
  models: readonly CorruptionModel[],
  facts: CorruptionFacts,
  { panels = 'severity', unit = 'fraction of Nyquist', ...options }: CorruptionReversalOptions,
): boolean {
  return panelsOf(facts, panels).some((panel) => blurFits(place(models, panel, unit), options).exactOffered)
}

function traces(
  points: readonly Placed[],
  { fits }: BlurFits,
  panel: number,
  unit: FrequencyUnit,
  { theme, palette }: Appearance,
): Scatter[] {
  const axes = panelAxes(panel)
  const light = groupStyle('blur', theme, palette).light
  const lines = fits.map((fit): Scatter => ({
    type: 'scatter',
    mode: 'lines',
    name: 'second-order fit',
    legendgroup: 'fit',
    showlegend: false,
    x: fit.x,
    y: fit.y,
    ...axes,
    line: { color: light, width: 1.5, dash: 'dash' },
    hoverinfo: 'skip',
  }))
  const groups = groupSchema.options.flatMap((group): Scatter[] => {
    const members = points.filter(({ model }) => model.group === group)
    if (members.length === 0) return []
    const style = groupStyle(group, theme, palette)
    const colour = group === 'blur' ? style.light : style.colour
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name: group,
        legendgroup: group,
        showlegend: panel === 0,
        x: members.map(({ x }) => x.value),
        y: members.map(({ y }) => y.value),
        ...axes,
        customdata: members.map(({ model }) => model.result.id),
        error_y: intervalBars(
          members.map(({ y }) => y),
          [0, 100],
          { color: colour, thickness: 1, width: 0 },
        ),
        marker: {
          symbol: style.symbol,
          size: 7,
          color: colour,
          line: { color: group === 'blur' ? colour : style.outline, width: group === 'blur' ? 2 : 1 },
        },
        hovertext: members.map(
          ({ model, x, y }) =>
            `<b>${escapeText(model.name)}</b><br><i>f</i><sub>rev</sub> ${formatInterval(x)} ${unit}<br>${formatPercent({ value: y.value / 100, low: y.low === null ? null : y.low / 100, high: y.high === null ? null : y.high / 100 })}`,
        ),
        hoverinfo: 'text',
      },
    ]
  })
  return [...lines, ...groups]
}

/** What an axis shows: every value with a margin; the whole without any. */
function padded(
  intervals: readonly Interval[],
  more: readonly number[],
  whole: [number, number],
): [number, number] {
  return paddedExtent(
    [...intervals.flatMap(({ value, low, high }) => [value, low, high]), ...more],
    whole,
    0.1,
  )
}

function caption(
  { origin, images }: CorruptionFacts,
  kind: CorruptionPanels,
  panels: number,
  all: readonly Placed[],
  fits: readonly BlurFits[],
  unit: FrequencyUnit,
): string {
  const models = new Set(all.map(({ model }) => model.result.id)).size
  const mean = kind === 'severity' ? ', mean over types' : kind === 'type' ? ', mean over severities' : ''
  const bars = kind === 'type and severity' ? '; bars: 95 % intervals of the accuracy (Wilson)' : ''
  const fitted = fits.flatMap((each) => each.fits)
  const exact = fitted.some(({ sigmas }) => sigmas === 3)
  const curve =
    fitted.length === 0
      ? ''
      : ` Dashed: least-squares second-order polynomials through the blur models, between the smallest and the largest of their f_rev only${exact ? '; three σ determine them exactly' : ''}; coefficients are in the table (y in %, f_rev in ${unit}).`
  return `Accuracy on corrupted images against the reversal frequency f_rev of ${counted(models, 'model')}, ${counted(panels, 'panel')}, one for each ${kind}${mean}; ${origin.label}; n = ${formatCount(images)} images in each cell${bars}.${curve}`
}

function notes(
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
    // The panels have the same models but for cells that are missing: mostly one sentence for all of them.
    ...new Set(fits.flatMap((each) => each.notes)),
    ...notAllSentence(types, severities),
  ]
}

/** Models with an f_rev that are not in every panel. */
function absences(models: readonly CorruptionModel[], placed: readonly (readonly Placed[])[]): string[] {
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

function table(
  models: readonly CorruptionModel[],
  panels: readonly Panel[],
  { origin }: CorruptionFacts,
  fits: readonly BlurFits[],
  unit: FrequencyUnit,
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
      'fit constant (%)',
      `fit linear (% per ${unit})`,
      `fit quadratic (% per squared ${unit})`,
      'fit R squared',
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
        const value = panel.valueOf(model)
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
          value === null ? null : value.value * 100,
          ...coefficients,
        ]
      })
    }),
  )
}
