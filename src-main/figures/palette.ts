/**
 * The colours of the groups of models (methods G.7), with a marker and a dash for each, so that hue is never
 * the only difference. Group colours belong to data and to nothing else on the page.
 *
 * 'paper' has the paper's colours on white; on the dark ground those of them that would vanish are lighter.
 * 'okabe-ito' is the palette of Okabe and Ito (2008), told apart with every common colour blindness.
 */
import type { Dash } from 'plotly.js'
import type { Group } from '../contract/model'

export type Theme = 'light' | 'dark'
export type PaletteName = 'paper' | 'okabe-ito'
export type Rgb = readonly [red: number, green: number, blue: number]

export interface GroupStyle {
  colour: string
  /** Around a marker whose colour is weak on the ground; else the colour itself. */
  outline: string
  /** Of a family of models in one figure: methods G.5's two fifths of the colour on white; more on dark. */
  light: string
  symbol: GroupSymbol
  dash: Dash
}

interface Colours {
  light: Rgb
  dark: Rgb
  /** Where the colour alone is weak on white. */
  outlineOnWhite?: Rgb
}

const PAPER: Record<Group, Colours> = {
  baseline: { light: [0, 0, 0], dark: [240, 240, 238] },
  blur: { light: [0, 128, 0], dark: [84, 190, 92] },
  // matplotlib's darkorange; the paper draws mouse and monkey in panels of their own, in the same colour.
  'mouse-regularised': { light: [255, 140, 0], dark: [255, 152, 40] },
  'monkey-regularised': { light: [166, 82, 0], dark: [214, 142, 84] },
  'regularised (simulated)': { light: [196, 30, 110], dark: [244, 130, 180] },
  'adversarially trained': { light: [0, 0, 255], dark: [116, 158, 255] },
  'corruption-robust': { light: [255, 0, 0], dark: [255, 104, 98] },
  PCA: { light: [230, 230, 0], dark: [230, 230, 0], outlineOnWhite: [110, 110, 0] },
  stochastic: { light: [128, 0, 128], dark: [208, 134, 222] },
  control: { light: [0, 139, 139], dark: [64, 200, 200] },
  other: { light: [110, 110, 110], dark: [160, 160, 160] },
}

const OKABE_ITO: Record<Group, Colours> = {
  baseline: { light: [0, 0, 0], dark: [240, 240, 238] },
  blur: { light: [0, 158, 115], dark: [0, 178, 130] },
  'mouse-regularised': { light: [230, 159, 0], dark: [230, 159, 0] },
  'monkey-regularised': { light: [204, 121, 167], dark: [212, 135, 178] },
  'regularised (simulated)': { light: [95, 40, 130], dark: [176, 140, 220] },
  'adversarially trained': { light: [0, 114, 178], dark: [60, 150, 214] },
  'corruption-robust': { light: [213, 94, 0], dark: [226, 112, 24] },
  PCA: { light: [240, 228, 66], dark: [240, 228, 66], outlineOnWhite: [115, 108, 10] },
  stochastic: { light: [86, 180, 233], dark: [86, 180, 233], outlineOnWhite: [20, 105, 155] },
  control: { light: [140, 75, 40], dark: [190, 130, 95] },
  other: { light: [110, 110, 110], dark: [160, 160, 160] },
}

const PALETTES: Record<PaletteName, Record<Group, Colours>> = { paper: PAPER, 'okabe-ito': OKABE_ITO }

const SYMBOLS = {
  baseline: 'diamond',
  blur: 'x-thin',
  'mouse-regularised': 'pentagon',
  'monkey-regularised': 'hexagon2',
  'regularised (simulated)': 'triangle-left',
  'adversarially trained': 'triangle-up',
  'corruption-robust': 'circle',
  PCA: 'square',
  stochastic: 'star',
  control: 'cross',
  other: 'triangle-down',
} as const satisfies Record<Group, string>
export type GroupSymbol = (typeof SYMBOLS)[Group]

/** The same without a filling; a cross of thin lines has no inside and becomes the outline of a thick one. */
export function hollowSymbol(symbol: GroupSymbol): `${Exclude<GroupSymbol, 'x-thin'> | 'x'}-open` {
  return symbol === 'x-thin' ? 'x-open' : `${symbol}-open`
}

const DASHES: Record<Group, Dash> = {
  baseline: 'solid',
  blur: 'dash',
  'mouse-regularised': 'longdash',
  'monkey-regularised': 'longdashdot',
  'regularised (simulated)': 'dashdot',
  'adversarially trained': 'dot',
  'corruption-robust': 'dashdot',
  PCA: 'longdash',
  stochastic: 'dot',
  control: 'dash',
  other: 'solid',
}

/** The ground of the window in each theme; tints mix with it. Also the white of an exported figure. */
export const GROUND: Record<Theme, Rgb> = { light: [255, 255, 255], dark: [23, 24, 26] }

/** Share of the ground in a light tint. A dark ground swallows more than white does. */
const TINT: Record<Theme, number> = { light: 0.6, dark: 0.25 }
/** The same for the lightest of several shades, which are told from each other. */
const LIGHTEST: Record<Theme, number> = { light: 0.6, dark: 0.5 }

/** How a group is drawn. */
export function groupStyle(group: Group, theme: Theme, palette: PaletteName = 'paper'): GroupStyle {
  const colours = PALETTES[palette][group]
  const colour = colours[theme]
  return {
    colour: css(colour),
    outline: css(theme === 'light' ? (colours.outlineOnWhite ?? colour) : colour),
    light: css(mix(colour, GROUND[theme], TINT[theme])),
    symbol: SYMBOLS[group],
    dash: DASHES[group],
  }
}

/**
 * Shades of a group's colour for several of its models in one figure, from the light tint of a family to
 * the full colour; with one model the full colour.
 */
export function groupShades(
  group: Group,
  count: number,
  theme: Theme,
  palette: PaletteName = 'paper',
): string[] {
  const colour = PALETTES[palette][group][theme]
  return Array.from({ length: count }, (_, i) =>
    css(mix(colour, GROUND[theme], count === 1 ? 0 : LIGHTEST[theme] * (1 - i / (count - 1)))),
  )
}

/**
 * The shade of each σ of the blur family: from the lightest of the least blur to the full colour, the same on the Map and in
 * tables.
 */
export function sigmaShades(
  sigmas: readonly (number | null)[],
  theme: Theme,
  palette: PaletteName = 'paper',
): ReadonlyMap<number, string> {
  const distinct = [...new Set(sigmas.filter((sigma) => sigma !== null))].sort((a, b) => a - b)
  const shades = groupShades('blur', distinct.length, theme, palette)
  return new Map(distinct.map((sigma, i) => [sigma, shades[i]!]))
}

/** `share` of the way from a colour to another, 0 … 1. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const channel = (i: 0 | 1 | 2): number => Math.round(from[i] * (1 - share) + to[i] * share)
  return [channel(0), channel(1), channel(2)]
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`
}

/** The same colour, seen through: for bands. */
export function translucent(colour: string, opacity: number): string {
  return colour.replace('rgb(', 'rgba(').replace(')', `, ${opacity})`)
}
