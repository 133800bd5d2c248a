/**
 * The one look of all figures (methods G, "Style"): Arimo 15 with ticks of 13, lines of width 2, axes left and
 * below only, no grid, no title (the caption is the title).
 */
import type { Layout, LayoutAxis } from 'plotly.js'
import type { Appearance } from './figure'
import type { Theme } from './palette'

/** Named, not embedded: where an exported SVG is opened without Arimo, its metric twins stand in. */
export const FONT_FAMILY = "Arimo, 'Liberation Sans', Arial, Helvetica, sans-serif"
export const FONT_SIZE = 15
export const TICK_SIZE = 13
export const LINE_WIDTH = 2

/** Ink of a theme: text, axes, and quiet helpers such as zero lines. */
export const INK: Record<Theme, { text: string; quiet: string; hover: string; wash: string }> = {
  light: {
    text: 'rgb(28, 28, 26)',
    quiet: 'rgb(120, 120, 114)',
    hover: 'rgb(255, 255, 255)',
    wash: 'rgba(28, 28, 26, 0.08)',
  },
  dark: {
    text: 'rgb(236, 236, 234)',
    quiet: 'rgb(150, 154, 160)',
    hover: 'rgb(31, 33, 35)',
    wash: 'rgba(236, 236, 234, 0.12)',
  },
}

const TRANSPARENT = 'rgba(0, 0, 0, 0)'

/** An axis without spine on the other side. `title` may hold Plotly's <sub> and <i>. */
export function axis(title: string, theme: Theme, more: Partial<LayoutAxis> = {}): Partial<LayoutAxis> {
  return {
    title: { text: title, font: { size: FONT_SIZE }, standoff: 8 },
    automargin: true,
    showline: true,
    mirror: false,
    linewidth: 1,
    linecolor: INK[theme].text,
    ticks: 'outside',
    ticklen: 5,
    tickcolor: INK[theme].text,
    tickfont: { size: TICK_SIZE },
    showgrid: false,
    zeroline: false,
    // A zoom is forgotten when the axis shows something else.
    uirevision: title,
    ...more,
  }
}

/** What all layouts begin with. */
export function baseLayout({ theme, white = false }: Appearance): Partial<Layout> {
  const ink = INK[theme]
  return {
    font: { family: FONT_FAMILY, size: FONT_SIZE, color: ink.text },
    // A point for decimals, a narrow space for thousands.
    separators: '.\u202f',
    paper_bgcolor: white ? 'rgb(255, 255, 255)' : TRANSPARENT,
    plot_bgcolor: TRANSPARENT,
    margin: { l: 60, r: 20, t: 16, b: 50, pad: 0 },
    hovermode: 'closest',
    hoverlabel: {
      bgcolor: ink.hover,
      bordercolor: ink.quiet,
      font: { family: FONT_FAMILY, size: TICK_SIZE, color: ink.text },
      align: 'left',
    },
    showlegend: false,
    // A user's zoom outlives a change of theme or of the selection.
    uirevision: 'figure',
  }
}

/** Names of the traces, above the plot. */
export function legend(): Partial<Layout> {
  return {
    showlegend: true,
    legend: {
      orientation: 'h',
      x: 0,
      xanchor: 'left',
      y: 1.02,
      yanchor: 'bottom',
      font: { size: TICK_SIZE },
      bgcolor: TRANSPARENT,
    },
  }
}

/** A sentence in place of a plot that has nothing to show. */
export function emptyAnnotation(text: string, theme: Theme): Partial<Layout> {
  return {
    annotations: [
      {
        text,
        xref: 'paper',
        yref: 'paper',
        x: 0.5,
        y: 0.5,
        showarrow: false,
        font: { size: FONT_SIZE, color: INK[theme].quiet },
      },
    ],
  }
}
