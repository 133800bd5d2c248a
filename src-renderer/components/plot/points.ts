/**
 * The points of a figure that can be opened, in the order in which arrow keys visit them: from left to right;
 * the cells of a heat map row by row, as they lie.
 */
import { pointId } from '../../../src-main/figures/figure'
import type { Trace } from '../../../src-main/figures/figure'

/** A point that can be opened, where Plotly has it. */
export interface OpenPoint {
  id: string
  curveNumber: number
  /** Row and column of a cell. */
  pointNumber: number | [row: number, column: number]
  x: number
  words: string
}

export function openPoints(data: readonly Trace[]): OpenPoint[] {
  const found: OpenPoint[] = []
  const cells: OpenPoint[] = []
  data.forEach((trace, curveNumber) => {
    const { customdata, x, hovertext } = trace
    if (!Array.isArray(customdata) || !Array.isArray(x)) return
    if (trace.type === 'heatmap') {
      cells.push(...openCells(customdata, hovertext, curveNumber))
      return
    }
    customdata.forEach((value: unknown, pointNumber) => {
      const id = pointId(value)
      const at: unknown = x[pointNumber]
      if (id === null || typeof at !== 'number') return
      const words = wordsOf(Array.isArray(hovertext) ? hovertext[pointNumber] : id)
      found.push({ id, curveNumber, pointNumber, x: at, words })
    })
  })
  return [...found.sort((a, b) => a.x - b.x), ...cells]
}

/** How many places the arrows up and down go: a row of a figure that is one heat map, else one point. */
export function rowLength(data: readonly Trace[]): number {
  const [cells] = data.filter(({ customdata }) => Array.isArray(customdata))
  if (cells?.type !== 'heatmap' || !Array.isArray(cells.customdata)) return 1
  const [row] = cells.customdata
  return Array.isArray(row) ? row.filter((id) => pointId(id) !== null).length : 1
}

function openCells(rows: readonly unknown[], hovertext: unknown, curveNumber: number): OpenPoint[] {
  return rows.flatMap((cells, row) =>
    Array.isArray(cells)
      ? cells.flatMap((value: unknown, column) => {
          const id = pointId(value)
          if (id === null) return []
          const words: unknown = Array.isArray(hovertext) ? at(hovertext[row], column) : id
          return [
            {
              id,
              curveNumber,
              pointNumber: [row, column] as [number, number],
              x: column,
              words: wordsOf(words),
            },
          ]
        })
      : [],
  )
}

function at(row: unknown, column: number): unknown {
  return Array.isArray(row) ? row[column] : undefined
}

function wordsOf(text: unknown): string {
  return typeof text === 'string' ? plain(text) : ''
}

/** Plotly's text without its tags, for a screen reader. */
export function plain(text: string): string {
  return text
    .replaceAll('<br>', ', ')
    .replaceAll(/<\/?[a-z]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
