/**
 * The mean power spectrum of a data set's images over radial spatial frequency, both axes logarithmic. The
 * frequency 0 has no place on a logarithmic axis; the mean of every image is removed before, so that it would
 * hold nothing.
 */
import { cyclesPerPixel } from '../contract/units'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, quantityInUnit, TITLES, unitChoices } from './axes'
import { csv } from './csv'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'

/** The spectrum of one part of a data set, as `dataSet.statistics` answers. */
export interface PowerCurve {
  name: string
  /** Cycles per pixel, ascending. */
  frequencies: readonly number[]
  power: readonly number[]
  /** How many images it is the mean of. */
  sampled: number
  viewing: Viewing
}

export interface PowerSpectrumOptions extends Appearance {
  /** 'cycles/pixel' unless told. */
  unit?: FrequencyUnit | undefined
}

const DASHES = ['solid', 'dash', 'dot', 'dashdot'] as const

export function powerSpectrumFigure(curves: readonly PowerCurve[], options: PowerSpectrumOptions): Figure {
  const { theme, unit = 'cycles/pixel' } = options
  const data = curves.map((curve, i) => trace(curve, unit, INK[theme].text, i))
  const empty = data.every(({ x }) => x === undefined || x.length === 0)
  return {
    data,
    layout: {
      ...baseLayout(options),
      ...(curves.length > 1 ? legend() : {}),
      ...(empty ? emptyAnnotation('There is no spectrum yet.', theme) : {}),
      xaxis: axis(frequencyTitle('frequency', unit), theme, {
        type: 'log',
        minor: { ticks: 'outside', ticklen: 3 },
        dtick: 1,
      }),
      yaxis: axis(TITLES.power, theme, { type: 'log', exponentformat: 'power', dtick: 1 }),
    },
    caption: caption(curves, unit),
    notes: [],
    csv: csv(
      ['part', `frequency (${unit})`, 'mean power (squared intensity, arbitrary scale)', 'n (images)'],
      curves.flatMap((curve) =>
        curve.frequencies.map((frequency, i) => [
          curve.name,
          at(frequency, unit, curve.viewing),
          curve.power[i]!,
          curve.sampled,
        ]),
      ),
    ),
    ariaLabel: `Line plot: mean power of the images against radial spatial frequency in ${unit}, both logarithmic. ${curves.map(({ name, sampled }) => `${name}: ${sampled.toLocaleString('en')} images`).join('; ')}.`,
    units: unitChoices(curves.map(({ viewing }) => viewing)),
  }
}

function at(frequency: number, unit: FrequencyUnit, viewing: Viewing): number {
  return quantityInUnit({ value: cyclesPerPixel(frequency), unit: 'cycles/pixel' }, unit, viewing)
}

function trace(
  { name, frequencies, power, viewing }: PowerCurve,
  unit: FrequencyUnit,
  color: string,
  i: number,
): Scatter {
  const drawn = frequencies.flatMap((frequency, j) =>
    frequency > 0 && power[j]! > 0 ? [{ x: at(frequency, unit, viewing), y: power[j]! }] : [],
  )
  return {
    type: 'scatter',
    mode: 'lines',
    name: escapeText(name),
    x: drawn.map(({ x }) => x),
    y: drawn.map(({ y }) => y),
    line: { color, width: LINE_WIDTH, dash: DASHES[i % DASHES.length]! },
    hovertemplate: `%{y:.3g} at %{x:.3g} ${unit}<extra></extra>`,
  }
}

function caption(curves: readonly PowerCurve[], unit: FrequencyUnit): string {
  if (curves.length === 0) return 'Mean power spectrum: there is none yet.'
  const sizes = curves.map(({ name, sampled }) => `${name} n = ${sampled.toLocaleString('en')} images`)
  return `Mean power of the images (each without its mean), averaged over orientation, against spatial frequency in ${unit}; ${sizes.join(', ')}.`
}
