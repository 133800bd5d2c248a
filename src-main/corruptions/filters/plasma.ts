/**
 * A cloud: the diamond-square algorithm on a torus, whose steps shrink by `decay` at every halving; brought to
 * [0,1]. After hendrycks/robustness's `plasma_fractal` (itself after FLHerne/mapgen): the amplitude of a step is
 * the square of its `wibble`.
 */
import type { Generator } from '../../random/generator'

const FIRST_WIBBLE = 100

/**
 * @param side a power of two
 * @param decay above 1: larger is smoother
 * @returns [side, side] from 0 to 1
 */
export function plasma(side: number, decay: number, stream: Generator): Float64Array {
  const map = new Float64Array(side * side)
  let wibble = FIRST_WIBBLE
  for (let step = side; step >= 2; step /= 2) {
    const half = step / 2
    const noise = () => wibble * (2 * stream.uniform() - 1) * wibble
    const at = (y: number, x: number) => map[(y & (side - 1)) * side + (x & (side - 1))]!
    for (let y = half; y < side; y += step) {
      for (let x = half; x < side; x += step) {
        const corners =
          at(y - half, x - half) + at(y - half, x + half) + at(y + half, x - half) + at(y + half, x + half)
        map[y * side + x] = corners / 4 + noise()
      }
    }
    for (let y = 0; y < side; y += half) {
      for (let x = (y & half) === 0 ? half : 0; x < side; x += step) {
        const edges = at(y - half, x) + at(y + half, x) + at(y, x - half) + at(y, x + half)
        map[y * side + x] = edges / 4 + noise()
      }
    }
    wibble /= decay
  }
  let lowest = Infinity
  let highest = -Infinity
  for (let i = 0; i < map.length; i++) {
    if (map[i]! < lowest) lowest = map[i]!
    if (map[i]! > highest) highest = map[i]!
  }
  const range = highest - lowest
  return map.map((value) => (range > 0 ? (value - lowest) / range : 0))
}
