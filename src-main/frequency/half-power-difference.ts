/**
 * How far apart the f_0.5 of two models are, of perturbations of the same images towards the same targets: a percentile
 * bootstrap that draws images, each with the spectra of both models. Not bias-corrected as the interval of one f_0.5: what
 * makes that one skewed is shared by both models, and of differences the percentiles cover the truth a little more often.
 *
 * Invariant: the same spectra and seed give the same interval.
 */
import { generator } from '../random/generator'
import { effectiveNumber } from '../statistics/effective-number'
import { percentile } from '../statistics/percentile'
import { addImage, binnedPower, halfPowerOf, sumOfAll } from './binned-power'
import type { BinnedPower } from './binned-power'
import { FEWEST_EFFECTIVE } from './half-power-certainty'
import { PROFILE_POINTS } from './half-power'
import { totalPower } from './perturbation-spectrum'
import type { PerturbationSpectra } from './perturbation-spectrum'

/** Cycles per pixel; null without power, the ends as well of fewer than ten effective images of either model. */
export interface HalfPowerDifference {
  first: number | null
  second: number | null
  /** first − second. */
  value: number | null
  low: number | null
  high: number | null
  /** Effective images, the fewer of the two models'. */
  effective: number
}

/** @param second of the same images in the same order; else RangeError */
export function halfPowerDifference(
  first: PerturbationSpectra,
  second: PerturbationSpectra,
  { seed = 0, resamples = 1000, level = 0.95 }: { seed?: number; resamples?: number; level?: number } = {},
): HalfPowerDifference {
  const { count } = first
  if (count !== second.count) throw new RangeError(`${count} and ${second.count} spectra are no pairs`)
  const effective = Math.min(effectiveNumber(totalPower(first)), effectiveNumber(totalPower(second)))
  const none = { first: null, second: null, value: null, low: null, high: null, effective }
  if (count === 0) return none
  const models = [binnedPower(first), binnedPower(second)] as const
  const sums = models.map(sumOfAll)
  const [one, two] = models.map(({ thresholds }, m) => halfPowerOf(thresholds, sums[m]!))
  if (one == null || two == null) return { ...none, first: one ?? null, second: two ?? null }
  const known = { first: one, second: two, value: one - two, effective }
  if (effective < FEWEST_EFFECTIVE) return { ...known, low: null, high: null }
  const random = generator(seed, 'bootstrap of a difference of f_0.5')
  const resampled: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = Int32Array.from({ length: count }, () => random.integer(count))
    const value = differenceOf(models, (model) => {
      const sum = new Float64Array(PROFILE_POINTS)
      for (const image of drawn) addImage(sum, model.sums, image, 1)
      return sum
    })
    if (value === null) return { ...known, low: null, high: null }
    resampled.push(value)
  }
  const sorted = Float64Array.from(resampled).sort()
  return {
    ...known,
    low: percentile(sorted, (1 - level) / 2),
    high: percentile(sorted, (1 + level) / 2),
  }
}

function differenceOf(
  models: readonly [BinnedPower, BinnedPower],
  sumOf: (model: BinnedPower) => Float64Array,
): number | null {
  const [a, b] = models.map((model) => halfPowerOf(model.thresholds, sumOf(model)))
  return a == null || b == null ? null : a - b
}
