/**
 * Pictures of a study as a panel of a figure: a grid with words below each, and bars that say how long some pixels and, where
 * the field of view is known, some degrees are. The pictures come as they are, a pixel for each of theirs; what draws the
 * figure enlarges them without smoothing.
 */
import type { Annotation, Layout, Shape } from 'plotly.js'
import { csv } from './csv'
import type { Cell } from './csv'
import { escapeText } from './figure'
import type { Appearance, Figure } from './figure'
import { finish } from './finish'
import { LINE, TEXT, imageGrid, wordsTop } from './image-grid'
import type { Tile } from './image-grid'
import { scaleBars } from './scale-bars'
import { INK, baseLayout } from './style'

export interface ImagePanel {
  /** What the pictures of an item are, in their order. */
  headings: readonly string[]
  items: readonly (readonly Tile[])[]
  /** Of every picture, in pixels. */
  size: { width: number; height: number }
  /** Width of the pictures in degrees of visual angle; undefined: nobody has said it. */
  fieldOfView: number | undefined
  /** Items in a row; null: as many as can be read. */
  columns: number | null
  /** What holds for all pictures, beside the bars, e.g. `f_mix = 0.32 of Nyquist`. */
  common: string
  /** What was computed, in whole sentences. */
  caption: string
  notes: readonly string[]
  table: { header: readonly string[]; rows: readonly (readonly Cell[])[] }
}

/** On either side: a picture at the very edge of a page would be rounded beyond it. */
const EDGE = 1
/** That the window would give it. */
const USUAL_WIDTH = 560
/** Of the foot: the bars and what stands beside them. */
const ABOVE_FOOT = 2
const BAR = 3
const BESIDE_BAR = 6
const BETWEEN = 26
const LETTER = 0.5

/** Height in CSS pixels of a window that suits a width in them. */
export function imagePanelHeight(panel: ImagePanel, width: number): number {
  const inside = width - 2 * EDGE
  return Math.ceil(imageGrid(panel, inside).bottom + footOf(panel, inside).height)
}

export function imagePanelFigure(panel: ImagePanel, options: Appearance): Figure {
  const width = options.whole?.width ?? USUAL_WIDTH
  const height = options.whole?.height ?? imagePanelHeight(panel, width)
  const foot = footOf(panel, width - 2 * EDGE)
  const grid = imageGrid(panel, width - 2 * EDGE)
  const ink = INK[options.theme]
  const place = (x: number, y: number): { x: number; y: number } => ({
    x: (EDGE + x) / width,
    y: 1 - y / height,
  })
  const words = (x: number, y: number, text: string): Partial<Annotation> => ({
    ...{ text, xref: 'paper', yref: 'paper', xanchor: 'left', yanchor: 'top', align: 'left' },
    ...{ showarrow: false, borderpad: 0, borderwidth: 0, font: { size: TEXT } },
    ...place(x, y),
  })
  const lines = (x: number, y: number, texts: readonly string[]): Partial<Annotation>[] =>
    texts.map((text, i) => words(x, y + i * LINE, escapeText(text)))
  const scale = grid.width / panel.size.width
  const footTop = grid.bottom + ABOVE_FOOT
  const layout: Partial<Layout> = {
    ...baseLayout(options),
    margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
    xaxis: { visible: false, range: [0, 1], fixedrange: true },
    yaxis: { visible: false, range: [0, 1], fixedrange: true },
    images: grid.tiles.flatMap(({ tile, x, y }): NonNullable<Partial<Layout>['images']> =>
      tile.source === null
        ? []
        : [
            {
              ...{ source: tile.source, xref: 'paper', yref: 'paper', xanchor: 'left', yanchor: 'top' },
              ...place(x, y),
              ...{
                sizex: grid.width / width,
                sizey: grid.height / height,
                sizing: 'stretch',
                layer: 'above',
              },
            },
          ],
    ),
    annotations: [
      ...grid.headings.flatMap(({ x, y, lines: texts }) => lines(x, y, texts)),
      ...grid.tiles.flatMap((placed) => [
        ...lines(placed.x, wordsTop(grid, placed), placed.lines),
        ...(placed.tile.source === null ? lines(placed.x + 4, placed.y + 4, [placed.tile.instead]) : []),
      ]),
      ...foot.parts.map(({ x, row, text }) => words(x(scale), footTop + row * LINE, text)),
    ],
    shapes: foot.bars.map(({ x, row, pixels }): Partial<Shape> => {
      const from = place(x(scale), footTop + (row + 0.5) * LINE)
      const to = place(x(scale) + pixels * scale, 0)
      return {
        ...{ type: 'line', xref: 'paper', yref: 'paper', line: { color: ink.text, width: BAR } },
        ...{ x0: from.x, y0: from.y, x1: to.x, y1: from.y },
      }
    }),
  }
  return finish({
    data: [],
    layout,
    caption: `${panel.caption} ${scaleCaption(panel)}`,
    notes: [...panel.notes, ...(panel.fieldOfView === undefined ? [NO_FIELD] : [])],
    csv: csv(panel.table.header, panel.table.rows),
    ariaLabel: `${panel.items.length} times ${panel.headings.join(', ')}. ${panel.caption}`,
  })
}

const NO_FIELD =
  'There is no bar in degrees of visual angle, because the field of view of the project is not set: set it, and it is drawn.'

interface Foot {
  bars: { x: (scale: number) => number; row: number; pixels: number }[]
  parts: { x: (scale: number) => number; row: number; text: string }[]
  height: number
}

/** One line with all, or, in a narrow panel, a line for each. */
function footOf({ size, fieldOfView, common }: ImagePanel, width: number): Foot {
  const bars = scaleBars(size.width, fieldOfView)
  const long = (words: string): number => words.replaceAll(/<[^>]*>/g, '').length * TEXT * LETTER
  // A bar is at most half a picture, and no picture is wider than a panel.
  const whole =
    bars.reduce((sum, { words }) => sum + 90 + BESIDE_BAR + long(words) + BETWEEN, 0) + long(common)
  const isNarrow = whole > width
  const foot: Foot = { bars: [], parts: [], height: 0 }
  let before = (_scale: number): number => 0
  for (const [i, { pixels, words }] of bars.entries()) {
    const x = isNarrow ? () => 0 : before
    const row = isNarrow ? i : 0
    foot.bars.push({ x, row, pixels })
    foot.parts.push({ x: (scale) => x(scale) + pixels * scale + BESIDE_BAR, row, text: words })
    before = (scale) => x(scale) + pixels * scale + BESIDE_BAR + long(words) + BETWEEN
  }
  const rows = isNarrow ? bars.length : 0
  if (common !== '') foot.parts.push({ x: isNarrow ? () => 0 : before, row: rows, text: common })
  foot.height = ABOVE_FOOT + LINE * (isNarrow ? bars.length + Number(common !== '') : 1)
  return foot
}

function scaleCaption({ size, fieldOfView }: ImagePanel): string {
  const [pixels, degrees] = scaleBars(size.width, fieldOfView).map(({ words }) => words)
  const shape = `Pictures are ${size.width} × ${size.height} pixels (black 0, white 1), enlarged without smoothing`
  return fieldOfView === undefined
    ? `${shape}; scale bar: ${pixels}.`
    : `${shape}; scale bars: ${pixels}, and ${degrees} of visual angle (a picture is ${fieldOfView}° wide).`
}
