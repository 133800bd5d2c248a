/**
 * The one colour scale of heat maps: viridis (van der Walt and Smith 2015), whose lightness rises evenly, so that
 * it is read the same with every common colour blindness and in gray. The paper's `jet` is not.
 *
 * Invariant: a colour bar always has a title with its unit.
 */
import type { ColorBar } from 'plotly.js'
import type { Theme } from './palette'
import type { Rgb } from './palette'
import { css, mix } from './palette'
import { FONT_SIZE, INK, TICK_SIZE } from './style'

const STOPS: readonly Rgb[] = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
]

/** As Plotly wants it: place in 0 … 1, colour. */
export const HEAT_SCALE: [number, string][] = STOPS.map((colour, i) => [i / (STOPS.length - 1), css(colour)])

/** The colour at a place of the scale, 0 … 1; what lies beyond has the colour of the end. */
export function heatColour(place: number): Rgb {
  const at = (Number.isNaN(place) ? 0 : Math.min(1, Math.max(0, place))) * (STOPS.length - 1)
  const below = Math.min(STOPS.length - 2, Math.floor(at))
  return mix(STOPS[below]!, STOPS[below + 1]!, at - below)
}

/** Ink that can be read on a colour of the scale. */
export function inkOn(place: number): string {
  return luminance(heatColour(place)) > 0.18 ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)'
}

/** Relative luminance (WCAG 2): black text has more contrast than white above 0.179. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** @param title with its unit */
export function colourBar(title: string, theme: Theme, more: Partial<ColorBar> = {}): Partial<ColorBar> {
  return {
    title: { text: title, side: 'right', font: { size: FONT_SIZE } },
    thickness: 14,
    outlinewidth: 0,
    ticks: 'outside',
    ticklen: 4,
    tickcolor: INK[theme].text,
    tickfont: { size: TICK_SIZE },
    ...more,
  }
}
