/**
 * The power of each perturbation below the paper's thresholds: what f_0.5 of any selection of images is read off, so that
 * a bootstrap resample is a sum of 25 numbers for each image.
 */
import { radiusGrid } from './discrete-fourier-transform'
import { PROFILE_POINTS, halfPower, radialProfile } from './half-power'
import type { PerturbationSpectra } from './perturbation-spectrum'

export interface BinnedPower {
  /** Images. */
  count: number
  thresholds: number[]
  /** [count, PROFILE_POINTS]. */
  sums: Float64Array
}

/** Cumulative power of each image at the thresholds: a resample is then a sum of 25 numbers per image. */
export function binnedPower(spectra: PerturbationSpectra): BinnedPower {
  const { count, height, width } = spectra
  const radii = radiusGrid(height, width)
  const plane = height * width
  const sums = new Float64Array(count * PROFILE_POINTS)
  let thresholds: number[] = []
  for (let image = 0; image < count; image++) {
    const power = spectra.power.subarray(image * plane, (image + 1) * plane)
    const profile = radialProfile(power, radii, PROFILE_POINTS)
    thresholds = profile.thresholds
    const total = power.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0)
    profile.proportions.forEach(
      (proportion, k) => (sums[image * PROFILE_POINTS + k] = total > 0 ? proportion * total : 0),
    )
  }
  return { count, thresholds, sums }
}

/** Adds an image to the sums of a selection as often as it was drawn; −1 leaves it out. */
export function addImage(sums: Float64Array, bins: Float64Array, image: number, times: number): void {
  for (let k = 0; k < PROFILE_POINTS; k++) sums[k]! += times * bins[image * PROFILE_POINTS + k]!
}

/** Of all images. */
export function sumOfAll({ count, sums }: BinnedPower): Float64Array {
  const all = new Float64Array(PROFILE_POINTS)
  for (let image = 0; image < count; image++) addImage(all, sums, image, 1)
  return all
}

/** f_0.5 of summed cumulative powers, cycles/pixel; null without power. */
export function halfPowerOf(thresholds: number[], sums: Float64Array): number | null {
  const total = sums[PROFILE_POINTS - 1]!
  if (!(total > 0)) return null
  return halfPower({ thresholds, proportions: Array.from(sums, (sum) => sum / total) })
}
