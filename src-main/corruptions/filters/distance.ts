/**
 * OpenCV's distance transform with its 5×5 mask: the length of the shortest chain of steps of 1 (side),
 * 1.4 (diagonal) and 2.1969 (a knight's move) to the nearest marked pixel.
 */

const SIDE = 1
const DIAGONAL = 1.4
const KNIGHT = 2.1969
const RIM = 2

/** @param marked 1 where the distance is 0; @returns [height, width] in pixels, Infinity where nothing is marked */
export function distanceTo(marked: Uint8Array, height: number, width: number): Float64Array {
  const line = width + 2 * RIM
  const distances = new Float64Array((height + 2 * RIM) * line).fill(Infinity)
  const steps: readonly (readonly [offset: number, length: number])[] = [
    [-2 * line - 1, KNIGHT],
    [-2 * line + 1, KNIGHT],
    [-line - 2, KNIGHT],
    [-line - 1, DIAGONAL],
    [-line, SIDE],
    [-line + 1, DIAGONAL],
    [-line + 2, KNIGHT],
    [-1, SIDE],
  ]
  const relax = (at: number, direction: 1 | -1) => {
    let shortest = distances[at]!
    for (const [offset, length] of steps) {
      const other = distances[at + direction * offset]! + length
      if (other < shortest) shortest = other
    }
    distances[at] = shortest
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y + RIM) * line + x + RIM
      if (marked[y * width + x]) distances[at] = 0
      else relax(at, 1)
    }
  }
  const result = new Float64Array(height * width)
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      const at = (y + RIM) * line + x + RIM
      relax(at, -1)
      result[y * width + x] = distances[at]!
    }
  }
  return result
}
