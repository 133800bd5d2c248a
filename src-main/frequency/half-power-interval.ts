/**
 * How certain f_0.5 is: a bias-corrected bootstrap over images (statistics/bootstrap-interval.ts) of the paper's
 * estimator. The images of a resample are drawn with replacement, each with its whole spectrum.
 *
 * Invariant: the same spectra and seed give the same interval. One image alone says nothing about others: no interval.
 */
import { UserError } from '../contract/errors'
import { cyclesPerPixel } from '../contract/units'
import type { CyclesPerPixel } from '../contract/units'
import { generator } from '../random/generator'
import { bcaInterval } from '../statistics/bootstrap-interval'
import { addImage, binnedPower, halfPowerOf, sumOfAll } from './binned-power'
import { PROFILE_POINTS } from './half-power'
import type { PerturbationSpectra } from './perturbation-spectrum'

export interface HalfPowerInterval {
  low: CyclesPerPixel | null
  high: CyclesPerPixel | null
  level: number
  resamples: number
}

export function halfPowerInterval(
  spectra: PerturbationSpectra,
  { seed = 0, resamples = 1000, level = 0.95 }: { seed?: number; resamples?: number; level?: number } = {},
): HalfPowerInterval {
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new UserError(
      'usage',
      `The number of resamples '${resamples}' is not allowed: give a whole number, 1 or more.`,
    )
  if (!(level > 0 && level < 1))
    throw new UserError(
      'usage',
      `The level '${level}' of an interval is not allowed: give a number between 0 and 1, such as 0.95.`,
    )
  const none = { low: null, high: null, level, resamples }
  const { count } = spectra
  const bins = binnedPower(spectra)
  const all = sumOfAll(bins)
  const value = halfPowerOf(bins.thresholds, all)
  if (count < 2 || value === null) return none
  const random = generator(seed, 'bootstrap of f_0.5')
  const resampled: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    const sums = new Float64Array(PROFILE_POINTS)
    for (let draw = 0; draw < count; draw++) addImage(sums, bins.sums, random.integer(count), 1)
    const found = halfPowerOf(bins.thresholds, sums)
    if (found === null) return none
    resampled.push(found)
  }
  const leftOut: number[] = []
  for (let image = 0; image < count; image++) {
    const sums = all.slice()
    addImage(sums, bins.sums, image, -1)
    leftOut.push(halfPowerOf(bins.thresholds, sums) ?? value)
  }
  const { low, high } = bcaInterval(value, resampled, leftOut, level)
  return { ...none, low: cyclesPerPixel(low), high: cyclesPerPixel(high) }
}
