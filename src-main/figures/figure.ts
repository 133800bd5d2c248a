/**
 * What every builder of this folder makes: one figure, as data. Plotly draws `data` and `layout`; the rest is
 * for people: the caption, the sentences beside it, the numbers behind it, and what a screen reader says.
 *
 * The builders are pure: results of the contract in, a figure out; no node:, no DOM, no Plotly at run time.
 * Invariants: the same input gives the same figure, to the letter; no WebGL traces, so that an
 * exported figure is vectors (of a heat map, the cells alone are a picture inside it; of chosen images, those are); `csv` holds every number that is drawn, with the unit in the header line; that of a reference line is in the caption.
 */
import type { BarData, HeatmapData, Layout, ScatterData } from 'plotly.js'
import type { FrequencyUnit } from '../contract/units'
import type { PaletteName, Theme } from './palette'

export type Scatter = Partial<ScatterData> & { type: 'scatter' }
export type Bar = Partial<BarData> & { type: 'bar' }
export type Heatmap = Partial<HeatmapData> & { type: 'heatmap' }
export type Trace = Scatter | Bar | Heatmap

export interface Figure {
  data: Trace[]
  layout: Partial<Layout>
  /** One or two exact sentences: what is drawn, n, training and pairing seeds, level of the intervals, coefficients of a fit. */
  caption: string
  /** Sentences that stand beside the figure: what is not in it and why. */
  notes: string[]
  /** RFC 4180 with a header line; numbers in full precision. */
  csv: string
  ariaLabel: string
  /** Units that the frequency axis can be shown in; absent where there is no such axis to switch. */
  units?: UnitChoice[]
  /** That the line of mouse V1 can be shown on its frequency axis, or why not; absent where there is no such axis. */
  mouseV1?: { reason: string | null }
}

/** A unit of the frequency axis, and why it cannot be chosen; null when it can. */
export interface UnitChoice {
  unit: FrequencyUnit
  reason: string | null
}

/** How a figure looks, apart from what it shows. */
export interface Appearance {
  theme: Theme
  /** 'paper' unless told. */
  palette?: PaletteName | undefined
  /** Opaque white behind it, e.g. for export; else it shows the page through. Only with the light theme. */
  white?: boolean | undefined
  /** The line of mouse V1 on frequency axes (mouse-v1.ts); false unless told. */
  mouseV1?: boolean | undefined
  /** Of the plot in CSS pixels of a window, so that names beside markers have room; a usual one unless told. */
  room?: { width: number; height: number } | undefined
  /** Of the whole figure in the same pixels, for what has no axes and fills it; a usual one unless told. */
  whole?: { width: number; height: number } | undefined
}

/**
 * A point that a click can open carries its identifier as `customdata`: a string, never empty. Points without
 * one (bands, fits) are only looked at.
 */
export function pointId(customdata: unknown): string | null {
  return typeof customdata === 'string' && customdata !== '' ? customdata : null
}

/** User's words inside Plotly's text, which reads a small subset of HTML. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Without Plotly's tags. */
export function plain(text: string): string {
  return text
    .replaceAll(/<br>/g, ' ')
    .replaceAll(/<sub>([^<]*)<\/sub>/g, '_$1')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
