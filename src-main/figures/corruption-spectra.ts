/**
 * Where corruptions have their power (methods F.4): heat maps of the mean power of corrupted − clean, one panel
 * for each type on one logarithmic scale of colours, and cumulative radial profiles in the paper's colours of the
 * frequency groups (low red, medium blue, high green) with a dash for each.
 */
import type { Shape } from 'plotly.js'
import { corruptionGroup, corruptionGroupSchema } from '../contract/kinds/corruption/corruptions'
import type { Severity } from '../contract/kinds/corruption/corruptions'
import type { CorruptionOrigin, CorruptionSpectraResult } from '../contract/kinds/corruption/study'
import type { CorruptionMap } from '../contract/kinds/corruption/window'
import { cyclesPerPixel, formatQuantity, pixelToNyquist, quantity } from '../contract/units'
import type { FrequencyUnit, Viewing } from '../contract/units'
import { frequencyTitle, pixelsInUnit, unitChoices } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { byGroup, GROUP_LOOKS, typeName } from './corruption-model'
import type { Appearance, Figure, Heatmap, Scatter } from './figure'
import { finish } from './finish'
import { colourBar, HEAT_SCALE } from './heat-scale'
import { formatCount, listed } from './numbers'
import { gridOf, panelAxes, panelLayout, panelTitle } from './panels'
import type { PanelGrid } from './panels'
import { axis, baseLayout, emptyAnnotation, INK, legend, LINE_WIDTH } from './style'
import { withMouseV1 } from './mouse-v1'

const COLUMNS = 5

export interface CorruptionMapsOptions extends Appearance {
  severity: Severity
  origin: CorruptionOrigin
  /** That each map is the mean of. */
  images: number
  /** One range of colours for all, as the paper's appendix, or each panel's own. */
  scale: 'shared' | 'panel'
}

export function mapRows(maps: number): number {
  return gridOf(maps, COLUMNS).rows
}

/** @param maps natural logarithms of the power, centred, as `corruption.maps` answers */
export function corruptionMapsFigure(maps: readonly CorruptionMap[], options: CorruptionMapsOptions): Figure {
  const { theme, severity, origin, images, scale } = options
  const order = byGroup(maps.map(({ type }) => type))
  const sorted = order.flatMap((type) => maps.filter((map) => map.type === type))
  const grid: PanelGrid = {
    ...gridOf(sorted.length, COLUMNS),
    gapX: 0.08,
    gapY: 0.2,
    right: 0.92,
    square: true,
  }
  return finish({
    data: sorted.map((map, i) => heatTrace(map, i, grid, options)),
    layout: {
      ...baseLayout(options),
      margin: { l: 12, r: 20, t: 28, b: 12, pad: 0 },
      ...panelLayout(
        sorted.length,
        grid,
        theme,
        { showticklabels: false, ticks: '', showline: false },
        { showticklabels: false, ticks: '', showline: false, autorange: 'reversed' },
      ),
      annotations: [
        ...sorted.map(({ type }, i) => panelTitle(i, grid, typeName(type))),
        ...(sorted.length === 0
          ? (emptyAnnotation('No spectrum is finished yet.', theme).annotations ?? [])
          : []),
      ],
    },
    caption: `Mean power of (corrupted − clean) over the two-dimensional spectrum at severity ${severity}; ${origin.label}; n = ${formatCount(images)} images. The centre is frequency 0 (left out), the middle of each edge is Nyquist: 0.5 cycles/pixel = 1 of Nyquist. Colours: log₁₀ of the power, ${scale === 'shared' ? 'the same for all panels' : 'from the least to the most of each panel, hence without numbers'}.`,
    notes: [],
    csv: csv(
      ['type', 'severity', 'f_y (cycles/pixel)', 'f_x (cycles/pixel)', 'log10 of the mean power'],
      sorted.flatMap(({ type, severity: of, height, width, values }) =>
        values.map((value, i) => [
          type,
          of,
          (Math.floor(i / width) - Math.floor(height / 2)) / height,
          ((i % width) - Math.floor(width / 2)) / width,
          value === null ? null : value / Math.LN10,
        ]),
      ),
    ),
    ariaLabel: `Heat maps of the power of (corrupted − clean) for ${sorted.length} types of corruption at severity ${severity}.`,
  })
}

function heatTrace(
  map: CorruptionMap,
  panel: number,
  grid: PanelGrid,
  { theme, scale }: CorruptionMapsOptions,
): Heatmap {
  const { height, width, values, range } = map
  const rows = (at: (row: number, column: number) => string | number | null): (string | number | null)[][] =>
    Array.from({ length: height }, (_, row) => Array.from({ length: width }, (__, column) => at(row, column)))
  const y = Array.from({ length: height }, (_, row) => (row - Math.floor(height / 2)) / height)
  const x = Array.from({ length: width }, (_, column) => (column - Math.floor(width / 2)) / width)
  const log = (value: number): number => value / Math.LN10
  return {
    type: 'heatmap',
    name: typeName(map.type),
    x,
    y,
    z: rows((row, column) => {
      const value = values[row * width + column] ?? null
      return value === null ? null : log(value)
    }),
    ...panelAxes(panel),
    zmin: log(range.low),
    zmax: log(range.high),
    colorscale: HEAT_SCALE,
    showscale: panel === 0,
    ...(panel === 0
      ? {
          colorbar: colourBar(
            scale === 'shared'
              ? 'Fourier power (log<sub>10</sub>)'
              : 'Fourier power (least to most of each panel)',
            theme,
            {
              x: grid.right ?? 1,
              xpad: 10,
              ...(scale === 'shared' ? {} : { showticklabels: false, ticks: '' }),
            },
          ),
        }
      : {}),
    hovertext: rows((row, column) => {
      const value = values[row * width + column] ?? null
      const radius = Math.hypot(x[column]!, y[row]!)
      return `<b>${typeName(map.type)}</b><br>${bothUnits(radius)}<br>log<sub>10</sub> power ${value === null ? 'none' : log(value).toFixed(2)}`
    }),
    hoverinfo: 'text',
  }
}

/** E.g. `0.125 cycles/pixel = 0.250 fraction of Nyquist`. */
export function bothUnits(radius: number): string {
  if (!(radius <= Math.SQRT1_2 * (1 + 1e-12))) return 'no frequency of these images'
  const pixel = cyclesPerPixel(radius)
  return `${formatQuantity(quantity(pixel, 'cycles/pixel'))} = ${formatQuantity(quantity(pixelToNyquist(pixel), 'fraction of Nyquist'))}`
}

export interface CorruptionProfilesOptions extends Appearance {
  severity: Severity
  origin: CorruptionOrigin
  viewing: Viewing
  unit?: FrequencyUnit | undefined
  /** Every type, or the means of the groups only. */
  show?: 'types' | 'groups' | undefined
}

/** Cumulative radial profiles: share of the power within a radius. */
export function corruptionProfilesFigure(
  { thresholds, profiles, groups, images }: CorruptionSpectraResult,
  options: CorruptionProfilesOptions,
): Figure {
  const { theme, severity, origin, viewing, unit = 'cycles/pixel', show = 'types' } = options
  const x = thresholds.values.map((value) => pixelsInUnit(value, unit, viewing))
  const types = show === 'types' ? profiles.filter((profile) => profile.severity === severity) : []
  const means = groups.filter((group) => group.severity === severity)
  return finish(
    withMouseV1(
      {
        data: [
          ...types.map(({ type, cumulative }): Scatter => {
            const group = corruptionGroup(type)
            const look = group === null ? null : GROUP_LOOKS[group]
            return {
              type: 'scatter',
              mode: 'lines',
              name: typeName(type),
              legendgroup: group ?? 'extra',
              showlegend: false,
              opacity: means.length > 0 ? 0.45 : 1,
              x,
              y: cumulative.map((value) => (value === null ? null : value * 100)),
              line: {
                color: look?.colour[theme] ?? INK[theme].quiet,
                width: 1,
                dash: look?.dash ?? 'dashdot',
              },
              hovertext: cumulative.map(
                (value) =>
                  `<b>${typeName(type)}</b>, ${group ?? 'extra'}<br>${value === null ? 'none' : `${(value * 100).toFixed(1)} %`}`,
              ),
              hoverinfo: 'x+text',
            }
          }),
          ...corruptionGroupSchema.options.flatMap((group): Scatter[] => {
            const mean = means.find((each) => each.group === group)
            if (!mean) return []
            return [
              {
                type: 'scatter',
                mode: 'lines',
                name: group,
                legendgroup: group,
                x,
                y: mean.cumulative.map((value) => (value === null ? null : value * 100)),
                line: {
                  color: GROUP_LOOKS[group].colour[theme],
                  width: LINE_WIDTH + 1,
                  dash: GROUP_LOOKS[group].dash,
                },
                hovertext: mean.cumulative.map(
                  (value) =>
                    `<b>${group}</b>, mean<br>${value === null ? 'none' : `${(value * 100).toFixed(1)} %`}`,
                ),
                hoverinfo: 'x+text',
              },
            ]
          }),
        ],
        layout: {
          ...baseLayout(options),
          ...legend(),
          xaxis: axis(frequencyTitle('frequency', unit), theme, { range: [0, extent([...x, 1e-9])![1]] }),
          yaxis: axis('Portion of power (%)', theme, { range: [0, 102] }),
          shapes: [half(INK[theme].quiet)],
          ...(types.length + means.length === 0
            ? emptyAnnotation('No spectrum is finished yet.', theme)
            : {}),
        },
        caption: `Cumulative radial profiles of the power of (corrupted − clean) at severity ${severity}, frequency 0 left out; ${origin.label}; n = ${formatCount(images)} images. Thick: means of the frequency groups whose types are all finished${show === 'types' ? '; thin: types' : ''}; low frequencies solid, medium dashed, high dotted. Line: half of the power.`,
        notes: [
          ...(types.some(({ cumulative }) => cumulative.every((value) => value === null))
            ? ['A type without a curve changed no image.']
            : []),
          ...gaps(types.map(({ type, cumulative }) => ({ name: typeName(type), cumulative }))),
          ...gaps(
            means.map(({ group, cumulative }) => ({ name: `the mean of ${group} frequencies`, cumulative })),
          ),
        ],
        csv: csv(
          ['curve', 'group', 'severity', `frequency (${unit})`, 'portion of power (%)', 'n (images)'],
          [
            ...types.flatMap(({ type, cumulative }) =>
              cumulative.map((value, i) => [
                type as string,
                corruptionGroup(type) as string | null,
                severity,
                x[i]!,
                value === null ? null : value * 100,
                images,
              ]),
            ),
            ...means.flatMap(({ group, cumulative }) =>
              cumulative.map((value, i) => [
                'mean',
                group as string,
                severity,
                x[i]!,
                value === null ? null : value * 100,
                images,
              ]),
            ),
          ],
        ),
        ariaLabel: `Line plot: portion of the power of (corrupted − clean) within a radius, against spatial frequency in ${unit}, for ${types.length} types and ${means.length} groups at severity ${severity}.`,
        units: unitChoices([viewing]),
      },
      { unit, viewings: [viewing] },
      options,
    ),
  )
}

/** Curves that are known at some frequencies only. */
function gaps(curves: readonly { name: string; cumulative: readonly (number | null)[] }[]): string[] {
  const names = curves.flatMap(({ name, cumulative }) => {
    const missing = cumulative.filter((value) => value === null).length
    return missing > 0 && missing < cumulative.length ? [name] : []
  })
  return names.length === 0 ? [] : [`Without a value at some frequencies: ${listed(names)}.`]
}

function half(color: string): Partial<Shape> {
  return {
    type: 'line',
    xref: 'paper',
    x0: 0,
    x1: 1,
    y0: 50,
    y1: 50,
    line: { color, width: 1, dash: 'dash' },
    layer: 'below',
  }
}
