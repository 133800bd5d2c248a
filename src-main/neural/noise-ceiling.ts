/**
 * How reliable recorded responses are (neural N.4, N.5): the correlation of the mean responses of two halves of the repeats,
 * over images, averaged over random splits and then corrected for their being halves (Spearman–Brown); its root is the most
 * that a perfect model of the mean could correlate with the mean over all repeats. Of an odd number of repeats one is in neither
 * half, and the correction is for that, too. Streams over images; plain numbers.
 * Correlations are averaged as they are, before the correction: it falls without bound towards c = −1, so one unlucky
 * split of few images would outweigh all others; and Fisher's z has no value at c = ±1, which three images easily give.
 */
import { generator } from '../random/generator'
import type { Recording } from './population'

/** Trials of the two halves of one image, as places among its trials. */
export interface Halves {
  first: Int32Array
  second: Int32Array
}

/** A random split of `trials` repeats into halves of ⌊trials / 2⌋ each, a left-over one in none; null below two. */
export function splitRepeats(trials: number, seed: number, split: number, image: number): Halves | null {
  const half = Math.floor(trials / 2)
  if (half === 0) return null
  const order = generator(seed, 'split of repeats', split, image).permutation(trials)
  return { first: order.slice(0, half), second: order.slice(half, 2 * half) }
}

/**
 * Spearman–Brown: reliability of the whole, above 0 and at most 1, from the correlation of its parts.
 * @param times how many times as many repeats the whole has as a part (`timesOfHalves`)
 * @returns null where the parts do not agree (0 or below): it is not reliable, and the formula would give no reliability
 */
export function spearmanBrown(correlation: number, times: number): number | null {
  return correlation > 0 ? Math.min(1, (times * correlation) / (1 + (times - 1) * correlation)) : null
}

/**
 * How many times as many repeats the mean over all has as that over a half, which leaves an odd one out: 2 for even numbers, 3
 * for three repeats. Where images differ in their repeats, noise counts by 1/repeats of each, as it does in a correlation over
 * images: mean of 1/⌊n/2⌋ over mean of 1/n.
 * @param repeats of each image, each at least 2; one image or more
 */
export function timesOfHalves(repeats: readonly number[]): number {
  const [halves, whole] = repeats.reduce(([a, b], n) => [a + 1 / Math.floor(n / 2), b + 1 / n], [0, 0])
  return halves / whole
}

/** How often those of the images are repeated that are, in their order. */
export function repeatsOf(firstTrial: ArrayLike<number>, images: Iterable<number>): number[] {
  return Array.from(images, (image) => firstTrial[image + 1]! - firstTrial[image]!).filter(
    (repeats) => repeats >= 2,
  )
}

/** Means of each half, [images, neurons] each, of those images of a range that have two repeats or more. */
export interface HalfMeans {
  images: Int32Array
  first: Float32Array
  second: Float32Array
}

export async function readHalves(
  recording: Pick<Recording, 'neurons' | 'firstTrial' | 'readTrials'>,
  from: number,
  count: number,
  seed: number,
  split: number,
): Promise<HalfMeans> {
  const { neurons, firstTrial } = recording
  const start = firstTrial[from]!
  const trials = await recording.readTrials(start, firstTrial[from + count]! - start)
  const some: number[] = []
  for (let image = from; image < from + count; image++)
    if (firstTrial[image + 1]! - firstTrial[image]! >= 2) some.push(image)
  const first = new Float32Array(some.length * neurons)
  const second = new Float32Array(some.length * neurons)
  some.forEach((image, row) => {
    const halves = splitRepeats(firstTrial[image + 1]! - firstTrial[image]!, seed, split, image)!
    const begin = firstTrial[image]! - start
    meanOf(trials, neurons, begin, halves.first, first.subarray(row * neurons, (row + 1) * neurons))
    meanOf(trials, neurons, begin, halves.second, second.subarray(row * neurons, (row + 1) * neurons))
  })
  return { images: Int32Array.from(some), first, second }
}

function meanOf(
  trials: Float32Array,
  neurons: number,
  begin: number,
  chosen: Int32Array,
  target: Float32Array,
): void {
  const sum = new Float64Array(neurons)
  for (const trial of chosen)
    for (let n = 0; n < neurons; n++) sum[n]! += trials[(begin + trial) * neurons + n]!
  for (let n = 0; n < neurons; n++) target[n] = sum[n]! / chosen.length
}

/** Sums of pairs, column by column, from which their correlations follow: nothing else is held. */
export class ColumnCorrelation {
  #rows = 0
  readonly #sums: Float64Array[]

  constructor(readonly columns: number) {
    this.#sums = Array.from({ length: 5 }, () => new Float64Array(columns))
  }

  get rows(): number {
    return this.#rows
  }

  /** @param a and b [rows, columns] */
  add(a: ArrayLike<number>, b: ArrayLike<number>): void {
    const { columns } = this
    const [x, y, xx, yy, xy] = this.#sums as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    for (let i = 0; i < a.length; i++) {
      const c = i % columns
      const [p, q] = [a[i]!, b[i]!]
      x[c]! += p
      y[c]! += q
      xx[c]! += p * p
      yy[c]! += q * q
      xy[c]! += p * q
    }
    this.#rows += a.length / columns
  }

  /** Of each column; NaN where either side does not vary (a neuron that never responds). */
  correlations(): Float64Array {
    const [x, y, xx, yy, xy] = this.#sums as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const n = this.#rows
    return Float64Array.from({ length: this.columns }, (_, c) => {
      const covariance = xy[c]! - (x[c]! * y[c]!) / n
      const varianceX = xx[c]! - x[c]! ** 2 / n
      const varianceY = yy[c]! - y[c]! ** 2 / n
      return varianceX > 0 && varianceY > 0 ? covariance / Math.sqrt(varianceX * varianceY) : NaN
    })
  }
}

export interface NoiseCeiling {
  /** Images with two repeats or more. */
  images: number
  splits: number
  /** [neurons]: correlation of two halves of the repeats, mean over splits, −1 … 1. */
  correlation: Float64Array
  /** [neurons], 0 … 1: Spearman–Brown reliability of the mean over all repeats; 0: not reliable, or never responds. */
  reliability: Float64Array
}

/** Random splits that are averaged. */
export const SPLITS = 10
/** Images read at a time. */
const BATCH = 64

/** Null where fewer than three images have repeats. */
export async function noiseCeiling(
  recording: Pick<Recording, 'neurons' | 'images' | 'firstTrial' | 'readTrials'>,
  seed = 0,
): Promise<NoiseCeiling | null> {
  const { neurons, images } = recording
  const correlation = new Float64Array(neurons)
  let repeated = 0
  for (let split = 0; split < SPLITS; split++) {
    const pairs = new ColumnCorrelation(neurons)
    for (let from = 0; from < images; from += BATCH) {
      const { first, second } = await readHalves(recording, from, Math.min(BATCH, images - from), seed, split)
      pairs.add(first, second)
    }
    repeated = pairs.rows
    if (repeated < 3) return null
    // A half that never varies agrees with nothing.
    pairs.correlations().forEach((r, n) => (correlation[n]! += Number.isNaN(r) ? 0 : r / SPLITS))
  }
  const times = timesOfHalves(repeatsOf(recording.firstTrial, Array(images).keys()))
  return {
    images: repeated,
    splits: SPLITS,
    correlation,
    reliability: correlation.map((mean) => spearmanBrown(mean, times) ?? 0),
  }
}
