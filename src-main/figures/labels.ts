/**
 * Where names can stand beside their markers without covering a marker or another name. A greedy choice
 * among the eight places around each marker, in the order of the points; a name without a free place is left
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
  text: string
}

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
  const centres = points.map(({ x, y }) => ({
    x: ((x - xRange[0]) / (xRange[1] - xRange[0])) * width,
    y: (1 - (y - yRange[0]) / (yRange[1] - yRange[0])) * height,
  }))
  const taken = centres.map(({ x, y }) => boxAround(x, y, MARKER, MARKER))
  return points.map((point, i) => {
    const { x, y } = centres[i]!
    for (const place of PLACES) {
      const box = labelBox(x, y, point.text.length * CHARACTER, place)
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height
      if (inside && taken.every((other, j) => j === i || !overlap(box, other))) {
        taken.push(box)
        return place
      }
    }
    return null
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
