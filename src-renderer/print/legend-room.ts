/**
 * Panels whose own legend needs more height than a plot can spare are made higher by it, with their whole row, so that
 * no legend is cut off or lies over a plot. Where the page then gets too high, the plots are lowered, not the legends.
 */
import { CONFIG } from '../components/plot/plotly'
import { parts } from './drawing-parts'
import type { Plotly } from '../components/plot/plotly-bundle'
import type { FigureLayout } from '../../src-main/contract/figures/figures'

type Panel = FigureLayout['panels'][number]

/** CSS pixels; no legend of ours takes half of it, which is what Plotly gives one. */
export const TALL = 2000
/** Share of a panel's height that a legend may take of it. */
const SPARED = 0.15
/** Plots are not lowered below this share of what suits them. */
const LOWEST = 0.45

/**
 * @param between height of all that is no panel: a shared legend, gaps, letters
 * @returns the layout with the heights that its panels need
 */
export async function withLegendRoom(
  plotly: Plotly,
  layout: FigureLayout,
  between: number,
  place: HTMLElement,
): Promise<FigureLayout> {
  const needs: number[] = []
  for (const panel of layout.panels) needs.push(await legendHeight(plotly, panel, place))
  const rows = Math.max(...layout.panels.map(({ row }) => row)) + 1
  const numbers = Array.from({ length: rows }, (_, row) => row)
  const base = numbers.map((row) => most(layout.panels, (panel) => (panel.row === row ? panel.height : 0)))
  const extra = numbers.map((row) =>
    most(layout.panels, (panel, i) =>
      panel.row === row ? Math.max(0, needs[i]! - SPARED * panel.height) : 0,
    ),
  )
  if (extra.every((height) => height === 0)) return layout
  const sum = (heights: readonly number[]): number => heights.reduce((total, height) => total + height, 0)
  const room = layout.maximumHeight === null ? Infinity : layout.maximumHeight - between - sum(extra)
  const share = Math.min(1, Math.max(LOWEST, room / sum(base)))
  return {
    ...layout,
    panels: layout.panels.map((panel) => {
      const { row, drawing } = panel
      const height = base[row]! * share + extra[row]!
      const legend = { ...(drawing.layout['legend'] as object | undefined), maxheight: TALL }
      return {
        ...panel,
        height,
        drawing: { ...drawing, layout: { ...drawing.layout, legend, height } },
      }
    }),
  }
}

/** What a panel's own legend takes where it has all room; 0 without one. */
async function legendHeight(plotly: Plotly, { drawing, width }: Panel, place: HTMLElement): Promise<number> {
  if (drawing.layout['showlegend'] !== true) return 0
  const element = document.createElement('div')
  place.append(element)
  const tall = { ...drawing, layout: { ...drawing.layout, width, height: TALL } }
  const plot = await plotly.newPlot(element, ...parts(tall), CONFIG)
  const { legend } = (plot as unknown as { _fullLayout: { legend?: { _height?: number } } })._fullLayout
  const height = Math.ceil(legend?._height ?? 0)
  plotly.purge(element)
  return height
}

function most(panels: readonly Panel[], of: (panel: Panel, place: number) => number): number {
  return Math.max(...panels.map(of))
}
