/**
 * A figure as a journal wants it, before it is laid out: every length that the builders give in pixels of a window (text,
 * lines, markers, margins, shifts) becomes one of print. Plotly then lays it out at its final size, and nothing is scaled
 * afterwards. The numbers on the axes have the journal's size; all else keeps its proportion to them, within the
 * journal's smallest and largest text.
 */
import { pixelsOfPoints } from '../../contract/figures/journals'
import type { Journal } from '../../contract/figures/journals'
import type { Figure } from '../figure'
import { TICK_SIZE } from '../style'
import { fittedNames } from './legend-names'
import { wrapped } from './wrap'

/**
 * Arimo has the widths of Arial, which stands in where an SVG is opened without it; the few signs that it lacks (∞, ≤)
 * are of Noto Sans Math.
 */
export const PRINT_FONTS = "Arimo, Arial, 'Liberation Sans', Helvetica, 'Noto Sans Math', sans-serif"

/** No line is thinner, in points: it would vanish in print. */
const THINNEST = 0.5

export interface PrintStyle {
  /** Pixels of print for one of a window. */
  ratio: number
  /** Smallest and largest text, in CSS pixels. */
  text: { from: number; to: number }
}

export function printStyle({ text }: Pick<Journal, 'text'>): PrintStyle {
  return {
    ratio: pixelsOfPoints(text.ticks) / TICK_SIZE,
    text: { from: pixelsOfPoints(text.from), to: pixelsOfPoints(text.to) },
  }
}

export interface PrintedDrawing {
  data: unknown[]
  layout: Record<string, unknown>
}

/** @param size of the panel in CSS pixels of print */
export function printed(
  { data, layout }: Pick<Figure, 'data' | 'layout'>,
  style: PrintStyle,
  size: { width: number; height: number },
): PrintedDrawing {
  const convert = (value: unknown, path: readonly string[]): unknown => converted(value, path, style)
  const result = convert(layout, []) as Record<string, unknown>
  const font = result['font'] as Record<string, unknown> | undefined
  const fitted = fittedNames(
    {
      data: data.map((trace) => convert(trace, ['trace']) as Record<string, unknown>),
      layout: wrapped(result, size),
    },
    size.width,
  )
  return {
    data: fitted.data,
    layout: {
      ...fitted.layout,
      font: { ...font, family: PRINT_FONTS },
      paper_bgcolor: 'rgba(0, 0, 0, 0)',
      hovermode: false,
      width: size.width,
      height: size.height,
    },
  }
}

/** Names of lengths in pixels, whatever they belong to. */
const LENGTHS = new Set([
  'ticklen',
  'standoff',
  'xshift',
  'yshift',
  'ax',
  'ay',
  'borderpad',
  'xpad',
  'ypad',
  'pad',
  'itemwidth',
  'entrywidth',
  'tracegroupgap',
])
/** Names of the widths of lines. */
const LINES = new Set(['linewidth', 'tickwidth', 'arrowwidth', 'borderwidth', 'outlinewidth', 'gridwidth'])
/** What a `width` belongs to where it is that of a line, not one along an axis. */
const LINED = new Set(['line'])
const BARS = new Set(['error_x', 'error_y'])

function converted(value: unknown, path: readonly string[], style: PrintStyle): unknown {
  if (Array.isArray(value)) {
    const isOfMarks = path.at(-1) === 'size' && path.at(-2) === 'marker'
    return value.map((each) =>
      isOfMarks && typeof each === 'number' ? each * style.ratio : convertible(each, path, style),
    )
  }
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== 'uirevision' && key !== 'hoverlabel')
        .map(([key, part]) => [key, converted(part, [...path, key], style)]),
    )
  return typeof value === 'number' ? length(value, path, style) : value
}

/** Numbers of data stay what they are. */
function convertible(value: unknown, path: readonly string[], style: PrintStyle): unknown {
  return value !== null && typeof value === 'object' ? converted(value, path, style) : value
}

function length(value: number, path: readonly string[], { ratio, text }: PrintStyle): number {
  const [name = '', owner = '', above = ''] = path.toReversed()
  if (name === 'size' && /font$/.test(owner)) return Math.min(text.to, Math.max(text.from, value * ratio))
  if (name === 'size' && owner === 'marker') return value * ratio
  if (LENGTHS.has(name)) return value * ratio
  if (LINES.has(name) || (name === 'width' && LINED.has(owner))) return thick(value, ratio)
  if (name === 'thickness') return BARS.has(owner) ? thick(value, ratio) : value * ratio
  if (name === 'width' && BARS.has(owner)) return value * ratio
  if (owner === 'margin' && above === '') return value * ratio
  return value
}

function thick(value: number, ratio: number): number {
  return value === 0 ? 0 : Math.max(pixelsOfPoints(THINNEST), value * ratio)
}
