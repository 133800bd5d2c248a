/**
 * Where names can stand beside their markers without covering a marker, another name or, where that can be had, a bar. A greedy
 * choice among the eight places around each marker, in the order of the points; a name without a free place is left
 * out (hovering shows it). The figure's size on screen is not known here, so a usual one is assumed.
 */

export type TextPosition =
  | 'middle right'
  | 'middle left'
  | 'top center'
  | 'bottom center'
  | 'top right'
  | 'bottom right'
  | 'top left'
  | 'bottom left'

export interface LabelledPoint {
  x: number
  y: number
  /** Empty: none is wanted, and nothing may cover the marker all the same. */
  text: string
  /** Ends of its bars, as they are drawn; null: it has none. */
  bars?: { x: Ends | null; y: Ends | null }
}
type Ends = readonly [low: number, high: number]

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

const USUAL_ROOM = { width: 560, height: 260 }
const CHARACTER = 7
const LINE = 15
const MARKER = 6
/** Half of what a bar and its caps take across. */
const BAR = 2
/** Among more markers than this no name could be told whose it is. */
const MOST_LABELLED = 200
// Corners first: the bars of a marker run up, down and sideways.
const PLACES: TextPosition[] = [
  'top right',
  'bottom right',
  'top left',
  'bottom left',
  'top center',
  'bottom center',
  'middle right',
  'middle left',
]

/**
 * A place for every name, null where there is none.
 * @param xRange, yRange what the axes show, low to high
 * @param room of the plot, in CSS pixels
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  xRange: readonly [number, number],
  yRange: readonly [number, number],
  { width, height } = USUAL_ROOM,
): (TextPosition | null)[] {
  if (points.length > MOST_LABELLED) return points.map(() => null)
  const across = (x: number): number => ((x - xRange[0]) / (xRange[1] - xRange[0])) * width
  const down = (y: number): number => (1 - (y - yRange[0]) / (yRange[1] - yRange[0])) * height
  const centres = points.map(({ x, y }) => ({ x: across(x), y: down(y) }))
  const taken = centres.map(({ x, y }) => boxAround(x, y, MARKER, MARKER))
  const bars = points.flatMap(({ bars: ends }, i): Box[] => {
    const { x, y } = centres[i]!
    return [
      ...(ends?.x
        ? [{ left: across(ends.x[0]), right: across(ends.x[1]), top: y - BAR, bottom: y + BAR }]
        : []),
      ...(ends?.y ? [{ left: x - BAR, right: x + BAR, top: down(ends.y[1]), bottom: down(ends.y[0]) }] : []),
    ]
  })
  return points.map((point, i) => {
    if (point.text === '') return null
    const { x, y } = centres[i]!
    const free = PLACES.flatMap((place) => {
      const box = labelBox(x, y, point.text.length * CHARACTER, place)
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height
      return inside && taken.every((other, j) => j === i || !overlap(box, other)) ? [{ place, box }] : []
    })
    // A name across a bar can be read, and is more than none.
    const found = free.find(({ box }) => bars.every((bar) => !overlap(box, bar))) ?? free[0]
    if (found === undefined) return null
    taken.push(found.box)
    return found.place
  })
}

function labelBox(x: number, y: number, width: number, place: TextPosition): Box {
  const [vertical, horizontal] = place.split(' ')
  const dx = horizontal === 'right' ? MARKER + width / 2 : horizontal === 'left' ? -MARKER - width / 2 : 0
  const dy = vertical === 'top' ? -MARKER - LINE / 2 : vertical === 'bottom' ? MARKER + LINE / 2 : 0
  return boxAround(x + dx, y + dy, width / 2, LINE / 2)
}

function boxAround(x: number, y: number, halfWidth: number, halfHeight: number): Box {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight }
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
