/**
 * Accuracy on corrupted images against f_rev as small multiples (methods G.5, G.9, K.17): one panel for every
 * severity, for every type, or for every type at every severity, each with the second-order polynomial through
 * the blur family, which is never drawn beyond it. Models whose f_rev was measured on other work than that of most
 * (other images, pairs or grid) are hollow, named, and in no curve, as on the Map.
 *
 * All panels share both axes. A model without f_rev is in no panel, and is named.
 */
import { groupSchema } from '../contract/model'
import type { FrequencyUnit } from '../contract/units'
import { frequencyTitle, unitChoices } from './axes'
import { paddedExtent } from './extent'
import { accuracyTitle } from './corruption-model'
import type { CorruptionFacts, CorruptionModel } from './corruption-model'
import { columnsOf, panelsOf, place } from './corruption-panels'
import type { CorruptionPanels, Placed } from './corruption-panels'
import { absences, caption, notes, table } from './corruption-reversal-words'
import { fitBlurSeries } from './blur-fit'
import type { BlurFits } from './blur-fit'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBars } from './interval-bars'
import { formatInterval, formatPercent } from '../statistics/number-with-interval'
import { counted } from './numbers'
import type { Interval } from '../statistics/number-with-interval'
import { otherWork } from './map-work'
import { groupStyle, hollowSymbol } from './palette'
import { gridOf, outerTitles, panelAxes, panelLayout, panelTitle } from './panels'
import type { PanelGrid } from './panels'
import { baseLayout, emptyAnnotation, legend } from './style'
import { mouseV1Ends, withMouseV1 } from './mouse-v1'

export interface CorruptionReversalOptions extends Appearance {
  panels?: CorruptionPanels | undefined
  unit?: FrequencyUnit | undefined
  /** Also curves through exactly three σ, which determine them; false unless told. */
  exactCurve?: boolean | undefined
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
  const other = reversalsOfOtherWork(models)
  const fits = placed.map((points) => blurFits(points, other.ids, options))
  const all = placed.flat()
  const drawnFits = fits.flatMap((each) => each.fits)
  const viewings = all.map(({ model }) => model.viewing)
  return finish(
    withMouseV1(
      {
        data: panels.flatMap((_, i) => traces(placed[i]!, fits[i]!, i, unit, other.ids, options)),
        layout: {
          ...baseLayout(options),
          ...legend(),
          // A title of two lines needs room for both.
          margin: { l: accuracyTitle(facts).includes('<br>') ? 90 : 70, r: 16, t: 56, b: 64, pad: 0 },
          legend: { ...legend().legend, y: 1, yanchor: 'top', yref: 'container' },
          ...panelLayout(
            panels.length,
            grid,
            theme,
            {
              range: padded(
                all.map(({ x }) => x),
                [...drawnFits.flatMap(({ x }) => x), ...mouseV1Ends(options, unit, viewings)],
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
              // With fewer, Plotly may leave a single one, from which no scale can be read.
              nticks: 5,
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
        notes: [...notes(models, facts, fits), ...other.notes, ...absences(models, placed)],
        csv: table(models, panels, facts, fits, unit, other.ids),
        ariaLabel: `Small multiples: accuracy in percent against the reversal frequency f_rev in ${unit}; ${counted(panels.length, 'panel')}, one for each ${kind}.`,
        units: unitChoices(models.map(({ viewing }) => viewing)),
      },
      { unit, viewings, axes: panels.map((_, i) => ({ x: panelAxes(i).xaxis, y: panelAxes(i).yaxis })) },
      options,
    ),
  )
}

interface OtherReversals {
  ids: ReadonlySet<string>
  notes: string[]
}

function reversalsOfOtherWork(models: readonly CorruptionModel[]): OtherReversals {
  const known = models.filter(({ f_rev }) => f_rev?.value != null)
  const { other, sentence } = otherWork(
    known.map(({ name, result: { id }, reversalWork: work }) => ({ point: { id, name }, work })),
    'f_rev',
  )
  return {
    ids: new Set(other),
    notes: sentence === null ? [] : [`Hollow, and in no curve, because ${sentence}`],
  }
}

function blurFits(
  points: readonly Placed[],
  other: ReadonlySet<string>,
  { exactCurve }: CorruptionReversalOptions,
): BlurFits {
  const alike = points.filter(({ model }) => !other.has(model.result.id))
  return fitBlurSeries(
    alike.map(({ model: { name, group, result, seed, series, seriesReason }, x, y }) => ({
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
  const { ids } = reversalsOfOtherWork(models)
  return panelsOf(facts, panels).some(
    (panel) => blurFits(place(models, panel, unit), ids, options).exactOffered,
  )
}

function traces(
  points: readonly Placed[],
  { fits }: BlurFits,
  panel: number,
  unit: FrequencyUnit,
  other: ReadonlySet<string>,
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
          symbol: members.map(({ model }) =>
            other.has(model.result.id) ? hollowSymbol(style.symbol) : style.symbol,
          ),
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
