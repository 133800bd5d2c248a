/** Where in a drawing a card lies that belongs to a point, so that it hides neither the point nor its words. Pure. */

export interface Size {
  /** Pixels. */
  width: number
  height: number
}

/** From the upper left corner of the drawing, in pixels. */
export interface Box extends Size {
  left: number
  top: number
}

/** From the edges of the drawing. */
const EDGE = 4
/** The axis below, with its title. */
const AXIS = 64
/** Around the words, which begin at the point: its mark is as large. */
const ROOM = 8

/**
 * The corner where the card overlaps the words least: before others in the half, above or below, where they are not,
 * and with the axis free; then on the right.
 * @param words what Plotly says of the point, with the point at its edge; null: nothing yet
 */
export function besideWords(words: Box | null, card: Size, drawing: Size): Pick<Box, 'left' | 'top'> {
  const right = Math.max(EDGE, drawing.width - card.width - EDGE)
  const below = [AXIS, EDGE].map((free) => Math.max(EDGE, drawing.height - card.height - free))
  if (words === null) return { left: right, top: EDGE }
  const isHigh = words.top + words.height / 2 < drawing.height / 2
  const places = (isHigh ? [...below, EDGE] : [EDGE, ...below]).flatMap((top) =>
    [right, EDGE].map((left) => ({ left, top })),
  )
  const hidden = places.map((at) => overlap({ ...at, ...card }, words))
  return places[hidden.indexOf(Math.min(...hidden))]!
}

/** Of the card and the words with room around them, in square pixels. */
function overlap(card: Box, words: Box): number {
  const width =
    Math.min(card.left + card.width, words.left + words.width + ROOM) - Math.max(card.left, words.left - ROOM)
  const height =
    Math.min(card.top + card.height, words.top + words.height + ROOM) - Math.max(card.top, words.top - ROOM)
  return Math.max(0, width) * Math.max(0, height)
}
