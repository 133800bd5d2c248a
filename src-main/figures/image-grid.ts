/**
 * Where the pictures of a panel of images lie, and how much of the words below them has room. Pure arithmetic in CSS pixels
 * of a window, from the upper left corner; all pictures have one scale, so that one bar measures them all.
 */

/** A picture with the words below it. */
export interface Tile {
  /** `data:` address of a PNG file; null: there is none. */
  source: string | null
  /** In its place, where there is none. */
  instead: string
  /** Each begins a new line; long ones are broken, and what then is too long ends in an ellipsis. */
  words: readonly string[]
}

export interface PlacedTile {
  tile: Tile
  x: number
  y: number
  lines: string[]
}

export interface Grid {
  /** Of a picture. */
  width: number
  height: number
  tiles: PlacedTile[]
  /** Above the first row, one for each picture of an item, and again for each item of the row. */
  headings: { x: number; y: number; lines: string[] }[]
  /** Where the last row ends. */
  bottom: number
}

/** Text of ticks, and a line of it. */
export const TEXT = 13
export const LINE = 17
/** Mean width of a letter over the size of the text. */
const LETTER = 0.54
/** Between the pictures of an item, and between items. */
const NEAR = 6
const APART = 18
/** Above the words below a picture, and below them. */
const ABOVE = 3
const BELOW = 9
/** Of a picture: fewer items stand beside each other before it is narrower, and it is never wider. */
const READABLE = 84
const WIDEST = 170
const NARROWEST = 16
const MOST_LINES = 4

interface Asked {
  headings: readonly string[]
  /** Each as many as there are headings. */
  items: readonly (readonly Tile[])[]
  /** Of the pictures, in their own pixels. */
  size: { width: number; height: number }
  /** Items in a row; null: as many as can be read. */
  columns: number | null
}

/** @param width of the whole; the height follows */
export function imageGrid(asked: Asked, width: number): Grid {
  const most = Math.max(1, asked.items.length)
  let columns = Math.max(1, Math.min(asked.columns ?? 1, most))
  if (asked.columns === null)
    while (columns < most && tileWidth(asked, columns + 1, width) >= READABLE) columns++
  return laidOut(asked, columns, Math.min(WIDEST, tileWidth(asked, columns, width)))
}

function tileWidth({ headings }: Asked, columns: number, width: number): number {
  const inside = columns * (headings.length - 1) * NEAR + (columns - 1) * APART
  return Math.max(NARROWEST, (width - inside) / (columns * headings.length))
}

function laidOut({ headings, items, size }: Asked, columns: number, width: number): Grid {
  const tileHeight = (width * size.height) / size.width
  const pitch = headings.length * width + (headings.length - 1) * NEAR + APART
  const xOf = (item: number, part: number): number => (item % columns) * pitch + part * (width + NEAR)
  const broken = headings.map((heading) => brokenLines([heading], width))
  const most = Math.max(0, ...broken.map((lines) => lines.length))
  const beside = Math.min(columns, items.length)
  const tiles: PlacedTile[] = []
  let y = most * LINE
  for (let first = 0; first < items.length; first += columns) {
    const row = items.slice(first, first + columns)
    let lines = 0
    for (const [i, item] of row.entries())
      for (const [part, tile] of item.entries()) {
        const placed = { tile, x: xOf(i, part), y, lines: brokenLines(tile.words, width) }
        lines = Math.max(lines, placed.lines.length)
        tiles.push(placed)
      }
    y += tileHeight + ABOVE + lines * LINE + BELOW
  }
  return {
    width,
    height: tileHeight,
    tiles,
    // On the lowest line that there is.
    headings: Array.from({ length: beside }, (_, item) =>
      broken.map((each, part) => ({ x: xOf(item, part), y: (most - each.length) * LINE, lines: each })),
    ).flat(),
    bottom: y,
  }
}

/** Where the words below a picture begin. */
export function wordsTop({ height }: Grid, { y }: PlacedTile): number {
  return y + height + ABOVE
}

/** Between words, at most so many lines of each; a word that is longer than a line, and the last line, end in an ellipsis. */
export function brokenLines(words: readonly string[], width: number): string[] {
  const most = Math.max(4, Math.floor(width / (LETTER * TEXT)))
  return words.flatMap((text) => {
    const lines: string[] = []
    for (const word of text.split(' ')) {
      const last = lines.at(-1)
      if (last !== undefined && last.length + 1 + word.length <= most)
        lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
    }
    const kept = lines.slice(0, MOST_LINES)
    if (lines.length > MOST_LINES) kept.push(`${kept.pop() ?? ''}…`)
    return kept.map((line) => (line.length <= most ? line : `${line.slice(0, most - 1)}…`))
  })
}
