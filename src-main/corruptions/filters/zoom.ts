/**
 * Enlarging about the centre: the middle of an image, enlarged bilinearly (`scipy.ndimage.zoom`, order 1: the
 * first and the last samples stay where they are) and cut back to the image's size.
 */
import { roundHalfToEven } from '../../statistics/round-half-to-even'

/** Where one axis of the enlarged image looks: between samples `first` and `first + step`. */
export interface ZoomAxis {
  /** The samples that are looked at: from `start`, `kept` of them. */
  start: number
  kept: number
  first: Int32Array
  /** 0 where the last sample is met exactly, else 1. */
  step: Int32Array
  /** Weight of the second sample, in [0,1). */
  second: Float64Array
}

const axes = new Map<string, ZoomAxis>()
const AXES_KEPT = 200

/**
 * @param size in pixels
 * @param factor 1 or more
 */
export function zoomAxis(size: number, factor: number): ZoomAxis {
  const key = `${size} ${factor}`
  let axis = axes.get(key)
  if (!axis) {
    if (axes.size >= AXES_KEPT) axes.clear()
    axes.set(key, (axis = makeAxis(size, factor)))
  }
  return axis
}

function makeAxis(size: number, factor: number): ZoomAxis {
  const kept = Math.ceil(size / factor)
  const start = Math.floor((size - kept) / 2)
  const enlarged = roundHalfToEven(kept * factor)
  const scale = enlarged > 1 ? (kept - 1) / (enlarged - 1) : 0
  const skipped = Math.floor((enlarged - size) / 2)
  const first = new Int32Array(size)
  const step = new Int32Array(size)
  const second = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const at = Math.min((i + skipped) * scale, kept - 1)
    const below = Math.floor(at)
    first[i] = start + below
    step[i] = below < kept - 1 ? 1 : 0
    second[i] = at - below
  }
  return { start, kept, first, step, second }
}

/**
 * Adds an enlarged image to `sum`; each enlarged value is rounded to float32 first, as the reference's arrays do.
 * @param values [height, width, channels]
 * @param sum of the same shape
 */
export function addZoomed(
  values: Float32Array,
  width: number,
  channels: 1 | 3,
  rows: ZoomAxis,
  columns: ZoomAxis,
  sum: Float32Array,
): void {
  const line = width * channels
  const row = new Float64Array(line)
  const from = columns.start * channels
  const behind = from + columns.kept * channels
  const { first: firsts, step: steps, second: seconds } = columns
  for (let y = 0; y < rows.first.length; y++) {
    const above = rows.first[y]! * line
    const below = above + rows.step[y]! * line
    const lower = rows.second[y]!
    const upper = 1 - lower
    for (let i = from; i < behind; i++) row[i] = upper * values[above + i]! + lower * values[below + i]!
    let to = y * line
    for (let x = 0; x < width; x++) {
      const left = firsts[x]! * channels
      const right = left + steps[x]! * channels
      const second = seconds[x]!
      const first = 1 - second
      sum[to]! += Math.fround(first * row[left]! + second * row[right]!)
      if (channels === 3) {
        sum[to + 1]! += Math.fround(first * row[left + 1]! + second * row[right + 1]!)
        sum[to + 2]! += Math.fround(first * row[left + 2]! + second * row[right + 2]!)
      }
      to += channels
    }
  }
}
