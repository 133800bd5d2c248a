/**
 * How certain f_rev is: a percentile bootstrap over images and seeds, and the summary that puts it beside
 * the value.
 *
 * One resample draws seeds with replacement and, independently, low images with replacement; a pair
 * counts as often as its low image was drawn, in every drawn seed and at every f_mix alike. (Resampling
 * both factors of a crossed design is Owen's "pigeonhole bootstrap", Ann. Appl. Stat. 2007; it errs on
 * the wide side.) With one seed only images vary, and the interval says nothing about other pairings.
 *
 * Cost: an image's outcome is −1, 0 or +1, so a resampled curve is a few dot products with the images'
 * counts; nothing is copied. Invariant: the same measurements and seed give the same interval.
 */
import { UserError } from '../contract/errors'
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'
import { generator } from '../random/generator'
import type { Generator } from '../random/generator'
import { outcomes, readOuts } from './read-outs'
import type { ReadOut, SeedMeasurement } from './read-outs'
import { crossingValue, reversal, valueAt } from './reversal'
import type { Verdict } from './reversal'

export interface IntervalOptions {
  /** Seed of the resampling; 0 unless told. */
  seed?: number | undefined
  /** Number of resamples, 1000 unless told. */
  resamples?: number | undefined
  /** Coverage, 0.95 unless told. */
  level?: number | undefined
}

export interface ReversalInterval {
  /** Null when f_rev itself has no value, or when too many resamples had no single crossing. */
  low: FractionOfNyquist | null
  high: FractionOfNyquist | null
  level: number
  resamples: number
  /** Proportion of resamples without exactly one upward crossing, 0 … 1; above 0.05 there is no interval. */
  withoutCrossing: number
}

/** Everything that is reported about a model's reversal. */
export interface ReversalSummary {
  verdict: Verdict
  interval: ReversalInterval
  /** Proportion of third classes at the crossing, 0 … 1; null without a crossing. */
  pOtherAtCrossing: number | null
  curve: ReadOut[]
}

/** Above this proportion of resamples without a crossing, the rest would make too narrow an interval. */
const MOST_WITHOUT_CROSSING = 0.05

/**
 * f_rev of the mean curve over seeds, its interval, and p_other there.
 * @param measurements one per seed, all at the same f_mix
 * @param labels class index of every image of the data set
 * @param fMix strictly increasing, two or more; else UserError('usage')
 */
export function summariseReversal(
  measurements: readonly SeedMeasurement[],
  labels: Int32Array,
  fMix: readonly FractionOfNyquist[],
  options: IntervalOptions = {},
): ReversalSummary {
  const curve = readOuts(measurements, labels, fMix)
  const verdict = reversal(
    fMix,
    curve.map((point) => point.difference.mean),
  )
  const interval = reversalInterval(measurements, labels, fMix, options)
  if (verdict.kind !== 'crossing') {
    return { verdict, interval: { ...interval, low: null, high: null }, pOtherAtCrossing: null, curve }
  }
  const pOther = curve.map((point) => point.pOther.mean)
  return { verdict, interval, pOtherAtCrossing: valueAt(fMix, pOther, verdict.value), curve }
}

/** The bootstrap interval alone; the arguments are those of `summariseReversal`. */
export function reversalInterval(
  measurements: readonly SeedMeasurement[],
  labels: Int32Array,
  fMix: readonly FractionOfNyquist[],
  options: IntervalOptions = {},
): ReversalInterval {
  const { seed = 0, resamples = 1000, level = 0.95 } = options
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new UserError(
      'usage',
      `The number of resamples '${resamples}' is not allowed: give a whole number, 1 or more.`,
    )
  }
  if (!(level > 0 && level < 1)) {
    throw new UserError(
      'usage',
      `The level '${level}' of an interval is not allowed: give a number between 0 and 1, such as 0.95.`,
    )
  }
  const random = generator(seed, 'bootstrap of f_rev')
  const groups = groupByImage(measurements)
  const sources = measurements.map((measurement, s) => ({
    outcome: outcomes(measurement, labels, fMix.length),
    images: groups.ofPair[s]!,
  }))
  const values: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    const difference = resampledCurve(sources, groups.count, fMix.length, random)
    const value = difference === null ? null : crossingValue(fMix, difference)
    if (value !== null) values.push(value)
  }
  const withoutCrossing = 1 - values.length / resamples
  const known = { level, resamples, withoutCrossing }
  if (resamples - values.length > MOST_WITHOUT_CROSSING * resamples)
    return { low: null, high: null, ...known }
  const sorted = Float64Array.from(values).sort()
  return {
    low: mixingFrequency(percentile(sorted, (1 - level) / 2)),
    high: mixingFrequency(percentile(sorted, (1 + level) / 2)),
    ...known,
  }
}

/** One seed's outcomes [f_mix, pairs] and the number of the low image of each pair. */
interface Source {
  outcome: Int8Array
  images: Int32Array
}

/** Numbers the low images of all seeds, so that one image has one number wherever it occurs. */
function groupByImage(measurements: readonly SeedMeasurement[]): { count: number; ofPair: Int32Array[] } {
  const numbers = new Map<number, number>()
  const ofPair = measurements.map(({ pairs }) =>
    pairs.low.map((image) => {
      const known = numbers.get(image)
      if (known !== undefined) return known
      numbers.set(image, numbers.size)
      return numbers.size - 1
    }),
  )
  return { count: numbers.size, ofPair }
}

/** The curve p_low − p_high of one resample; null if it left a drawn seed without any pair. */
function resampledCurve(
  sources: Source[],
  imageCount: number,
  frequencies: number,
  random: Generator,
): Float64Array | null {
  const timesDrawn = drawWithReplacement(imageCount, random)
  const timesSeed = drawWithReplacement(sources.length, random)
  const curve = new Float64Array(frequencies)
  for (const [s, { outcome, images }] of sources.entries()) {
    const times = timesSeed[s]!
    if (times === 0) continue
    const weights = images.map((image) => timesDrawn[image]!)
    let total = 0
    for (let i = 0; i < weights.length; i++) total += weights[i]!
    if (total === 0) return null
    for (let row = 0; row < frequencies; row++) {
      curve[row]! += (times * weightedSum(outcome, weights, row * weights.length)) / total
    }
  }
  return curve
}

/** How often each of n things is drawn in n draws. */
function drawWithReplacement(n: number, random: Generator): Int32Array {
  const times = new Int32Array(n)
  for (let draw = 0; draw < n; draw++) times[Math.floor(random.uniform() * n)]! += 1
  return times
}

/** The inner loop of the bootstrap, by itself so that it is compiled well. */
function weightedSum(outcome: Int8Array, weights: Int32Array, from: number): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += outcome[from + i]! * weights[i]!
  return sum
}

/** Linear interpolation between order statistics, as numpy.percentile. `q` in 0 … 1. */
function percentile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (position - below)
}
