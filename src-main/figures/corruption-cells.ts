/**
 * Accuracy of one model on every corruption at every severity as a heat map with the number in each cell; rows
 * in the order of the frequency groups. A cell that is not finished is empty, and is in no number.
 *
 * The colours run from 0 to 100 % whatever the values are, so that two models' maps can be laid side by side.
 */
import type { Annotation, Shape } from 'plotly.js'
import { corruptionGroup } from '../contract/kinds/corruption/corruptions'
import { imagesInEachCell } from '../contract/kinds/corruption/precision-words'
import type { CorruptionType, Severity } from '../contract/kinds/corruption/corruptions'
import { csv } from './csv'
import { byGroup, cellOf, typeName } from './corruption-model'
import type { CorruptionFacts, CorruptionModel } from './corruption-model'
import type { Appearance, Figure, Heatmap, Scatter } from './figure'
import { finish } from './finish'
import { colourBar, HEAT_SCALE, inkOn } from './heat-scale'
import { formatPercent } from '../statistics/number-with-interval'
import { formatCount } from './numbers'
import { axis, baseLayout, INK, TICK_SIZE } from './style'

export interface CorruptionCellsOptions extends Appearance {
  /** A cell to put a frame around. */
  selected?: { type: CorruptionType; severity: Severity } | null | undefined
}

/** With fewer, cells keep the size that they have with so many. */
const FEW_ROWS = 6
const FEW_COLUMNS = 3

/** Of the cells, in parts of the drawing. */
function rightEnd(severities: number): number {
  return Math.min(1, severities / FEW_COLUMNS)
}

interface Cell {
  type: CorruptionType
  severity: Severity
  row: number
  column: number
}

/** Identifier of a cell, as `customdata`. */
export function cellId(type: CorruptionType, severity: Severity): string {
  return `${type}/${severity}`
}

export function corruptionCellsFigure(
  model: CorruptionModel,
  facts: CorruptionFacts,
  options: CorruptionCellsOptions,
): Figure {
  const { theme, selected } = options
  const types = byGroup(facts.types)
  const severities = facts.severities.toSorted((a, b) => a - b)
  const cells = types.flatMap((type, row) =>
    severities.map((severity, column): Cell => ({ type, severity, row, column })),
  )
  const place = selected
    ? cells.find((cell) => cell.type === selected.type && cell.severity === selected.severity)
    : undefined
  return finish({
    data: [colours(model, types, severities, theme), numbers(model, cells)],
    layout: {
      ...baseLayout(options),
      margin: { l: 60, r: 20, t: 10, b: 50, pad: 0 },
      xaxis: axis('Severity', theme, {
        tickvals: severities.map((_, i) => i),
        ticktext: severities.map(String),
        range: [-0.5, severities.length - 0.5],
        domain: [0, rightEnd(severities.length)],
        ticks: '',
        showline: false,
        fixedrange: true,
      }),
      yaxis: axis('', theme, {
        tickvals: types.map((_, i) => i),
        ticktext: types.map(typeName),
        range: [types.length - 0.5, -0.5],
        // Two rows must not fill what fifteen have.
        domain: [Math.max(0, 1 - types.length / FEW_ROWS), 1],
        ticks: '',
        ticklabelstandoff: 6,
        showline: false,
        fixedrange: true,
      }),
      shapes: [
        ...borders(types).map((after): Partial<Shape> =>
          between(after, INK[theme].text, rightEnd(severities.length)),
        ),
        ...(place ? [frame(place, INK[theme].text)] : []),
      ],
      annotations: groupNames(types, INK[theme].quiet, rightEnd(severities.length)),
    },
    caption: `Accuracy of ${model.name} on corrupted images by type and severity; ${facts.origin.label}; ${imagesInEachCell(formatCount(facts.images), facts.precision)}. Rows by frequency group: low, medium, high.`,
    notes: notes(model, cells.length),
    csv: table(model, types, severities, facts),
    ariaLabel: `Heat map for ${model.name}: accuracy in percent, ${types.length} types of corruption by ${severities.length} severities.`,
  })
}

function colours(
  { result }: CorruptionModel,
  types: readonly CorruptionType[],
  severities: readonly Severity[],
  theme: Appearance['theme'],
): Heatmap {
  return {
    type: 'heatmap',
    x: severities.map((_, i) => i),
    y: types.map((_, i) => i),
    z: types.map((type) =>
      severities.map((severity) => {
        const found = cellOf(result, type, severity)
        return found === null ? null : found.value * 100
      }),
    ),
    zmin: 0,
    zmax: 100,
    xgap: 1,
    ygap: 1,
    colorscale: HEAT_SCALE,
    colorbar: colourBar('Accuracy (%)', theme, { x: rightEnd(severities.length) + 0.07 }),
    customdata: types.map((type) => severities.map((severity) => cellId(type, severity))),
    hovertext: types.map((type) => severities.map((severity) => hoverText(result, type, severity))),
    hoverinfo: 'text',
    hoverongaps: true,
  }
}

function hoverText(result: CorruptionModel['result'], type: CorruptionType, severity: Severity): string {
  const found = cellOf(result, type, severity)
  const group = corruptionGroup(type)
  const what = `<b>${typeName(type)}</b>, severity ${severity}${group === null ? '' : `, ${group} frequencies`}`
  if (found === null) return `${what}<br>not finished`
  return `${what}<br>${formatPercent(found)}, n = ${formatCount(found.count)} images`
}

/** One decimal where the interval deserves it. */
function numbers({ result }: CorruptionModel, cells: readonly Cell[]): Scatter {
  const found = cells.map(({ type, severity }) => cellOf(result, type, severity))
  return {
    type: 'scatter',
    mode: 'text',
    x: cells.map(({ column }) => column),
    y: cells.map(({ row }) => row),
    text: found.map((cell) => {
      if (cell === null) return '·'
      return (cell.value * 100).toFixed(cell.high - cell.low < 0.04 ? 1 : 0)
    }),
    textfont: {
      size: TICK_SIZE,
      color: found.map((cell) => (cell === null ? 'rgb(128, 128, 128)' : inkOn(cell.value))),
    },
    hoverinfo: 'skip',
    showlegend: false,
  }
}

/** Rows after which another group begins. */
function borders(types: readonly CorruptionType[]): number[] {
  return types.flatMap((type, i) => {
    const next = types[i + 1]
    return next !== undefined && corruptionGroup(type) !== corruptionGroup(next) ? [i] : []
  })
}

function between(row: number, color: string, right: number): Partial<Shape> {
  return {
    type: 'line',
    xref: 'paper',
    x0: 0,
    x1: right + 0.03,
    y0: row + 0.5,
    y1: row + 0.5,
    line: { color, width: 1.5 },
  }
}

function frame({ row, column }: Cell, color: string): Partial<Shape> {
  return {
    type: 'rect',
    x0: column - 0.5,
    x1: column + 0.5,
    y0: row - 0.5,
    y1: row + 0.5,
    line: { color, width: 3 },
  }
}

function groupNames(types: readonly CorruptionType[], color: string, right: number): Partial<Annotation>[] {
  const names = [...new Set(types.map((type) => corruptionGroup(type)))]
  return names.map((group) => {
    const rows = types.flatMap((type, i) => (corruptionGroup(type) === group ? [i] : []))
    return {
      text: group ?? 'extra',
      xref: 'paper',
      x: right + 0.005,
      xanchor: 'left',
      y: (rows[0]! + rows[rows.length - 1]!) / 2,
      yanchor: 'middle',
      textangle: -90,
      showarrow: false,
      font: { size: TICK_SIZE, color },
    }
  })
}

function notes({ result }: CorruptionModel, cells: number): string[] {
  return result.missing === 0
    ? []
    : [`${result.missing} of ${cells} cells are not finished: they are empty here.`]
}

function table(
  { name, result }: CorruptionModel,
  types: readonly CorruptionType[],
  severities: readonly Severity[],
  { origin }: CorruptionFacts,
): string {
  return csv(
    [
      'model',
      'name',
      'images',
      'type',
      'group',
      'severity',
      'accuracy (%)',
      'low (95 % interval of this trained network; %)',
      'high (95 % interval of this trained network; %)',
      'n (images)',
    ],
    types.flatMap((type) =>
      severities.map((severity) => {
        const found = cellOf(result, type, severity)
        return [
          result.id,
          name,
          origin.label,
          type,
          corruptionGroup(type),
          severity,
          found === null ? null : found.value * 100,
          found === null ? null : found.low * 100,
          found === null ? null : found.high * 100,
          found?.count ?? null,
        ]
      }),
    ),
  )
}
