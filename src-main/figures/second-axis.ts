/**
 * A second axis above a plot: the same places in another unit. It matches the axis below, so that both zoom
 * together, and it needs a trace of its own, because Plotly draws no axis without one.
 */
import type { LayoutAxis } from 'plotly.js'
import type { FrequencyUnit } from '../contract/units'
import type { Scatter } from './figure'
import type { Theme } from './palette'
import { axis, FONT_SIZE } from './style'
import { roundTicks } from './ticks'

/** Room above a plot with a second axis and its title, in pixels. */
export const SECOND_AXIS_MARGIN = 64

/**
 * @param range what the axis below shows
 * @param scale a place on the axis below × scale is the same place in this axis's unit
 */
export function secondAxis(
  title: string,
  range: readonly [number, number],
  scale: number,
  theme: Theme,
  text: (value: number) => string = String,
): Partial<LayoutAxis> {
  const ticks = roundTicks(range[0] * scale, range[1] * scale)
  return axis(title, theme, {
    title: { text: title, font: { size: FONT_SIZE }, standoff: 6 },
    overlaying: 'x',
    matches: 'x',
    side: 'top',
    tickvals: ticks.map((value) => value / scale),
    ticktext: ticks.map(text),
  })
}

/** What makes Plotly draw the axis; nothing can be seen of it. */
export const SECOND_AXIS_TRACE: Scatter = {
  type: 'scatter',
  mode: 'markers',
  x: [null],
  y: [null],
  xaxis: 'x2',
  showlegend: false,
  hoverinfo: 'skip',
}

/** The unit that stands above an axis in this unit: both conventions are on every frequency axis (methods L.1). */
export function otherUnit(unit: FrequencyUnit): 'cycles/pixel' | 'fraction of Nyquist' {
  return unit === 'fraction of Nyquist' ? 'cycles/pixel' : 'fraction of Nyquist'
}
