/**
 * Filters asked of one model (Yin et al. 2019; methods C.6): accuracy on low- and on high-passed images against
 * the cut-off, beside what the hybrids of the same frequencies gave: p_low and p_high against f_mix.
 *
 * A low-passed image keeps what lies below the cut-off; so does the low part of a hybrid. Read together they say
 * what is used when nothing competes, and what is used when something does.
 */
import { intervalWords } from '../contract/interval-words'
import type { Dash } from 'plotly.js'
import type { FilterKindName, FilterPoint, FilterResult } from '../contract/kinds/filter/study'
import type { HybridModelResult } from '../contract/kinds/hybrid/study'
import type { HybridsBeside } from './hybrids-beside'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { inUnit, unitChoices } from './axes'
import { csv } from './csv'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBars } from './interval-bars'
import { formatPercent } from '../statistics/number-with-interval'
import { formatCount } from './numbers'
import { chancePercent } from './corruption-model'
import type { Theme } from './palette'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH, TICK_SIZE } from './style'
import { withMouseV1 } from './mouse-v1'

export interface FilterCurvesOptions extends Appearance {
  unit?: FrequencyUnit | undefined
  viewing: Viewing
  name: string
  /** Of the data set: the chance level is 1/classes. */
  classes: number
  /** Per cut-off. */
  images: number
  /** The same model's hybrid curves; null where there are none. */
  hybrids: Pick<HybridsBeside, 'result' | 'otherImages'> | null
}

interface Look {
  name: string
  dash: Dash
  symbol: 'circle' | 'triangle-up' | 'circle-open' | 'triangle-up-open'
  colour: Record<Theme, string>
}

/** Low is always the colour and the marker of p_low, high of p_high; hybrids are dotted and open. */
const LOW = { light: 'rgb(11, 97, 112)', dark: 'rgb(108, 197, 211)' }
const HIGH = { light: 'rgb(160, 84, 24)', dark: 'rgb(232, 160, 100)' }
const FILTERS: Record<FilterKindName, Look> = {
  'low-pass': { name: 'low-passed', dash: 'solid', symbol: 'circle', colour: LOW },
  'high-pass': { name: 'high-passed', dash: 'dash', symbol: 'triangle-up', colour: HIGH },
}
const HYBRIDS: Record<'p_low' | 'p_high', Look> = {
  p_low: { name: 'hybrids, <i>p</i><sub>low</sub>', dash: 'dot', symbol: 'circle-open', colour: LOW },
  p_high: { name: 'hybrids, <i>p</i><sub>high</sub>', dash: 'dot', symbol: 'triangle-up-open', colour: HIGH },
}

type FilterModel = FilterResult['models'][number]

export function filterCurvesFigure(model: FilterModel, options: FilterCurvesOptions): Figure {
  const { theme, unit = 'fraction of Nyquist', viewing, hybrids, classes } = options
  const drawn = model.curves.filter(({ points }) => points.length > 0)
  const chance = chancePercent(classes)
  return finish(
    withMouseV1(
      {
        data: [
          ...drawn.map(({ filter, points }) => filterTrace(filter, points, unit, viewing, theme)),
          ...(hybrids === null
            ? []
            : (['p_low', 'p_high'] as const).map((readOut) =>
                hybridTrace(readOut, hybrids.result, unit, viewing, theme),
              )),
        ],
        layout: {
          ...baseLayout(options),
          ...legend(),
          xaxis: axis(`Cut-off, or <i>f</i><sub>mix</sub> of hybrids (${unit})`, theme, {
            range: [0, inUnit(1, unit, viewing)],
          }),
          yaxis: axis('Accuracy, or portion of answers (%)', theme, { range: [0, 102] }),
          shapes: [
            {
              type: 'line',
              xref: 'paper',
              x0: 0,
              x1: 1,
              y0: chance,
              y1: chance,
              line: { color: INK[theme].quiet, width: 1.5, dash: 'dash' },
              layer: 'below',
            },
          ],
          annotations: [
            {
              text: 'chance',
              xref: 'paper',
              x: 1,
              xanchor: 'right',
              y: chance,
              yanchor: 'bottom',
              showarrow: false,
              font: { size: TICK_SIZE, color: INK[theme].quiet },
            },
            ...(drawn.length === 0
              ? (emptyAnnotation('No cut-off is finished yet.', theme).annotations ?? [])
              : []),
          ],
        },
        caption: caption(model, options),
        notes: [
          ...(hybrids === null
            ? [`${options.name} is not measured with hybrid images: p_low and p_high are missing here.`]
            : hybrids.otherImages === null
              ? []
              : [
                  `The hybrids are not of the images of the filters but of ${hybrids.otherImages}: the difference between the curves may be the images'. A hybrid study of the same images takes their place.`,
                ]),
        ],
        csv: table(model, options),
        ariaLabel: `Line plot for ${options.name}: accuracy in percent on low- and high-passed images against the cut-off in ${unit}${hybrids === null ? '' : ', with p_low and p_high of hybrid images'}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing] },
      options,
    ),
  )
}

function filterTrace(
  filter: FilterKindName,
  points: readonly FilterPoint[],
  unit: FrequencyUnit,
  viewing: Viewing,
  theme: Theme,
): Scatter {
  const { name, dash, symbol, colour } = FILTERS[filter]
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: points.map(({ cutOff }) => inUnit(cutOff, unit, viewing)),
    y: points.map(({ accuracy }) => accuracy.value * 100),
    error_y: intervalBars(
      points.map(({ accuracy: { value, low, high } }) => ({
        value: value * 100,
        low: low * 100,
        high: high * 100,
      })),
      [0, 100],
      { color: colour[theme], thickness: 1, width: 0 },
    ),
    line: { color: colour[theme], width: LINE_WIDTH, dash },
    marker: { symbol, size: 8, color: colour[theme] },
    cliponaxis: false,
    hovertext: points.map(
      ({ accuracy, confidence }) =>
        `${name} ${formatPercent(accuracy)}, mean confidence ${(confidence * 100).toFixed(1)} %`,
    ),
    hoverinfo: 'x+text',
  }
}

function hybridTrace(
  readOut: 'p_low' | 'p_high',
  { curve }: HybridModelResult,
  unit: FrequencyUnit,
  viewing: Viewing,
  theme: Theme,
): Scatter {
  const { name, dash, symbol, colour } = HYBRIDS[readOut]
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: curve.map(({ f_mix }) => inUnit(f_mix, unit, viewing)),
    y: curve.map((point) => point[readOut] * 100),
    line: { color: colour[theme], width: LINE_WIDTH - 0.5, dash },
    marker: { symbol, size: 7, color: colour[theme], line: { color: colour[theme], width: 1.5 } },
    cliponaxis: false,
    hovertext: curve.map((point) => `${name} ${(point[readOut] * 100).toFixed(1)} %`),
    hoverinfo: 'x+text',
  }
}

function caption({ clean }: FilterModel, { name, images, hybrids, classes }: FilterCurvesOptions): string {
  const natural = clean === null ? '' : ` (unfiltered: ${formatPercent(clean)})`
  const beside =
    hybrids === null
      ? ''
      : ` Dotted: the portion of hybrid images answered as the low (p_low) and as the high image (p_high), ${formatCount(hybrids.result.images)} images in each of ${hybrids.result.seeds} ${hybrids.result.seeds === 1 ? 'pairing' : 'pairings'}${hybrids.otherImages === null ? '' : ` of other images than the filters' (${hybrids.otherImages})`}.`
  return `Accuracy of ${name} on low- and high-passed images against the cut-off${natural}; mean and contrast of each image restored; n = ${formatCount(images)} images, bars: 95 % intervals (${intervalWords('accuracy')}); chance: ${formatPercent({ value: 1 / classes, low: null, high: null })}.${beside}`
}

function table(
  model: FilterModel,
  { unit = 'fraction of Nyquist', viewing, name, hybrids }: FilterCurvesOptions,
): string {
  return csv(
    [
      'model',
      'name',
      'images',
      `cut-off or f_mix (${unit})`,
      'accuracy or portion of answers (%)',
      'low (95 % interval of this trained network; %)',
      'high (95 % interval of this trained network; %)',
      'mean confidence (%)',
      'n (images)',
    ],
    [
      ...model.curves.flatMap(({ filter, points }) =>
        points.map(({ cutOff, accuracy, confidence }) => [
          model.id,
          name,
          filter as string,
          inUnit(cutOff, unit, viewing),
          accuracy.value * 100,
          (accuracy.low * 100) as number | null,
          (accuracy.high * 100) as number | null,
          (confidence * 100) as number | null,
          accuracy.count,
        ]),
      ),
      ...(hybrids === null
        ? []
        : (['p_low', 'p_high'] as const).flatMap((readOut) =>
            hybrids.result.curve.map((point) => [
              model.id,
              name,
              `hybrid ${readOut}`,
              inUnit(point.f_mix, unit, viewing),
              point[readOut] * 100,
              null,
              null,
              null,
              hybrids.result.images,
            ]),
          )),
    ],
  )
}
