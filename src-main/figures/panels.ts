/**
 * Small multiples: where each panel's axes lie. Axes are numbered from 1 in the order of the panels, row by row
 * from the top. Pure arithmetic; what stands in the panels is the figure's own.
 */
import type { Annotation, Layout, LayoutAxis } from 'plotly.js'
import type { Theme } from './palette'
import { axis, INK, TICK_SIZE } from './style'

export interface PanelGrid {
  columns: number
  rows: number
  /** Share of a panel's width that stays empty beside it, and of its height below it. */
  gapX: number
  gapY: number
  /** Right end of the panels, in 0 … 1: room for a colour bar. */
  right?: number
  /** One unit is as long upwards as sideways, whatever the shape of the window. */
  square?: boolean
}

/** Names of the axes of a panel, as traces and shapes call them. */
export function panelAxes(panel: number): { xaxis: string; yaxis: string } {
  const number = panel === 0 ? '' : String(panel + 1)
  return { xaxis: `x${number}`, yaxis: `y${number}` }
}

export function gridOf(panels: number, columns: number): { columns: number; rows: number } {
  const used = Math.max(1, Math.min(columns, panels))
  return { columns: used, rows: Math.max(1, Math.ceil(panels / used)) }
}

/** From low to high, in parts of the drawing. */
export function panelDomain(
  panel: number,
  { columns, rows, gapX, gapY, right = 1 }: PanelGrid,
): { x: [number, number]; y: [number, number] } {
  const width = right / (columns + (columns - 1) * gapX)
  const height = 1 / (rows + (rows - 1) * gapY)
  const left = (panel % columns) * width * (1 + gapX)
  const top = 1 - Math.floor(panel / columns) * height * (1 + gapY)
  return { x: [left, left + width], y: [Math.max(0, top - height), top] }
}

/**
 * The axes of all panels. Ticks have numbers on the outer panels only; titles are annotations (`outerTitles`).
 * @param last whether a panel has none below it
 */
export function panelLayout(
  panels: number,
  grid: PanelGrid,
  theme: Theme,
  x: Partial<LayoutAxis>,
  y: Partial<LayoutAxis>,
): Partial<Layout> {
  const layout: Record<`xaxis${number}` | `yaxis${number}` | 'xaxis' | 'yaxis', Partial<LayoutAxis>> = {
    xaxis: {},
    yaxis: {},
  }
  for (let panel = 0; panel < panels; panel++) {
    const domain = panelDomain(panel, grid)
    const names = panelAxes(panel)
    const below = panel + grid.columns < panels
    const suffix = panel === 0 ? '' : panel + 1
    const xName = `xaxis${suffix}` as 'xaxis'
    const yName = `yaxis${suffix}` as 'yaxis'
    layout[xName] = axis('', theme, {
      ...x,
      domain: domain.x,
      anchor: names.yaxis as 'y',
      ...(grid.square ? { constrain: 'domain' } : {}),
      showticklabels: !below && x.showticklabels !== false,
      automargin: false,
    })
    layout[yName] = axis('', theme, {
      ...y,
      domain: domain.y,
      anchor: names.xaxis as 'x',
      ...(grid.square ? { scaleanchor: names.xaxis as 'x', constrain: 'domain' } : {}),
      showticklabels: panel % grid.columns === 0 && y.showticklabels !== false,
      automargin: false,
    })
  }
  return layout
}

/** The name of a panel, above it. */
export function panelTitle(panel: number, grid: PanelGrid, text: string): Partial<Annotation> {
  const { x, y } = panelDomain(panel, grid)
  return {
    text,
    xref: 'paper',
    yref: 'paper',
    x: (x[0] + x[1]) / 2,
    xanchor: 'center',
    y: y[1],
    yanchor: 'bottom',
    showarrow: false,
    font: { size: TICK_SIZE },
  }
}

/** One title for all horizontal axes and one for all vertical ones. */
export function outerTitles(x: string, y: string, theme: Theme, right = 1): Partial<Annotation>[] {
  const shared = {
    xref: 'paper',
    yref: 'paper',
    showarrow: false,
    font: { color: INK[theme].text },
  } as const
  return [
    { ...shared, text: x, x: right / 2, xanchor: 'center', y: 0, yanchor: 'top', yshift: -26 },
    { ...shared, text: y, x: 0, xanchor: 'right', xshift: -40, y: 0.5, yanchor: 'middle', textangle: -90 },
  ]
}
