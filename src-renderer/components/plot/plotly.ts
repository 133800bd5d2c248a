/**
 * Plotly as this window uses it: the core with the few SVG traces that the figures have, in a chunk of its own
 * that is loaded with the first figure. Nothing of it asks the network: no cloud, no logo's link, no maps.
 */
import type { Config, PlotlyHTMLElement } from 'plotly.js'
import type { Figure } from '../../../src-main/figures/figure'
import type { Plotly } from './plotly-bundle'

export type { Plotly } from './plotly-bundle'

/** For every figure; our own tool bar is beside it. */
export const CONFIG: Partial<Config> = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: '',
  doubleClick: 'reset',
  showTips: false,
  responsive: false,
}

let loading: Promise<Plotly> | null = null

/** Plotly, once; it measures words, hence the face comes first. A failed load may be tried again. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= Promise.all([
    import('./plotly-bundle'),
    document.fonts.load('15px Arimo', 'f').catch(() => []),
  ]).then(
    ([{ plotly }]) => plotly,
    (error: unknown) => {
      loading = null
      throw error
    },
  )
  return loading
}

/** Plotly writes into what it draws (ranges it has found); a figure stays what it was. */
export function copied({ data, layout }: Figure): Pick<Figure, 'data' | 'layout'> {
  return structuredClone({ data, layout })
}

export type PlotElement = PlotlyHTMLElement
