/**
 * OpenCV's filter2D with a small kernel: correlation, anchored at its centre, the border mirrored at the pixel
 * centres. A disk is mostly one flat value: rows of equal weights are summed incrementally, so that a pixel
 * costs the disk's height and not its area.
 */
import { mirrored } from './disk'
import type { Kernel } from './disk'

/** Weights within this part of the largest one count as equal; their effect is below a millionth of a grey level. */
const FLAT = 1e-6
/** Shorter runs are cheaper weight by weight. */
const SHORTEST_RUN = 4

interface Run {
  /** Offsets into the padded image: of the first pixel of the run, and of the one behind its last. */
  first: number
  behind: number
}

/**
 * @param values [height, width, channels]
 * @returns the same shape
 */
export function convolve(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  kernel: Kernel,
): Float64Array {
  const reach = (kernel.size - 1) / 2
  const line = (width + 2 * reach) * channels
  const padded = pad(values, height, width, channels, reach)
  const { flat, runs, offsets, weights } = takeApart(kernel, line, channels)
  const result = new Float64Array(values.length)
  for (let y = 0; y < height; y++) {
    const from = y * line
    const to = y * width * channels
    if (runs.length > 0) addRuns(padded, from, runs, flat, result, to, width, channels)
    for (let i = 0; i < width * channels; i++) {
      let sum = result[to + i]!
      const at = from + i
      for (let k = 0; k < offsets.length; k++) sum += weights[k]! * padded[at + offsets[k]!]!
      result[to + i] = sum
    }
  }
  return result
}

/** The sum of all runs at each pixel of one row, each from the one before it. */
function addRuns(
  padded: Float64Array,
  from: number,
  runs: readonly Run[],
  flat: number,
  result: Float64Array,
  to: number,
  width: number,
  channels: number,
): void {
  for (let c = 0; c < channels; c++) {
    let sum = 0
    for (const { first, behind } of runs)
      for (let at = first; at < behind; at += channels) sum += padded[from + c + at]!
    result[to + c] = flat * sum
    for (let x = 1, at = from + c; x < width; x++, at += channels) {
      for (let r = 0; r < runs.length; r++) {
        const run = runs[r]!
        sum += padded[at + run.behind]! - padded[at + run.first]!
      }
      result[to + x * channels + c] = flat * sum
    }
  }
}

/** A kernel as runs of one weight, and what is left weight by weight. */
function takeApart({ size, weights }: Kernel, line: number, channels: number) {
  const flat = weights.reduce((largest, weight) => Math.max(largest, weight), 0)
  const isFlat = (i: number) => Math.abs(weights[i]! - flat) <= FLAT * flat
  const runs: Run[] = []
  const offsets: number[] = []
  const rest: number[] = []
  for (let row = 0; row < size; row++) {
    let first = row * size
    while (first < (row + 1) * size && !isFlat(first)) first++
    let behind = first
    while (behind < (row + 1) * size && isFlat(behind)) behind++
    if (behind - first < SHORTEST_RUN) behind = first
    else {
      const start = row * line - row * size * channels
      runs.push({ first: start + first * channels, behind: start + behind * channels })
    }
    for (let i = row * size; i < (row + 1) * size; i++) {
      if (weights[i] === 0 || (i >= first && i < behind)) continue
      offsets.push(row * line + (i - row * size) * channels)
      rest.push(weights[i]!)
    }
  }
  return { flat, runs, offsets: Int32Array.from(offsets), weights: Float64Array.from(rest) }
}

function pad(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  reach: number,
): Float64Array {
  const columns = Int32Array.from({ length: width + 2 * reach }, (_, x) => mirrored(x - reach, width) * channels)
  const padded = new Float64Array((height + 2 * reach) * columns.length * channels)
  let at = 0
  for (let y = -reach; y < height + reach; y++) {
    const row = mirrored(y, height) * width * channels
    for (const column of columns)
      for (let c = 0; c < channels; c++) padded[at++] = values[row + column + c]!
  }
  return padded
}
