/**
 * OpenCV's warpAffine, bilinear, with the border mirrored at the pixel centres: places are rounded to 1/32 pixel.
 */
import { mirrored } from './disk'

/** Rows of a map (x, y) → (a·x + b·y + c, d·x + e·y + f). */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number]
export type Point = readonly [x: number, y: number]

/**
 * The map that takes three points to three others.
 * @throws RangeError when the first three lie on one line.
 */
export function affineThrough(
  from: readonly [Point, Point, Point],
  to: readonly [Point, Point, Point],
): Affine {
  const [[x0, y0], [x1, y1], [x2, y2]] = from
  const determinant = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
  if (determinant === 0) throw new RangeError('three points on one line fix no affine map')
  const row = (v0: number, v1: number, v2: number): [number, number, number] => {
    const a = ((v1 - v0) * (y2 - y0) - (v2 - v0) * (y1 - y0)) / determinant
    const b = ((x1 - x0) * (v2 - v0) - (x2 - x0) * (v1 - v0)) / determinant
    return [a, b, v0 - a * x0 - b * y0]
  }
  return [...row(to[0][0], to[1][0], to[2][0]), ...row(to[0][1], to[1][1], to[2][1])]
}

/** @throws RangeError when the map flattens the plane. */
export function inverse([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d
  if (determinant === 0) throw new RangeError('this affine map has no inverse')
  const [p, q, r, s] = [e / determinant, -b / determinant, -d / determinant, a / determinant]
  return [p, q, -p * c - q * f, r, s, -r * c - s * f]
}

/** Coordinates are held in 1/1024 pixel, then rounded to 1/32. */
const SCALE = 1024
const STEPS = 32
const STEP_BITS = 5

/**
 * Moves an image: what is at (x, y) comes to map(x, y).
 * @param values [height, width, channels]
 * @param map has an inverse
 */
export function warpAffine(
  values: Float32Array,
  height: number,
  width: number,
  channels: number,
  map: Affine,
): Float32Array {
  const [a, b, c, d, e, f] = inverse(map)
  const result = new Float32Array(values.length)
  const half = SCALE / STEPS / 2
  for (let y = 0, to = 0; y < height; y++) {
    const startX = Math.round((b * y + c) * SCALE) + half
    const startY = Math.round((e * y + f) * SCALE) + half
    for (let x = 0; x < width; x++) {
      const atX = (startX + Math.round(a * x * SCALE)) >> STEP_BITS
      const atY = (startY + Math.round(d * x * SCALE)) >> STEP_BITS
      const left = atX >> STEP_BITS
      const top = atY >> STEP_BITS
      const right = (atX & (STEPS - 1)) / STEPS
      const below = (atY & (STEPS - 1)) / STEPS
      const x0 = mirrored(left, width) * channels
      const x1 = mirrored(left + 1, width) * channels
      const y0 = mirrored(top, height) * width * channels
      const y1 = mirrored(top + 1, height) * width * channels
      for (let k = 0; k < channels; k++) {
        const upper = (1 - right) * values[y0 + x0 + k]! + right * values[y0 + x1 + k]!
        const lower = (1 - right) * values[y1 + x0 + k]! + right * values[y1 + x1 + k]!
        result[to++] = (1 - below) * upper + below * lower
      }
    }
  }
  return result
}
