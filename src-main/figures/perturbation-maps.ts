/**
 * Mean Fourier spectra of models' perturbations as small multiples (methods E, G.2, G.4, K.22): the logarithm of
 * the power over f_x and f_y, DC in the centre and white, one logarithmic colour bar for all panels.
 *
 * `panel`: every panel from its own lowest to its own highest power, as in the paper; the bar then has no
 * numbers but uneven ticks that say that it is logarithmic, and each panel says its own range. `shared`: powers
 * relative to the lowest of each panel, one scale for all, with numbers.
 */
import type { ColorBar, Layout } from 'plotly.js'
import type { HeatMap } from '../contract/kinds/spectrum/window'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure, Heatmap } from './figure'
import { finish } from './finish'
import { colourBar, HEAT_SCALE } from './heat-scale'
import { counted } from './numbers'
import { gridOf, panelAxes, panelLayout, panelTitle } from './panels'
import type { PanelGrid } from './panels'
import { baseLayout, emptyAnnotation } from './style'
import { roundTicks } from './ticks'

export interface PerturbationMap {
  name: string
  /** Perturbations in the mean. */
  images: number
  map: Omit<HeatMap, 'model'> & { model?: string }
}

export interface PerturbationMapsOptions extends Appearance {
  /** How the maps were made. */
  scale: 'panel' | 'shared'
  /** Norm, method and criterion of the attack in words. */
  method: string
  /** Panels in a row; 4 unless told. */
  columns?: number | undefined
}

/** Cycles per pixel: −Nyquist, half of it, DC … */
const TICKS = [-0.5, -0.25, 0, 0.25, 0.5]
const FEWER_TICKS = [-0.5, 0, 0.5]
const LN10 = Math.LN10
const RIGHT = 0.9
const LONGEST_NAME = 22
const WHITE = 'rgb(255, 255, 255)'

/** Height of the figure that so many panels need, in pixels. */
export function mapsHeight(panels: number, columns = 4): number {
  const { rows } = gridOf(panels, columns)
  return 110 + (panels === 1 ? 300 : 220) * rows
}

export function perturbationMapsFigure(
  panels: readonly PerturbationMap[],
  options: PerturbationMapsOptions,
): Figure {
  const { theme, scale, columns = 4 } = options
  const grid: PanelGrid = {
    ...gridOf(panels.length, columns),
    // Numbers at the ends of neighbours must not meet.
    gapX: panels.length > 2 ? 0.2 : 0.12,
    gapY: scale === 'panel' && panels.length > 1 ? 0.34 : 0.26,
    right: RIGHT,
  }
  const ticks = grid.columns > 2 ? FEWER_TICKS : TICKS
  // In a panel of its own range 0 … 1 stand for lowest and highest; else natural logarithms.
  const relative = scale === 'panel' && panels.length > 1
  const ranges = panels.map(({ map }) => map.range)
  const range = relative
    ? { low: 0, high: 1 }
    : {
        low: extent(ranges.map(({ low }) => low))?.[0] ?? 0,
        high: extent(ranges.map(({ high }) => high))?.[1] ?? 1,
      }
  return finish({
    data: panels.map((panel, i) => trace(panel, i, relative)),
    layout: {
      ...baseLayout(options),
      ...squared(
        panelLayout(
          panels.length,
          grid,
          theme,
          {
            range: planeRange(panels.map(({ map }) => map.width)),
            tickvals: ticks,
            ticktext: ticks.map((f) => signed(`${f}<br>${2 * f}`)),
            constrain: 'domain',
          },
          {
            // Downwards, as the rows of images and the Fourier map.
            range: downwards(planeRange(panels.map(({ map }) => map.height))),
            tickvals: ticks,
            ticktext: ticks.map((f) => signed(`${f} (${2 * f})`)),
            constrain: 'domain',
            constraintoward: 'top',
          },
        ),
        panels.length,
      ),
      margin: { l: 96, r: 20, t: relative ? 44 : 28, b: 72, pad: 0 },
      // DC has no value, and is white in both themes.
      plot_bgcolor: panels.length === 0 ? 'rgba(0, 0, 0, 0)' : WHITE,
      ...(panels.length === 0
        ? emptyAnnotation('No spectrum is finished yet.', theme)
        : {
            coloraxis: {
              colorscale: HEAT_SCALE,
              cmin: range.low,
              cmax: range.high,
              colorbar: bar(range, ranges, relative, options),
            },
            annotations: [
              ...panels.map((panel, i) => panelTitle(i, grid, titleOf(panel, relative))),
              {
                text: '<i>f</i><sub>x</sub> (cycles/pixel; below: fraction of Nyquist)',
                xref: 'paper',
                yref: 'paper',
                x: RIGHT / 2,
                xanchor: 'center',
                y: 0,
                yanchor: 'top',
                yshift: -42,
                showarrow: false,
              },
              {
                text: '<i>f</i><sub>y</sub> (cycles/pixel; in brackets: of Nyquist)',
                xref: 'paper',
                yref: 'paper',
                x: 0,
                xshift: -92,
                y: 0.5,
                textangle: -90,
                showarrow: false,
              },
            ],
          }),
    },
    caption: caption(panels, options, relative),
    notes: [],
    csv: table(panels, scale),
    ariaLabel: `Heat maps of the mean Fourier power of the perturbations over horizontal and vertical frequency, DC in the centre, logarithmic, of ${counted(panels.length, 'model')}. ${panels.map(({ name, map }) => `${name}: power from ${power(map.range.low)} to ${power(map.range.high)}`).join('; ')}.`,
  })
}

/** As wide as high in frequency, whatever the place. */
function squared(layout: Partial<Layout>, panels: number): Partial<Layout> {
  const axes = layout as Record<string, { scaleanchor?: string } | undefined>
  for (let panel = 0; panel < panels; panel++) {
    const y = axes[`yaxis${panel === 0 ? '' : panel + 1}`]
    if (y) y.scaleanchor = panelAxes(panel).xaxis
  }
  return layout
}

function trace({ name, map }: PerturbationMap, panel: number, relative: boolean): Heatmap {
  const { height, width, values, range } = map
  const span = range.high - range.low || 1
  const rows = Array.from({ length: height }, (_, y) => values.slice(y * width, (y + 1) * width))
  return {
    type: 'heatmap',
    name: escapeText(name),
    x: frequencies(width),
    y: frequencies(height),
    z: relative
      ? rows.map((row) => row.map((value) => (value === null ? null : (value - range.low) / span)))
      : rows,
    customdata: rows.map((row) => row.map((value) => (value === null ? null : Math.exp(value)))),
    ...panelAxes(panel),
    coloraxis: 'coloraxis',
    hoverongaps: false,
    hovertemplate: `<b>${escapeText(name)}</b><br><i>f</i><sub>x</sub> %{x:.3f}, <i>f</i><sub>y</sub> %{y:.3f} cycles/pixel<br>power %{customdata:.3g}<extra></extra>`,
  }
}

function signed(text: string): string {
  return text.replaceAll('-', '−')
}

/** Half a cell beyond the lowest frequency, and up to Nyquist, which an even number of pixels has on one side only. */
export function planeRange(sides: readonly number[]): [number, number] {
  const lowest = sides.map((side) => (frequencies(side)[0] ?? 0) - 0.5 / Math.max(1, side))
  return [Math.min(-0.5, ...lowest), 0.5]
}

function downwards([low, high]: [number, number]): [number, number] {
  return [high, low]
}

/** Cycles per pixel along one side, DC at ⌊side/2⌋. */
function frequencies(side: number): number[] {
  return Array.from({ length: side }, (_, i) => (i - Math.floor(side / 2)) / side)
}

function titleOf({ name, map: { range } }: PerturbationMap, relative: boolean): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
  const own = `<br><span style="font-size: 11px">${tenth(range.low)} to ${tenth(range.high)}</span>`
  return `${escapeText(short)}${relative ? own : ''}`
}

/** A natural logarithm as a power of ten: `10<sup>−2.3</sup>`. */
function tenth(logarithm: number): string {
  return `10<sup>${(logarithm / LN10).toFixed(1).replace('-', '−')}</sup>`
}

function power(logarithm: number): string {
  return Math.exp(logarithm).toPrecision(2)
}

function bar(
  range: { low: number; high: number },
  ranges: readonly { low: number; high: number }[],
  relative: boolean,
  { theme, scale }: PerturbationMapsOptions,
): Partial<ColorBar> {
  if (relative) {
    const places = unevenTicks(ranges)
    return colourBar('Fourier power (logarithmic)', theme, {
      tickvals: [0, ...places, 1],
      ticktext: ['lowest', ...places.map(() => ''), 'highest'],
    })
  }
  const title = scale === 'shared' ? 'Fourier power / lowest of its panel' : 'Fourier power'
  const ticks = decadeTicks(range)
  return colourBar(title, theme, {
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ text }) => text),
  })
}

/** 1 … 9 of every decade; the decades have their names. Where there are none, 2 and 5 have theirs. */
function decadeTicks({ low, high }: { low: number; high: number }): { value: number; text: string }[] {
  const from = Math.floor(low / LN10)
  const to = Math.ceil(high / LN10)
  // Powers of float64 numbers span 633 decades; a bar that spans many has a tick for some of them.
  if (!(to - from <= MOST_DECADES)) return wideTicks(from, to)
  const decades = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const inside = decades.filter((decade) => decade * LN10 >= low && decade * LN10 <= high)
  return decades.flatMap((decade) =>
    Array.from({ length: 9 }, (_, i) => i + 1).flatMap((digit) => {
      const value = decade * LN10 + Math.log(digit)
      if (value < low - 1e-9 || value > high + 1e-9) return []
      const named = digit === 1 || (inside.length < 2 && (digit === 2 || digit === 5))
      const text = digit === 1 ? `10<sup>${decade}</sup>` : `${digit}·10<sup>${decade}</sup>`
      return [{ value, text: named ? text.replace('-', '−') : '' }]
    }),
  )
}

const MOST_DECADES = 20

function wideTicks(from: number, to: number): { value: number; text: string }[] {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return []
  return roundTicks(from, to).map((decade) => ({
    value: decade * LN10,
    text: `10<sup>${decade}</sup>`.replace('-', '−'),
  }))
}

/** Ticks without numbers, spaced as those of a logarithmic bar with the middle panel's range. */
function unevenTicks(ranges: readonly { low: number; high: number }[]): number[] {
  const middle = [...ranges].sort((a, b) => a.high - a.low - (b.high - b.low))[Math.floor(ranges.length / 2)]
  if (!middle || !(middle.high > middle.low)) return []
  return decadeTicks(middle).map(({ value }) => (value - middle.low) / (middle.high - middle.low))
}

function caption(
  panels: readonly PerturbationMap[],
  { scale, method }: PerturbationMapsOptions,
  relative: boolean,
): string {
  const what = 'Mean Fourier power of the perturbations (mean over images and channels before the logarithm)'
  if (panels.length === 0) return `${what}: there is none yet.`
  const counts = [...new Set(panels.map(({ images }) => images))].join(' or ')
  const how = relative
    ? ' Colours: each panel from its own lowest to its own highest power, given above it.'
    : scale === 'shared'
      ? ' Colours: power relative to the lowest of its panel, one scale for all.'
      : ''
  return `${what}, n = ${counts} perturbations${panels.length > 1 ? ' each' : ''}; ${method}. Centre: frequency 0, which is removed and left white.${how}`
}

function table(panels: readonly PerturbationMap[], scale: 'panel' | 'shared'): string {
  return csv(
    [
      'name',
      'f_x (cycles/pixel)',
      'f_y (cycles/pixel)',
      `log10 of the mean Fourier power${scale === 'shared' ? ' relative to the lowest' : ''}`,
      'n (images)',
    ],
    panels.flatMap(({ name, images, map: { height, width, values } }) => {
      const [fx, fy] = [frequencies(width), frequencies(height)]
      return values.map((value, i) => [
        name,
        fx[i % width]!,
        fy[Math.floor(i / width)]!,
        value === null ? null : value / LN10,
        images,
      ])
    }),
  )
}
