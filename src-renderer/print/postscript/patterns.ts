/** A fill that repeats (the hatching of bars): its parts as one path over all tiles, bounded by what is filled. */
import { pathOf, shapeData } from './path'
import type { Box, Path, Point } from './items'

/** More would be a tile that nobody can see. */
const MOST_TILES = 20_000

/**
 * @param pattern with its lengths in the user's units of what it fills, as all of Plotly's
 * @param place from those units to the page
 * @returns each part with its outline over all tiles that touch the box, in the pattern's order
 */
export function patternParts(
  pattern: SVGPatternElement,
  place: DOMMatrix,
  box: Box,
): { part: SVGGraphicsElement; path: Path; matrix: DOMMatrix }[] {
  const [width, height] = [pattern.width.baseVal.value, pattern.height.baseVal.value]
  const own = pattern.patternTransform.baseVal.consolidate()?.matrix ?? new DOMMatrix()
  const matrix = place.multiply(new DOMMatrix([own.a, own.b, own.c, own.d, own.e, own.f]))
  const inverse = matrix.inverse()
  const corners = [
    [box.left, box.bottom],
    [box.right, box.bottom],
    [box.left, box.top],
    [box.right, box.top],
  ].map(([x, y]) => new DOMPoint(x, y).matrixTransform(inverse))
  const range = (values: number[], size: number): [number, number] => [
    Math.floor(Math.min(...values) / size),
    Math.ceil(Math.max(...values) / size),
  ]
  const [left, right] = range(
    corners.map(({ x }) => x),
    width,
  )
  const [top, bottom] = range(
    corners.map(({ y }) => y),
    height,
  )
  if (!(width > 0 && height > 0) || (right - left) * (bottom - top) > MOST_TILES)
    throw new Error('a figure with a pattern of so many tiles cannot be written as EPS')
  return [...pattern.children].map((part) => {
    const data = shapeData(part)
    if (!(part instanceof SVGGraphicsElement) || data === null)
      throw new Error(`a figure with <${part.localName}> in a pattern cannot be written as EPS`)
    const path: Path[] = []
    for (let column = left; column < right; column++)
      for (let row = top; row < bottom; row++) {
        const tile = matrix.translate(column * width, row * height)
        path.push(
          pathOf(data, (x, y): Point => [tile.a * x + tile.c * y + tile.e, tile.b * x + tile.d * y + tile.f]),
        )
      }
    return { part, path: path.flat(), matrix }
  })
}
