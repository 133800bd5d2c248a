/**
 * How certain f_rev of one trained network is: a percentile bootstrap over images and pairings, and the summary that
 * puts it beside the value.
 *
 * One resample draws pairing seeds with replacement and, independently, low images with replacement; a pair
 * counts as often as its low image was drawn, in every drawn pairing and at every f_mix alike. (Resampling
 * both factors of a crossed design is Owen's "pigeonhole bootstrap", Ann. Appl. Stat. 2007; it errs on
 * the wide side.) With one pairing seed only images vary, and the interval says nothing about other pairings. Training
 * again is in none.
 * Invariant: the same measurements and resampling seed give the same interval.
 */
import { UserError } from '../contract/errors'
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'
import { generator } from '../random/generator'
import { percentile } from '../statistics/percentile'
import { readOuts } from './read-outs'
import type { ReadOut, SeedMeasurement } from './read-outs'
import { drawOf, resampledCurve, sourcesOf } from './resampled-curves'
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
 * f_rev of the mean curve over pairing seeds, its interval, and p_other there.
 * @param measurements one per pairing seed, all at the same f_mix
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
  const sources = sourcesOf(measurements, labels, fMix.length)
  const values: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    const difference = resampledCurve(sources, drawOf(sources, random))
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
