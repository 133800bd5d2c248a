/**
 * The mean power spectrum of a data set's images over radial spatial frequency, both axes logarithmic. The
 * frequency 0 has no place on a logarithmic axis; the mean of every image is removed before, so that it would
 * hold nothing.
 */
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, pixelsInUnit, TITLES, unitChoices } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { formatCount } from './numbers'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'
import { withMouseV1 } from './mouse-v1'

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

/** Plotly draws powers of ten a fifth larger than other ticks. */
const POWER_TICK_SIZE = 11

const DASHES = ['solid', 'dash', 'dot', 'dashdot'] as const

export function powerSpectrumFigure(curves: readonly PowerCurve[], options: PowerSpectrumOptions): Figure {
  const { theme, unit = 'cycles/pixel' } = options
  const drawn = curves.map((curve) => positive(curve, unit))
  const empty = drawn.every(({ x }) => x.length === 0)
  return finish(
    withMouseV1(
      {
        data: curves.map(({ name }, i) => trace(name, drawn[i]!, unit, INK[theme].text, i)),
        layout: {
          ...baseLayout(options),
          ...(curves.length > 1 ? legend() : {}),
          ...(empty ? emptyAnnotation('There is no spectrum yet.', theme) : {}),
          xaxis: axis(frequencyTitle('frequency', unit), theme, {
            type: 'log',
            ...oneTwoFive(drawn.flatMap(({ x }) => x)),
          }),
          yaxis: axis(TITLES.power, theme, {
            type: 'log',
            exponentformat: 'power',
            dtick: 1,
            tickfont: { size: POWER_TICK_SIZE },
          }),
        },
        caption: caption(curves, unit),
        notes: curves.flatMap(({ name, frequencies }, i) => dropped(name, frequencies, drawn[i]!.x.length)),
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
        ariaLabel: `Line plot: mean power of the images against radial spatial frequency in ${unit}, both logarithmic. ${curves.map(({ name, sampled }) => `${name}: ${formatCount(sampled)} images`).join('; ')}.`,
        units: unitChoices(curves.map(({ viewing }) => viewing)),
      },
      { unit, viewings: curves.map(({ viewing }) => viewing), logarithmic: true },
      options,
    ),
  )
}

/** Ticks at 1, 2 and 5 of every decade: the frequencies of an image span hardly more than one. */
function oneTwoFive(values: readonly number[]): { tickvals: number[] } {
  const [low, high] = extent(values) ?? [1, 0]
  const tickvals: number[] = []
  for (let decade = -4; decade <= 4; decade++) {
    for (const digit of [1, 2, 5]) {
      const value = Number(`${digit}e${decade}`)
      if (value >= low && value <= high) tickvals.push(value)
    }
  }
  return { tickvals }
}

function at(frequency: number, unit: FrequencyUnit, viewing: Viewing): number {
  return pixelsInUnit(frequency, unit, viewing)
}

/** What a logarithmic axis can show, in its unit. */
function positive(
  { frequencies, power, viewing }: PowerCurve,
  unit: FrequencyUnit,
): { x: number[]; y: number[] } {
  const kept = frequencies.flatMap((frequency, i) => (frequency > 0 && power[i]! > 0 ? [i] : []))
  return { x: kept.map((i) => at(frequencies[i]!, unit, viewing)), y: kept.map((i) => power[i]!) }
}

/** The frequency 0 has no place by its nature; anything else is named. */
function dropped(name: string, frequencies: readonly number[], kept: number): string[] {
  const lost = frequencies.length - kept - (frequencies[0] === 0 ? 1 : 0)
  return lost > 0
    ? [
        `${lost} of ${frequencies.length} frequencies of ${name} are not drawn: their power is 0 or no number, which a logarithmic axis has no place for.`,
      ]
    : []
}

function trace(
  name: string,
  drawn: { x: number[]; y: number[] },
  unit: FrequencyUnit,
  color: string,
  i: number,
): Scatter {
  return {
    type: 'scatter',
    mode: 'lines',
    name: escapeText(name),
    ...drawn,
    line: { color, width: LINE_WIDTH, dash: DASHES[i % DASHES.length]! },
    hovertemplate: `%{y:.3g} at %{x:.3g} ${unit}<extra></extra>`,
  }
}

function caption(curves: readonly PowerCurve[], unit: FrequencyUnit): string {
  if (curves.length === 0) return 'Mean power spectrum: there is none yet.'
  const sizes = curves.map(({ name, sampled }) => `${name} n = ${formatCount(sampled)} images`)
  return `Mean power of the images (each without its mean), averaged over orientation, against spatial frequency in ${unit}; ${sizes.join(', ')}.`
}
