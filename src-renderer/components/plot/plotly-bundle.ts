/**
 * The traces that figures are made of. A trace that draws with WebGL is left out on purpose: exported figures
 * are vectors, and its shaders are compiled from text, which the page's content security policy refuses.
 */
import core from 'plotly.js/lib/core'
import bar from 'plotly.js/lib/bar'
import heatmap from 'plotly.js/lib/heatmap'

core.register([bar, heatmap])

/** Plotly with the part of its programmatic hover that its types leave out. */
export type Plotly = typeof core & {
  Fx: {
    hover(
      element: HTMLElement,
      points: { curveNumber: number; pointNumber: number | [row: number, column: number] }[],
    ): void
    unhover(element: HTMLElement): void
  }
}

export const plotly = core as Plotly
