/**
 * OpenCV's filter2D with a disk kernel (disk.ts): correlation, anchored at its centre, the border mirrored at the
 * pixel centres. Quick for large disks: such a kernel is a flat disk, summed row by row from one pixel to the
 * next, after a small separable smoothing; where OpenCV's kernel differs from that (its smoothing ends at the
 * kernel's own rim) the few different weights are added one by one.
 *
 * Invariant: the result is the plain sum over the kernel to within 0.02 grey levels.
 */
import { mirrored } from './disk'
import type { DiskKernel } from './disk'

/** Smaller differences to the flat disk than this part of the largest weight are left out: below 0.02 grey levels together. */
const NEGLIGIBLE = 2e-4
/** A disk of fewer pixels than this is quicker weight by weight. */
const SMALL = 40

interface Weight {
  dy: number
  dx: number
  value: number
}

/** One row of the disk: offsets of its first and its last pixel. */
interface Run {
  dy: number
  first: number
  last: number
}

export class DiskFilter {
  private readonly taps: Float32Array
  private readonly runs: readonly Run[]
  private readonly single: readonly Weight[]
  private readonly flat: number
  /** How far the filter looks, in pixels. */
  private readonly margin: number

  constructor({ size, weights, disk, taps }: DiskKernel) {
    const reach = (size - 1) / 2
    const within = disk.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0)
    this.taps = taps
    this.flat = disk[reach * size + reach]!
    this.runs = within < SMALL ? [] : runsOf(disk, size)
    const smoothing = (taps.length - 1) / 2
    this.margin = reach + smoothing
    this.single = differences(
      weights,
      size,
      this.runs.length > 0 ? smoothedDisk(disk, size, taps) : null,
      smoothing,
    )
  }

  /**
   * @param values [height, width, channels]
   * @returns the same shape
   */
  filter(values: Float64Array, height: number, width: number, channels: number): Float64Array {
    const { margin } = this
    const line = (width + 2 * margin) * channels
    const padded = pad(values, height, width, channels, margin)
    const smooth = this.runs.length > 0 ? this.smooth(padded, line, channels) : padded
    const result = new Float64Array(values.length)
    // Filled up to a multiple of four with weights of zero.
    const offsets = new Int32Array(4 * Math.ceil(this.single.length / 4))
    const weights = new Float64Array(offsets.length)
    this.single.forEach(({ dy, dx, value }, k) => {
      offsets[k] = (margin + dy) * line + (margin + dx) * channels
      weights[k] = value
    })
    const rowLength = width * channels
    for (let y = 0; y < height; y++) {
      const to = y * rowLength
      if (this.runs.length > 0) this.addRuns(smooth, y * line, line, result, to, width, channels)
      // Four weights at a time: a quarter as often through the row.
      for (let k = 0; k < offsets.length; k += 4) {
        const [w0, w1, w2, w3] = [weights[k]!, weights[k + 1]!, weights[k + 2]!, weights[k + 3]!]
        const from0 = y * line + offsets[k]!
        const from1 = y * line + offsets[k + 1]!
        const from2 = y * line + offsets[k + 2]!
        const from3 = y * line + offsets[k + 3]!
        for (let i = 0; i < rowLength; i++) {
          result[to + i]! +=
            w0 * padded[from0 + i]! +
            w1 * padded[from1 + i]! +
            w2 * padded[from2 + i]! +
            w3 * padded[from3 + i]!
        }
      }
    }
    return result
  }

  /** The separable smoothing; the outermost pixels, which lack neighbours, are never looked at. */
  private smooth(padded: Float64Array, line: number, channels: number): Float64Array {
    const reach = (this.taps.length - 1) / 2
    const along = (from: Float64Array, step: number): Float64Array => {
      const result = new Float64Array(from.length)
      for (let k = -reach; k <= reach; k++) {
        const tap = this.taps[k + reach]!
        const start = reach * step
        for (let i = start; i < from.length - start; i++) result[i]! += tap * from[i + k * step]!
      }
      return result
    }
    return along(along(padded, channels), line)
  }

  /** The flat disk at each pixel of one row, each from the one before it. */
  private addRuns(
    smooth: Float64Array,
    row: number,
    line: number,
    result: Float64Array,
    to: number,
    width: number,
    channels: number,
  ): void {
    const { margin, flat } = this
    const firsts = Int32Array.from(
      this.runs,
      ({ dy, first }) => row + (margin + dy) * line + (margin + first) * channels,
    )
    const behinds = Int32Array.from(
      this.runs,
      ({ dy, last }) => row + (margin + dy) * line + (margin + last + 1) * channels,
    )
    for (let c = 0; c < channels; c++) {
      let sum = 0
      for (let r = 0; r < firsts.length; r++)
        for (let at = firsts[r]!; at < behinds[r]!; at += channels) sum += smooth[at + c]!
      result[to + c] = flat * sum
      for (let x = 1; x < width; x++) {
        const at = (x - 1) * channels + c
        for (let r = 0; r < firsts.length; r++) sum += smooth[behinds[r]! + at]! - smooth[firsts[r]! + at]!
        result[to + x * channels + c] = flat * sum
      }
    }
  }
}

function runsOf(disk: Float32Array, size: number): Run[] {
  const reach = (size - 1) / 2
  const runs: Run[] = []
  for (let row = 0; row < size; row++) {
    const weights = disk.subarray(row * size, (row + 1) * size)
    const first = weights.findIndex((weight) => weight > 0)
    if (first >= 0)
      runs.push({ dy: row - reach, first: first - reach, last: weights.findLastIndex((w) => w > 0) - reach })
  }
  return runs
}

/** The disk smoothed without an end: [size + 2·smoothing, the same]. */
function smoothedDisk(disk: Float32Array, size: number, taps: Float32Array): Float64Array {
  const smoothing = (taps.length - 1) / 2
  const side = size + 2 * smoothing
  const result = new Float64Array(side * side)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const weight = disk[y * size + x]!
      if (weight === 0) continue
      for (let j = 0; j < taps.length; j++)
        for (let i = 0; i < taps.length; i++) result[(y + j) * side + x + i]! += weight * taps[j]! * taps[i]!
    }
  }
  return result
}

/** The kernel's weights, less those that the flat disk brings already. */
function differences(
  weights: Float32Array,
  size: number,
  brought: Float64Array | null,
  smoothing: number,
): Weight[] {
  const reach = (size - 1) / 2
  const side = size + 2 * smoothing
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  const result: Weight[] = []
  let leftOut = 0
  for (let dy = -reach - smoothing; dy <= reach + smoothing; dy++) {
    for (let dx = -reach - smoothing; dx <= reach + smoothing; dx++) {
      const inside = Math.abs(dy) <= reach && Math.abs(dx) <= reach
      const wanted = inside ? weights[(dy + reach) * size + dx + reach]! : 0
      const value = wanted - (brought?.[(dy + reach + smoothing) * side + dx + reach + smoothing] ?? 0)
      if (Math.abs(value) > (brought ? NEGLIGIBLE * largest : 0)) result.push({ dy, dx, value })
      else leftOut += value
    }
  }
  // The sum of all weights stays: an even surface must not change, and truncation would show it.
  if (leftOut !== 0) result.push({ dy: 0, dx: 0, value: leftOut })
  return result
}

function pad(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  margin: number,
): Float64Array {
  const columns = Int32Array.from(
    { length: width + 2 * margin },
    (_, x) => mirrored(x - margin, width) * channels,
  )
  const padded = new Float64Array((height + 2 * margin) * columns.length * channels)
  let at = 0
  for (let y = -margin; y < height + margin; y++) {
    const row = mirrored(y, height) * width * channels
    for (const column of columns) for (let c = 0; c < channels; c++) padded[at++] = values[row + column + c]!
  }
  return padded
}
