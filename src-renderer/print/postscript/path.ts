/** The data of an SVG path as moves, lines and cubic curves, where a matrix puts them. */
import absolute from 'abs-svg-path'
import normalised from 'normalize-svg-path'
import parse from 'parse-svg-path'
import type { Path, Point, Segment } from './items'

type Place = (x: number, y: number) => Point

export function pathOf(data: string, place: Place): Path {
  const result: Segment[] = []
  let part: (readonly [string, ...number[]])[] = []
  let start: readonly [number, number] = [0, 0]
  const flush = (): void => {
    append(result, normalised(part), place)
    part = []
  }
  for (const segment of absolute(parsed(data))) {
    if (segment[0] === 'M') start = [segment[1]!, segment[2]!]
    if (segment[0] !== 'Z') {
      // What follows a closed part without a move begins where that part began.
      if (part.length === 0 && segment[0] !== 'M') part.push(['M', ...start])
      part.push(segment)
      continue
    }
    // Closed as such, not by a line to the beginning: the corner there is a corner like the others.
    flush()
    result.push({ kind: 'close' })
  }
  flush()
  return result
}

function parsed(data: string): [string, ...number[]][] {
  try {
    return parse(data)
  } catch (error) {
    throw new Error(`a shape "${data.slice(0, 60)}" cannot be written as EPS`, { cause: error })
  }
}

/** Every segment is a move or a curve here; a curve whose controls are its ends is the line that it was. */
function append(
  result: Segment[],
  segments: readonly (readonly [string, ...number[]])[],
  place: Place,
): void {
  let [x, y] = [0, 0]
  for (const [command, ...numbers] of segments) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers
    if (command === 'M') {
      result.push({ kind: 'move', to: place(a, b) })
      ;[x, y] = [a, b]
      continue
    }
    const straight = a === x && b === y && c === e && d === f
    result.push(
      straight
        ? { kind: 'line', to: place(e, f) }
        : { kind: 'curve', first: place(a, b), second: place(c, d), to: place(e, f) },
    )
    ;[x, y] = [e, f]
  }
}

/** The outline of a basic shape as path data; null for what is none. */
export function shapeData(element: Element): string | null {
  const number = (name: string): number => Number.parseFloat(element.getAttribute(name) ?? '0')
  switch (element.localName) {
    case 'path':
      return element.getAttribute('d') ?? ''
    case 'rect': {
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map(number)
      // Nothing is painted of one without extent.
      if (!(width! > 0 && height! > 0)) return ''
      if (number('rx') > 0 || number('ry') > 0) return null
      return `M${x},${y}h${width}v${height}h${-width!}Z`
    }
    case 'circle': {
      const [x, y, r] = [number('cx'), number('cy'), number('r')]
      return `M${x + r},${y}A${r},${r} 0 1 1 ${x - r},${y}A${r},${r} 0 1 1 ${x + r},${y}Z`
    }
    case 'line':
      return `M${number('x1')},${number('y1')}L${number('x2')},${number('y2')}`
    default:
      return null
  }
}
