/**
 * How far apart two models' f_rev are that were shown the same hybrids: a percentile bootstrap over images and pairings,
 * as the interval of one f_rev, with one draw for both models in each resample. What makes an image or a pairing hard
 * for both moves both curves, and leaves the difference.
 *
 * Invariant: the same measurements and seed give the same interval; other pairs are refused, never matched.
 */
import type { FractionOfNyquist } from '../contract/units'
import { generator } from '../random/generator'
import { percentile } from '../statistics/percentile'
import { readOuts } from './read-outs'
import type { SeedMeasurement } from './read-outs'
import { drawOf, resampledCurve, sourcesOf } from './resampled-curves'
import { crossingValue } from './reversal'

export interface ReversalDifference {
  /** Fractions of Nyquist; null for a curve without a single crossing. */
  first: number | null
  second: number | null
  /** first − second; null where one of them is. */
  value: number | null
  /** Null as well where too many resamples had no two crossings. */
  low: number | null
  high: number | null
  resamples: number
  /** Proportion of resamples in which one of the curves had not exactly one upward crossing. */
  withoutCrossing: number
}

/** As for one f_rev: above this the rest would make too narrow an interval. */
const MOST_WITHOUT_CROSSING = 0.05

/**
 * @param first one per pairing, all at the same f_mix
 * @param second of the other model: the same pairings in the same order; else RangeError
 * @param labels class index of every image of the data set
 * @param fMix of the first model and of the second
 */
export function reversalDifference(
  first: readonly SeedMeasurement[],
  second: readonly SeedMeasurement[],
  labels: Int32Array,
  fMix: readonly [readonly FractionOfNyquist[], readonly FractionOfNyquist[]],
  { seed = 0, resamples = 1000, level = 0.95 }: { seed?: number; resamples?: number; level?: number } = {},
): ReversalDifference {
  if (first.length !== second.length || first.some(({ pairs }, s) => !isSame(pairs, second[s]!.pairs)))
    throw new RangeError('the two models were not shown the same pairs')
  const [one, two] = [first, second].map((measurements, i) =>
    crossingValue(
      fMix[i]!,
      readOuts(measurements, labels, fMix[i]!).map(({ difference }) => difference.mean),
    ),
  ) as [number | null, number | null]
  const known = { first: one, second: two, resamples }
  if (one === null || two === null)
    return { ...known, value: null, low: null, high: null, withoutCrossing: 1 }
  const random = generator(seed, 'bootstrap of a difference of f_rev')
  const sources = [first, second].map((measurements, i) => sourcesOf(measurements, labels, fMix[i]!.length))
  const values: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    const draw = drawOf(sources[0]!, random)
    const [a, b] = sources.map((source, i) => {
      const curve = resampledCurve(source, draw)
      return curve === null ? null : crossingValue(fMix[i]!, curve)
    })
    if (a != null && b != null) values.push(a - b)
  }
  const withoutCrossing = 1 - values.length / resamples
  const found = { ...known, value: one - two, withoutCrossing }
  if (withoutCrossing > MOST_WITHOUT_CROSSING) return { ...found, low: null, high: null }
  const sorted = Float64Array.from(values).sort()
  return {
    ...found,
    low: percentile(sorted, (1 - level) / 2),
    high: percentile(sorted, (1 + level) / 2),
  }
}

function isSame(a: SeedMeasurement['pairs'], b: SeedMeasurement['pairs']): boolean {
  const equal = (x: Int32Array, y: Int32Array): boolean =>
    x.length === y.length && x.every((image, i) => image === y[i])
  return equal(a.low, b.low) && equal(a.high, b.high)
}
