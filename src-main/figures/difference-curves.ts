/**
 * p_low − p_high (%) against f_mix for one or several models (methods G.3, Fig 3b, and Fig 5a): each model's
 * curve in its group's colour, and its f_rev with the interval as a mark on the zero line.
 */
import type { Group } from '../contract/model'
import type { HybridModelResult } from '../contract/kinds/hybrid/study'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, inUnit, TITLES, unitChoices } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBarX } from './interval-bars'
import { memberColours } from './member-colours'
import { formatInterval } from '../statistics/number-with-interval'
import { counted, formatCount, listed } from './numbers'
import { GRIDS, refinementSentence } from '../contract/kinds/hybrid/refinement-words'
import { resampledWords } from '../contract/kinds/hybrid/resampled'
import { reversalSentence } from './reversal-words'
import { weightsOf } from './short-hash'
import { groupStyle } from './palette'
import { rangeCells, resolutionWords, sameHybridsWords } from './resolution'
import { sharedSentences } from './shared-sentences'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'
import { withMouseV1 } from './mouse-v1'

/** A model of a hybrid study with what the figure needs to know beside its result. */
export interface DifferenceCurve {
  name: string
  group: Group
  /** Side of its images in pixels, and the field of view, as far as known. */
  viewing: Viewing
  result: HybridModelResult
}

export interface DifferenceCurvesOptions extends Appearance {
  unit?: FrequencyUnit | undefined
}

/** @param curves in the order in which they are named */
export function differenceCurvesFigure(
  curves: readonly DifferenceCurve[],
  options: DifferenceCurvesOptions,
): Figure {
  const { theme, unit = 'fraction of Nyquist' } = options
  const colours = memberColours(
    curves.map(({ group }) => group),
    options,
  )
  const ends = curves.map(({ viewing }) => inUnit(1, unit, viewing))
  return finish(
    withMouseV1(
      {
        data: curves.flatMap((curve, i) => [
          lineTrace(curve, colours[i]!, unit, options),
          ...crossingTrace(curve, colours[i]!, unit, options),
        ]),
        layout: {
          ...baseLayout(options),
          ...legend(),
          ...(curves.length === 0 ? emptyAnnotation('No model is chosen.', theme) : {}),
          xaxis: axis(frequencyTitle('f_mix', unit), theme, { range: [0, extent([...ends, 1e-9])![1]] }),
          yaxis: axis(TITLES.difference, theme, { range: [-102, 102], tickvals: [-100, -50, 0, 50, 100] }),
          shapes: [
            {
              type: 'line',
              xref: 'paper',
              x0: 0,
              x1: 1,
              y0: 0,
              y1: 0,
              line: { color: INK[theme].quiet, width: 1 },
              layer: 'below',
            },
          ],
        },
        caption: caption(curves),
        notes: sharedSentences(
          curves.flatMap(({ name, result }) => {
            const sentence = reversalSentence(result.f_rev)
            return sentence === null ? [] : [{ name, sentence }]
          }),
        ),
        csv: table(curves, unit),
        ariaLabel: ariaLabel(curves, unit),
        units: unitChoices(curves.map(({ viewing }) => viewing)),
      },
      { unit, viewings: curves.map(({ viewing }) => viewing) },
      options,
    ),
  )
}

function lineTrace(
  { name, group, viewing, result }: DifferenceCurve,
  colour: string,
  unit: FrequencyUnit,
  { theme, palette }: Appearance,
): Scatter {
  const { symbol, dash } = groupStyle(group, theme, palette)
  const y = result.curve.map(difference)
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: escapeText(name),
    legendgroup: result.id,
    x: result.curve.map(({ f_mix }) => inUnit(f_mix, unit, viewing)),
    y,
    customdata: y.map(() => result.id),
    cliponaxis: false,
    line: { color: colour, width: LINE_WIDTH, dash },
    marker: { symbol, size: 6, color: colour, line: { color: colour, width: 1.5 } },
    hovertext: y.map((value, i) => {
      const same = sameHybridsWords(result.curve[i]!.same_hybrids, (f) => inUnit(f, unit, viewing))
      return `<b>${escapeText(name)}</b><br>${value.toFixed(1)} %${same === null ? '' : `<br>${same}`}`
    }),
    hoverinfo: 'x+text',
  }
}

/** f_rev on the zero line; with several crossings, every one of them, open. */
function crossingTrace(
  { name, viewing, result }: DifferenceCurve,
  colour: string,
  unit: FrequencyUnit,
  { theme }: Appearance,
): Scatter[] {
  const { value, low, high, crossings } = result.f_rev
  const at = (frequency: number): number => inUnit(frequency, unit, viewing)
  const shared = {
    type: 'scatter',
    mode: 'markers',
    name: escapeText(name),
    legendgroup: result.id,
    showlegend: false,
  } as const
  if (value === null) {
    if (crossings.length === 0) return []
    return [
      {
        ...shared,
        x: crossings.map(at),
        y: crossings.map(() => 0),
        customdata: crossings.map(() => result.id),
        marker: {
          symbol: 'line-ns-open',
          size: 14,
          color: colour,
          line: { color: colour, width: LINE_WIDTH },
        },
        hovertext: crossings.map(
          (f) =>
            `<b>${escapeText(name)}</b><br>one of ${crossings.length} crossings, ${at(f).toPrecision(3)} ${unit}`,
        ),
        hoverinfo: 'text',
      },
    ]
  }
  const interval = {
    value: at(value),
    low: low === null ? null : at(low),
    high: high === null ? null : at(high),
  }
  const resolved = resolutionWords(result.f_rev, at)
  return [
    {
      ...shared,
      x: [interval.value],
      y: [0],
      customdata: [result.id],
      ...intervalBarX(interval, [0, at(1)], INK[theme].text),
      marker: { symbol: 'circle', size: 9, color: colour, line: { color: INK[theme].text, width: 1 } },
      hovertext: [
        `<b>${escapeText(name)}</b><br><i>f</i><sub>rev</sub> ${formatInterval(interval)} ${unit}${resolved === null ? '' : `<br>${resolved}`}${result.weights === undefined ? '' : `<br>weights ${weightsOf(result)}`}`,
      ],
      hoverinfo: 'text',
    },
  ]
}

function difference(point: { p_low: number; p_high: number }): number {
  return (point.p_low - point.p_high) * 100
}

function caption(curves: readonly DifferenceCurve[]): string {
  if (curves.length === 0) return 'p_low − p_high against the mixing frequency f_mix: no model is chosen.'
  const distinct = (values: number[]): string =>
    [...new Set(values)].map((value) => formatCount(value)).join(' or ')
  const images = distinct(curves.map(({ result }) => result.images))
  const seeds = distinct(curves.map(({ result }) => result.seeds))
  const barred = curves.flatMap(({ result }) => (result.f_rev.low === null ? [] : [result.seeds]))
  const pairings = seeds === '1' ? '1 pairing' : `${seeds} pairings (pairing seeds)`
  return `p_low − p_high against the mixing frequency f_mix of ${counted(curves.length, 'model')}: means over ${pairings} of ${images} images each. Marks on the zero line: f_rev by linear interpolation; bars: 95 % intervals, each of this trained network (bootstrap over ${resampledWords(barred)}).${refinedRemark(curves)}`
}

/** Of how many frequencies the curves are, where they were refined around the crossing: what is common is said once. */
function refinedRemark(curves: readonly DifferenceCurve[]): string {
  const refined = curves.flatMap(({ name, result: { f_rev } }) =>
    f_rev.refinement === undefined ? [] : [{ name, f_rev, ...f_rev.refinement }],
  )
  const [only, ...others] = refined
  if (only === undefined) return ''
  const isOfAll = refined.length === curves.length
  if (others.length === 0) return ` ${isOfAll ? '' : `${only.name}: `}${refinementSentence(only.f_rev) ?? ''}`
  const counts = refined.map(({ measured }) => measured)
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  const grids = new Set(refined.map(({ of, grid }) => `${of} frequencies (${GRIDS[grid]})`))
  const whose = isOfAll ? 'each model' : listed(refined.map(({ name }) => name))
  const coarse = refined.filter(({ settled }) => !settled).map(({ name }) => name)
  const doubt =
    coarse.length === 0
      ? ''
      : `; those of ${listed(coarse)} are further apart around f_rev and its interval than was aimed for, so that the whole grid may give another f_rev`
  return ` f_mix was refined around the crossing of ${whose}: ${fewest === most ? fewest : `${fewest} to ${most}`} of ${[...grids].join(' or ')} were measured, which is not the exhaustive protocol${doubt}.`
}

function table(curves: readonly DifferenceCurve[], unit: FrequencyUnit): string {
  return csv(
    [
      'model',
      'name',
      'group',
      `f_mix (${unit})`,
      `same hybrids from (${unit})`,
      `same hybrids up to (${unit})`,
      'p_low (%)',
      'p_high (%)',
      'p_low - p_high (%)',
      `f_rev (${unit})`,
      `f_rev low (95 % interval of this trained network; ${unit})`,
      `f_rev high (95 % interval of this trained network; ${unit})`,
      `f_rev resolved from (${unit})`,
      `f_rev resolved to (${unit})`,
      'weights (SHA-256, its beginning)',
    ],
    curves.flatMap(({ name, group, viewing, result }) => {
      const at = (value: number | null): number | null =>
        value === null ? null : inUnit(value, unit, viewing)
      const { value, low, high, resolution } = result.f_rev
      return result.curve.map((point) => [
        result.id,
        name,
        group,
        at(point.f_mix),
        ...rangeCells(point, (f) => inUnit(f, unit, viewing)),
        point.p_low * 100,
        point.p_high * 100,
        difference(point),
        at(value),
        at(low),
        at(high),
        at(resolution?.low ?? null),
        at(resolution?.high ?? null),
        weightsOf(result),
      ])
    }),
  )
}

function ariaLabel(curves: readonly DifferenceCurve[], unit: FrequencyUnit): string {
  const values = curves.map(({ name, result, viewing }) =>
    result.f_rev.value === null
      ? `${name} without f_rev`
      : `${name} reverses at ${inUnit(result.f_rev.value, unit, viewing).toPrecision(3)}`,
  )
  return `Line plot: p_low minus p_high in percent against the mixing frequency f_mix in ${unit}. ${values.length === 0 ? 'It is empty' : values.join('; ')}.`
}
