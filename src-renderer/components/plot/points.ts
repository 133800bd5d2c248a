/**
 * The points of a figure that can be opened, in the order in which arrow keys visit them: from left to right.
 */
import { pointId } from '../../../src-main/figures/figure'
import type { Trace } from '../../../src-main/figures/figure'

/** A point that can be opened, where Plotly has it. */
export interface OpenPoint {
  id: string
  curveNumber: number
  pointNumber: number
  x: number
  words: string
}

export function openPoints(data: readonly Trace[]): OpenPoint[] {
  const found: OpenPoint[] = []
  data.forEach((trace, curveNumber) => {
    const { customdata, x, hovertext } = trace
    if (!Array.isArray(customdata) || !Array.isArray(x)) return
    customdata.forEach((value: unknown, pointNumber) => {
      const id = pointId(value)
      const at: unknown = x[pointNumber]
      if (id === null || typeof at !== 'number') return
      const words = Array.isArray(hovertext) ? plain(hovertext[pointNumber] ?? '') : id
      found.push({ id, curveNumber, pointNumber, x: at, words })
    })
  })
  return found.sort((a, b) => a.x - b.x)
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
