/**
 * The half-power frequency f_0.5 (methods E): below it lies half of the power of a spectrum, DC left out. The paper's
 * estimator interpolates a cumulative radial profile of 25 points, which moves it by about 0.003 (methods L.14); the
 * exact one, from all radii in order, stands beside it.
 */
import { cumulativeShares } from '../statistics/cumulative-share'

/** Thresholds of the profile in the paper (30 in its Fig 2d,h). */
export const PROFILE_POINTS = 25

/** Which part of the power lies up to each threshold. */
interface Profile {
  /** In cycles/pixel, ascending. */
  thresholds: number[]
  /** 0 … 1; NaN throughout where there is no power. */
  proportions: number[]
}

/**
 * @param power NaN at DC @param radii of its coefficients, in cycles/pixel
 * @param points thresholds, from 0 to the largest radius
 */
export function radialProfile(power: Float64Array, radii: Float64Array, points: number): Profile {
  const largest = radii.reduce((most, radius) => Math.max(most, radius), 0)
  // As numpy.linspace: the last one is exactly the largest radius, so that the profile ends at 1.
  const thresholds = Array.from({ length: points }, (_, i) =>
    i === points - 1 ? largest : (i * largest) / (points - 1),
  )
  return { thresholds, proportions: Array.from(cumulativeShares(power, radii, thresholds)) }
}

/** Where a rising profile passes one half, by linear interpolation (numpy.interp), cycles/pixel; null without power. */
export function halfPower({
  thresholds,
  proportions,
}: {
  thresholds: readonly number[]
  proportions: readonly number[]
}): number | null {
  const above = proportions.findIndex((proportion) => proportion >= 0.5)
  if (above < 0) return null
  if (above === 0) return thresholds[0]!
  const [low, high] = [proportions[above - 1]!, proportions[above]!]
  return thresholds[above - 1]! + ((0.5 - low) / (high - low)) * (thresholds[above]! - thresholds[above - 1]!)
}

/** The smallest radius up to which at least half of the power lies, cycles/pixel; null without power. */
export function exactHalfPower(power: Float64Array, radii: Float64Array): number | null {
  const members = [...power.keys()].filter((i) => !Number.isNaN(power[i]!))
  members.sort((a, b) => radii[a]! - radii[b]!)
  const total = members.reduce((sum, i) => sum + power[i]!, 0)
  if (!(total > 0)) return null
  let sum = 0
  for (const i of members) {
    sum += power[i]!
    if (sum >= total / 2) return radii[i]!
  }
  return radii[members[members.length - 1]!]!
}
