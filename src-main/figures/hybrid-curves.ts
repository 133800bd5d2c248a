/**
 * One model's answers to hybrid images (methods C.5, appendix figure of predictions): p_low, p_high, p_other
 * and the confidence against f_mix, with bands of one standard error, and f_rev with its interval.
 *
 * The four curves belong to one model, hence no group colours: ink, told apart by dash and marker.
 */
import type { Dash } from 'plotly.js'
import type { HybridModelResult, HybridPoint } from '../contract/kinds/hybrid/study'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, inUnit, TITLES, unitChoices } from './axes'
import { csv } from './csv'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { formatInterval } from '../statistics/number-with-interval'
import { counted, formatCount } from './numbers'
import { refinementSentence } from '../contract/kinds/hybrid/refinement-words'
import { resampledWords } from '../contract/kinds/hybrid/resampled'
import { translucent } from './palette'
import type { Theme } from './palette'
import { rangeCells, resolutionWords, sameHybridsWords } from './resolution'
import { reversalMarks } from './reversal-marks'
import { weightsOf } from './short-hash'
import { axis, baseLayout, legend, LINE_WIDTH } from './style'
import { withMouseV1 } from './mouse-v1'

export interface HybridCurvesOptions extends Appearance {
  unit?: FrequencyUnit | undefined
  /** Side of the images in pixels, and the field of view, as far as known. */
  viewing?: Viewing | undefined
  /** Of the model, for the caption. */
  name: string
}

type ReadOut = 'p_low' | 'p_high' | 'p_other' | 'confidence'

interface Look {
  name: string
  dash: Dash
  symbol: 'circle' | 'square' | 'triangle-up' | 'diamond-open'
  colour: Record<Theme, string>
}

const LOOKS: Record<ReadOut, Look> = {
  p_low: {
    name: '<i>p</i><sub>low</sub>',
    dash: 'solid',
    symbol: 'circle',
    colour: { light: 'rgb(11, 97, 112)', dark: 'rgb(108, 197, 211)' },
  },
  p_high: {
    name: '<i>p</i><sub>high</sub>',
    dash: 'solid',
    symbol: 'triangle-up',
    colour: { light: 'rgb(160, 84, 24)', dark: 'rgb(232, 160, 100)' },
  },
  p_other: {
    name: '<i>p</i><sub>other</sub>',
    dash: 'dash',
    symbol: 'square',
    colour: { light: 'rgb(110, 110, 104)', dark: 'rgb(160, 164, 170)' },
  },
  confidence: {
    name: 'confidence',
    dash: 'dot',
    symbol: 'diamond-open',
    colour: { light: 'rgb(28, 28, 26)', dark: 'rgb(236, 236, 234)' },
  },
}
const READ_OUTS = Object.keys(LOOKS) as ReadOut[]

/** @param result one model of a hybrid study */
export function hybridCurvesFigure(result: HybridModelResult, options: HybridCurvesOptions): Figure {
  const { theme, unit = 'fraction of Nyquist', viewing = {} } = options
  const { curve } = result
  const x = curve.map(({ f_mix }) => inUnit(f_mix, unit, viewing))
  const overSeeds = result.seeds > 1
  const same = curve.map(({ same_hybrids }) =>
    sameHybridsWords(same_hybrids, (value) => inUnit(value, unit, viewing)),
  )
  const marks = reversalMarks(result.f_rev, unit, viewing, theme)
  const data = READ_OUTS.flatMap((readOut) => {
    const y = curve.map((point) => point[readOut] * 100)
    const error = curve.map((point) => errorOf(point, readOut, overSeeds) * 100)
    return [band(x, y, error, readOut, theme), line(x, y, error, same, readOut, theme)]
  })
  return finish(
    withMouseV1(
      {
        data,
        layout: {
          ...baseLayout(options),
          ...legend(),
          margin: { l: 60, r: 20, t: 60, b: 50, pad: 0 },
          legend: { ...legend().legend, y: 1.08 },
          xaxis: axis(frequencyTitle('f_mix', unit), theme, { range: [0, inUnit(1, unit, viewing)] }),
          yaxis: axis(TITLES.proportion, theme, { range: [-2, 102], tickvals: [0, 25, 50, 75, 100] }),
          shapes: marks.shapes,
          annotations: marks.annotations,
        },
        caption: caption(result, options.name, unit, viewing, overSeeds),
        notes: marks.notes,
        csv: table(result, unit, viewing),
        ariaLabel: `Line plot for ${options.name}: p_low, p_high, p_other and confidence in percent against the mixing frequency f_mix in ${unit}, at ${counted(curve.length, 'point')}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing] },
      options,
    ),
  )
}

/** Over pairing seeds where there are several, else over images. */
function errorOf(point: HybridPoint, readOut: ReadOut, overSeeds: boolean): number {
  return (overSeeds ? point[`${readOut}_se`] : null) ?? point[`${readOut}_se_images`]
}

function line(
  x: number[],
  y: number[],
  error: number[],
  same: (string | null)[],
  readOut: ReadOut,
  theme: Theme,
): Scatter {
  const { name, dash, symbol, colour } = LOOKS[readOut]
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    legendgroup: readOut,
    x,
    y,
    line: { color: colour[theme], width: LINE_WIDTH, dash },
    marker: { symbol, size: 7, color: colour[theme] },
    cliponaxis: false,
    hovertext: y.map((value, i) =>
      [`${name} ${value.toFixed(1)} ± ${error[i]!.toFixed(1)} %`, ...(same[i] == null ? [] : [same[i]])].join(
        '<br>',
      ),
    ),
    hoverinfo: 'x+text',
  }
}

function band(x: number[], y: number[], error: number[], readOut: ReadOut, theme: Theme): Scatter {
  const upper = y.map((value, i) => Math.min(100, value + error[i]!))
  const lower = y.map((value, i) => Math.max(0, value - error[i]!))
  return {
    type: 'scatter',
    mode: 'lines',
    showlegend: false,
    legendgroup: readOut,
    x: [...x, ...x.toReversed()],
    y: [...upper, ...lower.toReversed()],
    fill: 'toself',
    fillcolor: translucent(LOOKS[readOut].colour[theme], 0.2),
    line: { width: 0 },
    hoverinfo: 'skip',
  }
}

function caption(
  { images, seeds, f_rev: reversal }: HybridModelResult,
  name: string,
  unit: FrequencyUnit,
  viewing: Viewing,
  overSeeds: boolean,
): string {
  const bands = overSeeds
    ? `standard error over ${seeds} pairings (pairing seeds)`
    : 'standard error over images'
  const first = `Answers of ${name} to hybrid images against the mixing frequency f_mix: means over ${counted(seeds, 'pairing')} of ${formatCount(images)} images each; bands: ± one ${bands}.`
  const refined = refinementSentence(reversal)
  const remark = refined === null ? '' : ` ${refined}`
  if (reversal.value === null) return `${first}${remark}`
  const at = (value: number | null): number | null => (value === null ? null : inUnit(value, unit, viewing))
  const interval = {
    value: inUnit(reversal.value, unit, viewing),
    low: at(reversal.low),
    high: at(reversal.high),
  }
  const how =
    interval.low === null
      ? ''
      : ` (95 % interval of this trained network, shaded: bootstrap over ${resampledWords([seeds])}, ${formatCount(reversal.resamples)} resamples)`
  const resolved = resolutionWords(reversal, (value) => inUnit(value, unit, viewing))
  return `${first} Dashed: f_rev = ${formatInterval(interval)} ${unit}${how}${resolved === null ? '' : `, ${resolved}`}.${remark}`
}

function table(result: HybridModelResult, unit: FrequencyUnit, viewing: Viewing): string {
  const { curve, seeds, images } = result
  const columns = READ_OUTS.flatMap((readOut) => [
    `${readOut} (proportion)`,
    `${readOut} standard error over pairing seeds`,
    `${readOut} standard error over images`,
  ])
  return csv(
    [
      `f_mix (${unit})`,
      `same hybrids from (${unit})`,
      `same hybrids up to (${unit})`,
      ...columns,
      'n (images)',
      'pairing seeds',
      'weights (SHA-256, its beginning)',
    ],
    curve.map((point) => [
      inUnit(point.f_mix, unit, viewing),
      ...rangeCells(point, (value) => inUnit(value, unit, viewing)),
      ...READ_OUTS.flatMap((readOut) => [
        point[readOut],
        point[`${readOut}_se`],
        point[`${readOut}_se_images`],
      ]),
      images,
      seeds,
      weightsOf(result),
    ]),
  )
}
