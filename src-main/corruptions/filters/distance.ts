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
  const relax = (at: number, direction: 1 | -1) => {
    const row = direction * line
    const knights = Math.min(
      distances[at - 2 * row - 1]!,
      distances[at - 2 * row + 1]!,
      distances[at - row - 2]!,
      distances[at - row + 2]!,
    )
    const diagonals = Math.min(distances[at - row - 1]!, distances[at - row + 1]!)
    const sides = Math.min(distances[at - row]!, distances[at - direction]!)
    distances[at] = Math.min(distances[at]!, knights + KNIGHT, diagonals + DIAGONAL, sides + SIDE)
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
