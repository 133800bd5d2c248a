/**
 * f_0.5 of every model as a row: the paper's estimator with its interval, the exact one beside it (methods E,
 * L.14), both units of frequency.
 */
import { intervalWords } from '../contract/interval-words'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, pixelsInUnit, unitChoices } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { intervalBarX } from './interval-bars'
import { formatInterval } from '../statistics/number-with-interval'
import { counted, listed } from './numbers'
import { groupStyle } from './palette'
import type { ProfileModel } from './radial-profile'
import { otherUnit, SECOND_AXIS_MARGIN, SECOND_AXIS_TRACE, secondAxis } from './second-axis'
import { notShown, sharedSentences } from './shared-sentences'
import { axis, baseLayout, emptyAnnotation, INK, legend } from './style'
import { mouseV1Ends, withMouseV1 } from './mouse-v1'

export interface HalfPowerOptions extends Appearance {
  unit?: FrequencyUnit | undefined
  viewing?: Viewing | undefined
  method: string
}

interface Row extends ProfileModel {
  y: number
  /** In the unit of the axis. */
  at: { value: number; low: number | null; high: number | null; exact: number | null }
}

const LONGEST_NAME = 26

/** Height of the figure that so many rows need, in pixels. */
export function halfPowerHeight(models: number): number {
  return 150 + 26 * Math.max(2, models)
}

/** @param models in the order of the rows, from the top */
export function halfPowerFigure(models: readonly ProfileModel[], options: HalfPowerOptions): Figure {
  const { theme, unit = 'cycles/pixel', viewing = {} } = options
  const convert = (value: number): number => pixelsInUnit(value, unit, viewing)
  const rows = models.flatMap((model, i) => rowOf(model, models.length - 1 - i, convert))
  const range = paddedRange(rows, convert(0.5), mouseV1Ends(options, unit, [viewing]))
  const other = otherUnit(unit)
  const scale = pixelsInUnit(0.5, other, viewing) / convert(0.5)
  return finish(
    withMouseV1(
      {
        data: [
          SECOND_AXIS_TRACE,
          ...rows.map((row) => paperMark(row, unit, range, options)),
          ...(rows.length === 0 ? [] : [exactMarks(rows, unit, options)]),
        ],
        layout: {
          ...baseLayout(options),
          ...legend(),
          margin: { l: 60, r: 20, t: SECOND_AXIS_MARGIN + 20, b: 50, pad: 0 },
          legend: { ...legend().legend, y: 1, yanchor: 'bottom', yref: 'container' },
          ...(rows.length === 0 ? emptyAnnotation('No model has an <i>f</i><sub>0.5</sub> yet.', theme) : {}),
          xaxis: axis(frequencyTitle('f_half', unit), theme, { range }),
          xaxis2: secondAxis(other, range, scale, theme),
          yaxis: axis('', theme, {
            range: [-0.7, Math.max(1, models.length) - 0.3],
            tickvals: models.map((_, i) => models.length - 1 - i),
            ticktext: models.map(({ name }) =>
              escapeText(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name),
            ),
            ticks: '',
          }),
        },
        caption: `Half-power frequency f_0.5 of the perturbations of ${counted(models.length, 'model')}: filled, by linear interpolation between the paper’s 25 thresholds, with 95 % intervals (${intervalWords('half-power frequency')}), large perturbations weighing more than small ones, as in the paper; upright lines: exactly, from the sorted radii; ${options.method}.`,
        notes: [
          ...notShown(
            models.flatMap(({ name, result: { f_half } }) =>
              f_half.value === null ? [{ name, sentence: f_half.sentence ?? 'there is no f_0.5.' }] : [],
            ),
          ),
          ...withoutInterval(rows),
          ...sharedSentences(
            rows.flatMap(({ name, result: { f_half } }) =>
              f_half.intervalRemark === null ? [] : [{ name, sentence: f_half.intervalRemark }],
            ),
          ),
        ],
        csv: table(models, convert, unit),
        ariaLabel: `Dot plot: half-power frequency f_0.5 in ${unit}. ${rows.map(({ name, at }) => `${name} ${formatInterval(at)}`).join('; ')}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing] },
      options,
    ),
  )
}

function rowOf(model: ProfileModel, y: number, convert: (value: number) => number): Row[] {
  const { value, low, high, exact } = model.result.f_half
  if (value === null) return []
  const at = (bound: number | null): number | null => (bound === null ? null : convert(bound))
  return [{ ...model, y, at: { value: convert(value), low: at(low), high: at(high), exact: at(exact) } }]
}

function paperMark(
  { name, result, y, at: { value, low, high } }: Row,
  unit: FrequencyUnit,
  range: readonly [number, number],
  { theme, palette }: Appearance,
): Scatter {
  const style = groupStyle(result.group, theme, palette)
  return {
    type: 'scatter',
    mode: 'markers',
    name: escapeText(name),
    showlegend: false,
    x: [value],
    y: [y],
    customdata: [result.id],
    ...intervalBarX({ value, low, high }, range, style.outline),
    marker: {
      symbol: style.symbol,
      size: 10,
      color: style.colour,
      line: { color: style.outline, width: style.symbol === 'x-thin' ? 2 : 1 },
    },
    hovertext: [
      `<b>${escapeText(name)}</b><br><i>f</i><sub>0.5</sub> ${formatInterval({ value, low, high })} ${unit}, ${counted(result.images, 'perturbation')}`,
    ],
    hoverinfo: 'text',
  }
}

function exactMarks(rows: readonly Row[], unit: FrequencyUnit, { theme }: Appearance): Scatter {
  const known = rows.filter(({ at }) => at.exact !== null)
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'exact estimator',
    x: known.map(({ at }) => at.exact),
    y: known.map(({ y }) => y),
    marker: { symbol: 'line-ns-open', size: 14, color: INK[theme].text, line: { width: 1.5 } },
    hovertext: known.map(
      ({ name, at }) =>
        `<b>${escapeText(name)}</b><br>exact <i>f</i><sub>0.5</sub> ${at.exact!.toPrecision(4)} ${unit}`,
    ),
    hoverinfo: 'text',
  }
}

function withoutInterval(rows: readonly Row[]): string[] {
  const names = rows.filter(({ at }) => at.low === null || at.high === null).map(({ name }) => name)
  const inexact = rows.filter(({ at }) => at.exact === null).map(({ name }) => name)
  return [
    ...(names.length === 0 ? [] : [`Without an interval, hence without a bar: ${listed(names)}.`]),
    ...(inexact.length === 0 ? [] : [`Without an exact estimate: ${listed(inexact)}.`]),
  ]
}

function paddedRange(rows: readonly Row[], whole: number, more: readonly number[]): [number, number] {
  const values = [
    ...rows.flatMap(({ at }) => [at.value, at.low ?? at.value, at.high ?? at.value, at.exact ?? at.value]),
    ...more,
  ]
  const found = extent(values)
  if (found === null) return [0, whole]
  const [low, high] = found
  const pad = Math.max((high - low) * 0.1, high * 0.02)
  return [Math.max(0, low - pad), high + pad]
}

function table(
  models: readonly ProfileModel[],
  convert: (value: number) => number,
  unit: FrequencyUnit,
): string {
  const at = (value: number | null): number | null => (value === null ? null : convert(value))
  return csv(
    [
      'model',
      'name',
      'group',
      `f_0.5 (${unit})`,
      `f_0.5 low (95 % interval of this trained network; ${unit})`,
      `f_0.5 high (95 % interval of this trained network; ${unit})`,
      `f_0.5, exact estimator (${unit})`,
      `f_0.5 per image, every image weighs the same (${unit})`,
      `f_0.5 per image low (95 % interval of this trained network; ${unit})`,
      `f_0.5 per image high (95 % interval of this trained network; ${unit})`,
      'n (images)',
      'effective n (images)',
      'remark',
    ],
    models.map(({ name, result: { id, group, images, f_half } }) => [
      id,
      name,
      group,
      at(f_half.value),
      at(f_half.low),
      at(f_half.high),
      at(f_half.exact),
      at(f_half.perImage?.value ?? null),
      at(f_half.perImage?.low ?? null),
      at(f_half.perImage?.high ?? null),
      images,
      f_half.effectiveImages,
      f_half.sentence ?? f_half.intervalRemark,
    ]),
  )
}
