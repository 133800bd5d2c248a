/**
 * The Fourier heat map of one model (Yin et al. 2019; methods I.1): what a perturbation of fixed norm along every
 * direction of the spectrum does; the lowest frequency in the centre. And the means over rings of several models.
 *
 * f_y points down, as in the images themselves. The map is symmetric about its centre: mirrored directions share
 * one measurement. Rows that are not measured yet are empty.
 */
import { intervalWords } from '../contract/interval-words'
import type { LayoutAxis } from 'plotly.js'
import type { FourierMapModel, FourierMapResult } from '../contract/kinds/fourier-map/study'
import type { Group } from '../contract/model'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, pixelsInUnit, unitChoices } from './axes'
import { bothUnits } from './corruption-spectra'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Heatmap, Scatter } from './figure'
import { finish } from './finish'
import { colourBar, HEAT_SCALE } from './heat-scale'
import { formatPercent } from '../statistics/number-with-interval'
import { counted, formatCount } from './numbers'
import { memberColours } from './member-colours'
import { groupStyle } from './palette'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'
import { withMouseV1 } from './mouse-v1'

export const FOURIER_VALUES = ['error rate', 'feature change'] as const
export type FourierValue = (typeof FOURIER_VALUES)[number]

export interface FourierMapOptions extends Appearance {
  value?: FourierValue | undefined
  name: string
  /** Values of the first and the last colour; null: of this map. Error rates: 0 to 100 unless told. */
  range?: readonly [number, number] | null | undefined
  /** Place with a frame around it. */
  selected?: { row: number; column: number } | null | undefined
}

/** Identifier of a place, as `customdata`. */
export function placeId(row: number, column: number): string {
  return `${row}/${column}`
}

export function placeOf(id: string): { row: number; column: number } | null {
  const match = /^(\d+)\/(\d+)$/.exec(id)
  return match ? { row: Number(match[1]), column: Number(match[2]) } : null
}

/** As drawn: percent, or the distance itself. */
export function mapValues(model: FourierMapModel, value: FourierValue): (number | null)[] {
  return value === 'error rate'
    ? model.errorRate.map((rate) => (rate === null ? null : rate * 100))
    : model.featureChange
}

/** One range for all maps of a study, so that their colours can be compared. */
export function sharedRange(
  models: readonly FourierMapModel[],
  value: FourierValue,
): [number, number] | null {
  return extent(models.flatMap((model) => mapValues(model, value)))
}

export function fourierMapFigure(
  model: FourierMapModel,
  result: FourierMapResult,
  options: FourierMapOptions,
): Figure {
  const { theme, value = 'error rate', name, selected } = options
  const { height, width, axes } = result
  const values = mapValues(model, value)
  const range = options.range ?? sharedRange([model], value) ?? [0, 1]
  const unfinished = model.rows.total - model.rows.done
  return finish({
    data: [cells(values, result, value, range, theme), secondAxes(axes)],
    layout: {
      ...baseLayout(options),
      margin: { l: 60, r: 20, t: 20, b: 50, pad: 0 },
      xaxis: axis('<i>f<sub>x</sub></i> (cycles/pixel)', theme, {
        ...square(axes.columns),
        ...ticksOf(axes.columns, 1),
      }),
      yaxis: axis('<i>f<sub>y</sub></i> (cycles/pixel)', theme, {
        ...square(axes.rows),
        range: reversed(span(axes.rows)),
        scaleanchor: 'x',
        ...ticksOf(axes.rows, 1),
      }),
      xaxis2: axis('<i>f<sub>x</sub></i> (fraction of Nyquist)', theme, {
        ...square(axes.columns),
        range: inNyquist(span(axes.columns)),
        overlaying: 'x',
        side: 'top',
        ...ticksOf(axes.columns, 2),
      }),
      shapes: selected ? [frame(selected, axes, height, width, INK[theme].text)] : [],
      ...(values.every((each) => each === null) ? emptyAnnotation('No row is measured yet.', theme) : {}),
    },
    caption: caption(model, result, value, name),
    notes:
      unfinished === 0
        ? []
        : [`${model.rows.done} of ${model.rows.total} rows are measured; the others are empty here.`],
    csv: csv(
      [
        'model',
        'name',
        'f_y (cycles/pixel)',
        'f_x (cycles/pixel)',
        'error rate (%)',
        'L2 change of the logits',
      ],
      model.errorRate.map((rate, i) => [
        model.id,
        name,
        axes.rows[Math.floor(i / width)]!,
        axes.columns[i % width]!,
        rate === null ? null : rate * 100,
        model.featureChange[i] ?? null,
      ]),
    ),
    ariaLabel: `Heat map for ${name}: ${words(value)} for every direction of the spectrum, ${height} by ${width} places, the lowest frequency in the centre.`,
  })
}

function words(value: FourierValue): string {
  return value === 'error rate' ? 'error rate in percent' : 'mean change of the logits (L2)'
}

function cells(
  values: readonly (number | null)[],
  { height, width, axes }: FourierMapResult,
  value: FourierValue,
  [low, high]: readonly [number, number],
  theme: Appearance['theme'],
): Heatmap {
  const rows = <T>(at: (row: number, column: number, value: number | null) => T): T[][] =>
    Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (__, column) => at(row, column, values[row * width + column] ?? null)),
    )
  return {
    type: 'heatmap',
    x: axes.columns,
    y: axes.rows,
    z: rows((_, __, each) => each),
    zmin: low,
    zmax: high,
    colorscale: HEAT_SCALE,
    colorbar: colourBar(value === 'error rate' ? 'Error rate (%)' : 'Change of the logits (L2)', theme),
    customdata: rows((row, column) => placeId(row, column)),
    hovertext: rows((row, column, each) => {
      const place = bothUnits(Math.hypot(axes.rows[row]!, axes.columns[column]!))
      const number =
        each === null
          ? 'not measured yet'
          : value === 'error rate'
            ? `error rate ${each.toFixed(1)} %`
            : `change ${each.toPrecision(3)}`
      return `<b>${number}</b><br><i>f<sub>x</sub></i> ${axes.columns[column]!.toFixed(3)}, <i>f<sub>y</sub></i> ${axes.rows[row]!.toFixed(3)} cycles/pixel<br>radius ${place}`
    }),
    hoverinfo: 'text',
    hoverongaps: true,
  }
}

/** Nothing to see: Plotly draws an axis only where a trace uses it. */
function secondAxes({ columns, rows }: FourierMapResult['axes']): Scatter {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [columns[0]! * 2],
    y: [rows[0]!],
    xaxis: 'x2',
    opacity: 0,
    marker: { size: 1 },
    hoverinfo: 'skip',
    showlegend: false,
  }
}

/** Half a cell beyond the first and the last; of a whole plane up to Nyquist, which an even side has at one end only. */
function span(frequencies: readonly number[]): [number, number] {
  const step = frequencies.length > 1 ? frequencies[1]! - frequencies[0]! : 1
  const [low, high] = [frequencies[0]! - step / 2, frequencies[frequencies.length - 1]! + step / 2]
  return isWhole(frequencies) ? [Math.min(low, -0.5), Math.max(high, 0.5)] : [low, high]
}

/** Whether they reach Nyquist, up to a cell. */
function isWhole(frequencies: readonly number[]): boolean {
  const step = frequencies.length > 1 ? frequencies[1]! - frequencies[0]! : 1
  return frequencies[0]! - step / 2 <= -0.5 + 1e-9
}

/** From −Nyquist to Nyquist; of a part of the plane as they come. @param times from cycles/pixel to the axis */
function ticksOf(frequencies: readonly number[], times: number): Partial<LayoutAxis> {
  if (!isWhole(frequencies)) return { nticks: 7 }
  const tickvals = [-0.5, -0.25, 0, 0.25, 0.5].map((each) => each * times)
  return { tickvals, ticktext: tickvals.map((each) => String(each).replace('-', '−')) }
}

function reversed([low, high]: [number, number]): [number, number] {
  return [high, low]
}

function inNyquist([low, high]: [number, number]): [number, number] {
  return [low * 2, high * 2]
}

function square(frequencies: readonly number[]): Partial<LayoutAxis> {
  return { range: span(frequencies), constrain: 'domain', showline: false, fixedrange: true }
}

function frame(
  { row, column }: { row: number; column: number },
  { rows, columns }: FourierMapResult['axes'],
  height: number,
  width: number,
  color: string,
): object {
  const [stepY, stepX] = [rows[1]! - rows[0]!, columns[1]! - columns[0]!]
  const [y, x] = [rows[Math.min(row, height - 1)]!, columns[Math.min(column, width - 1)]!]
  return {
    type: 'rect',
    x0: x - stepX / 2,
    x1: x + stepX / 2,
    y0: y - stepY / 2,
    y1: y + stepY / 2,
    line: { color, width: 3 },
  }
}

function caption(
  { clean }: FourierMapModel,
  { norm, images, seed }: FourierMapResult,
  value: FourierValue,
  name: string,
): string {
  const what =
    value === 'error rate'
      ? 'Error rate'
      : 'Mean L2 distance between the logits with and without the perturbation'
  const natural =
    clean === null
      ? ''
      : ` Unperturbed error rate: ${formatPercent(complement(clean))} (95 % interval ${intervalWords('accuracy')}).`
  return `${what} of ${name} for perturbations of L2 norm ${norm.value} (per channel of images in [0,1]; ${norm.origin}) along every direction of the Fourier basis, with a random sign for each image and channel (sign seed ${seed}); n = ${formatCount(images)} images. The centre is the lowest frequency; the middle of each edge of a whole map is Nyquist.${natural}`
}

function complement({ value, low, high }: { value: number; low: number; high: number }): {
  value: number
  low: number
  high: number
} {
  return { value: 1 - value, low: 1 - high, high: 1 - low }
}

/** A model of a Fourier map study with what figures need to know beside its result. */
export interface FourierModel {
  name: string
  group: Group
  result: FourierMapModel
}

export interface FourierRadialOptions extends Appearance {
  value?: FourierValue | undefined
  unit?: FrequencyUnit | undefined
  viewing: Viewing
}

/** Means over rings against spatial frequency, one line for each model. */
export function fourierRadialFigure(
  models: readonly FourierModel[],
  { norm, images }: Pick<FourierMapResult, 'norm' | 'images'>,
  options: FourierRadialOptions,
): Figure {
  const { theme, palette, value = 'error rate', unit = 'cycles/pixel', viewing } = options
  const curves = models.map(({ result: { radial } }) => {
    const values = value === 'error rate' ? radial.errorRate : radial.featureChange
    return radial.frequencies.values.flatMap((frequency, i) => {
      const each = values[i] ?? null
      if (each === null) return []
      const x = pixelsInUnit(frequency, unit, viewing)
      return [{ x, y: value === 'error rate' ? each * 100 : each }]
    })
  })
  const title = value === 'error rate' ? 'Error rate (%)' : 'Change of the logits (L2)'
  const colours = memberColours(
    models.map(({ group }) => group),
    options,
  )
  return finish(
    withMouseV1(
      {
        data: models.map(({ name, group, result }, i): Scatter => {
          const colour = colours[i]!
          const style = groupStyle(group, theme, palette)
          return {
            type: 'scatter',
            mode: 'lines+markers',
            name: escapeText(name),
            x: curves[i]!.map(({ x }) => x),
            y: curves[i]!.map(({ y }) => y),
            customdata: curves[i]!.map(() => result.id),
            line: { color: colour, width: LINE_WIDTH, dash: style.dash },
            marker: { symbol: style.symbol, size: 6, color: colour, line: { color: colour, width: 1.5 } },
            hovertext: curves[i]!.map(
              ({ y }) =>
                `<b>${escapeText(name)}</b><br>${y.toPrecision(3)}${value === 'error rate' ? ' %' : ''}`,
            ),
            hoverinfo: 'x+text',
          }
        }),
        layout: {
          ...baseLayout(options),
          ...legend(),
          ...(curves.every((curve) => curve.length === 0)
            ? emptyAnnotation('No ring is finished yet.', theme)
            : {}),
          xaxis: axis(frequencyTitle('frequency', unit), theme, { rangemode: 'tozero' }),
          yaxis: axis(title, theme, value === 'error rate' ? { range: [0, 102] } : { rangemode: 'tozero' }),
        },
        caption: `${value === 'error rate' ? 'Error rate' : 'Change of the logits (L2)'} under perturbations of L2 norm ${norm.value} along Fourier basis directions, averaged over orientation, against spatial frequency in ${unit}; ${counted(models.length, 'model')}, n = ${formatCount(images)} images. A ring is drawn when all its directions are measured.`,
        notes: [],
        csv: csv(
          [
            'model',
            'name',
            `frequency (${unit})`,
            value === 'error rate' ? 'error rate (%)' : 'L2 change of the logits',
          ],
          models.flatMap(({ name, result }, i) => curves[i]!.map(({ x, y }) => [result.id, name, x, y])),
        ),
        ariaLabel: `Line plot: ${words(value)} against spatial frequency in ${unit}, for ${counted(models.length, 'model')}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing] },
      options,
    ),
  )
}
