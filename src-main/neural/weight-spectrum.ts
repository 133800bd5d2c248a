/**
 * Where in the spectrum a weight image lies (neural N.4): its power, the radial profile and the half-power frequency with
 * the estimator of f_0.5 (methods E), so that both can stand on one axis. Double precision, no device.
 */
import { cyclesPerPixel } from '../contract/units'
import { radiusGrid } from '../frequency/discrete-fourier-transform'
import { PROFILE_POINTS, halfPower, radialProfile } from '../frequency/half-power'
import { PlaneSpectrum } from '../frequency/plane-spectrum'
import type { LeftOut } from '../contract/kinds/neural/results'
import type { CyclesPerPixel } from '../contract/units'

export interface WeightProfile {
  /** In cycles/pixel of the weight image, from 0 to the corner of the spectrum. */
  thresholds: number[]
  /** Share of the power up to each, DC left out, 0 … 1. */
  proportions: number[]
  /** Null without power. */
  halfPower: CyclesPerPixel | null
}

/** Profiles of weight images of one size. */
export class WeightSpectra {
  readonly #spectrum: PlaneSpectrum
  readonly #radii: Float64Array

  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    this.#spectrum = new PlaneSpectrum(height, width)
    this.#radii = radiusGrid(height, width)
  }

  /** @param weights [height, width] */
  profile(weights: ArrayLike<number>): WeightProfile {
    const power = new Float64Array(this.height * this.width)
    const mean = Array.from(weights).reduce((sum, value) => sum + value, 0) / weights.length
    this.#spectrum.addPower(
      Float64Array.from(weights, (value) => value - mean),
      0,
      1,
      power,
    )
    power[0] = NaN
    return asProfile(radialProfile(power, this.#radii, PROFILE_POINTS))
  }
}

/**
 * Why a component's weight image says nothing of where it lies; null where it does. What is noise in the scores, or in the
 * weights, is broad in the spectrum, and would be taken for a preference of high frequencies.
 * @param linear share of its scores' variance that pixels are estimated to predict
 * @param chance the same of permuted scores (`explainedByChance`)
 */
export function leftOut(
  { halfPower }: WeightProfile,
  reliable: boolean,
  linear: number,
  chance: number,
): LeftOut | null {
  if (!reliable) return 'not reliable'
  if (!(linear > Math.max(0, chance))) return 'not linear'
  return halfPower === null ? 'no power' : null
}

/** Σ_k w_k·profile_k / Σ_k w_k: the mean spectrum of a manifold, weighted by the variance of its axes. */
export function weightedProfile(
  profiles: readonly WeightProfile[],
  weights: readonly number[],
): WeightProfile | null {
  const some = profiles
    .map((profile, k) => ({ ...profile, weight: weights[k]! }))
    .filter((p) => p.halfPower !== null)
  const total = some.reduce((sum, { weight }) => sum + weight, 0)
  if (!(total > 0)) return null
  const { thresholds } = some[0]!
  const proportions = thresholds.map(
    (_, i) => some.reduce((sum, profile) => sum + profile.weight * profile.proportions[i]!, 0) / total,
  )
  return asProfile({ thresholds, proportions })
}

function asProfile({
  thresholds,
  proportions,
}: {
  thresholds: number[]
  proportions: number[]
}): WeightProfile {
  const half = halfPower({ thresholds, proportions })
  return { thresholds, proportions, halfPower: half === null ? null : cyclesPerPixel(half) }
}
