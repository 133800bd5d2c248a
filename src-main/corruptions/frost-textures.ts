/**
 * The ice of the frost corruption, drawn by us: the reference's six photographs are not ours to give away.
 * Five square textures that continue across their edges: a cloud, and on it needles that branch at 60°. Their
 * mean, contrast and fall of power with frequency are near those of the reference's frost (its statistics
 * agree loosely, see test/corruptions/random-types.test.ts); single pictures are different ones.
 *
 * Drawn once per thread, from seeds that are part of the method, never from a study's seed.
 */
import { generator } from '../random/generator'
import type { Generator } from '../random/generator'
import { plasma } from './filters/plasma'

export interface FrostTexture {
  /** A whole number of pixels; position x and x + side are the same. */
  side: number
  /** [side, side, 3], 0 … 255. */
  pixels: Uint8Array
}

/** The reference chooses among five. */
export const FROST_TEXTURES = 5
const SIDE = 512
const CLOUD_DECAY = 1.5
const SITES = 90
const MEAN = 0.635
const DEVIATION = 0.21
/** What the ice's tint takes from red and green, on the whole neutral. */
const TINT = [0.95, 1, 1.05] as const

const drawn = new Map<number, FrostTexture>()
const shrunk = new Map<string, FrostTexture>()

/** @param number 0 … 4 */
export function frostTexture(number: number, scale: number): FrostTexture {
  const key = `${number} ${scale}`
  let texture = shrunk.get(key)
  if (!texture) {
    let full = drawn.get(number)
    if (!full) drawn.set(number, (full = draw(number)))
    shrunk.set(key, (texture = scale === 1 ? full : sampled(full, scale)))
  }
  return texture
}

function draw(number: number): FrostTexture {
  const stream = generator(number, 'frost texture')
  const ice = plasma(SIDE, CLOUD_DECAY, stream)
  const needles = new Float64Array(SIDE * SIDE)
  for (let site = 0; site < SITES; site++) {
    const x = SIDE * stream.uniform()
    const y = SIDE * stream.uniform()
    const first = 2 * Math.PI * stream.uniform()
    const arms = 2 + stream.integer(4)
    for (let arm = 0; arm < arms; arm++)
      grow(needles, x, y, first + (arm * Math.PI) / 3, 15 + 70 * stream.uniform(), 1, stream)
  }
  for (let i = 0; i < ice.length; i++) ice[i]! += 0.32 * needles[i]!
  const mean = ice.reduce((sum, value) => sum + value, 0) / ice.length
  const variance = ice.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ice.length
  const scale = DEVIATION / Math.sqrt(variance)
  const pixels = new Uint8Array(3 * ice.length)
  for (let i = 0; i < pixels.length; i++) {
    const value = (MEAN + scale * (ice[Math.trunc(i / 3)]! - mean)) * TINT[i % 3]!
    pixels[i] = Math.min(255, Math.max(0, 255 * value))
  }
  return { side: SIDE, pixels }
}

/** A needle from (x, y), thinner towards its end, with shorter ones branching from it. */
function grow(
  needles: Float64Array,
  x: number,
  y: number,
  direction: number,
  length: number,
  strength: number,
  stream: Generator,
): void {
  const [dx, dy] = [Math.cos(direction), Math.sin(direction)]
  let untilBranch = 4 + 8 * stream.uniform()
  for (let along = 0; along < length; along += 0.5) {
    const left = 1 - along / length
    touch(needles, x + along * dx, y + along * dy, strength * left)
    untilBranch -= 0.5
    if (untilBranch > 0) continue
    untilBranch = 4 + 8 * stream.uniform()
    const shorter = 0.4 * length * left * stream.uniform()
    if (strength < 0.4 || shorter < 3) continue
    const side = stream.integer(2) === 0 ? Math.PI / 3 : -Math.PI / 3
    grow(needles, x + along * dx, y + along * dy, direction + side, shorter, 0.7 * strength, stream)
  }
}

/** Brightens the four pixels around a place, by nearness; the brightest touch counts. */
function touch(needles: Float64Array, x: number, y: number, strength: number): void {
  const left = Math.floor(x)
  const top = Math.floor(y)
  for (let j = 0; j < 2; j++) {
    for (let i = 0; i < 2; i++) {
      const nearness = (1 - Math.abs(x - left - i)) * (1 - Math.abs(y - top - j))
      const at = ((top + j) & (SIDE - 1)) * SIDE + ((left + i) & (SIDE - 1))
      needles[at] = Math.max(needles[at]!, strength * Math.sqrt(nearness))
    }
  }
}

/** Shrunk as OpenCV's resize does by default: bilinear at the new pixels' centres, without smoothing. */
function sampled({ side, pixels }: FrostTexture, scale: number): FrostTexture {
  const small = Math.round(side * scale)
  const result = new Uint8Array(3 * small * small)
  const places = Array.from({ length: small }, (_, i) => {
    const at = ((i + 0.5) * side) / small - 0.5
    const first = Math.floor(at)
    return { first: (first + side) % side, second: (first + 1) % side, weight: at - first }
  })
  places.forEach((row, y) => {
    places.forEach((column, x) => {
      for (let c = 0; c < 3; c++) {
        const at = (r: number, q: number) => pixels[3 * (r * side + q) + c]!
        const upper =
          at(row.first, column.first) * (1 - column.weight) + at(row.first, column.second) * column.weight
        const lower =
          at(row.second, column.first) * (1 - column.weight) + at(row.second, column.second) * column.weight
        result[3 * (y * small + x) + c] = Math.round(upper * (1 - row.weight) + lower * row.weight)
      }
    })
  })
  return { side: small, pixels: result }
}
