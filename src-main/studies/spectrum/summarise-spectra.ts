/** Spectra of perturbations as a result: f_0.5 with its interval, and two profiles. Used for all images and for subsets. */
import { halfPowerInterval } from '../../frequency/half-power-interval'
import { PROFILE_POINTS } from '../../frequency/half-power'
import { normalisedSpectra, summariseSpectra, totalPower } from '../../frequency/perturbation-spectrum'
import { effectiveNumber } from '../../statistics/effective-number'
import type { SpectrumPlan } from '../../contract/kinds/spectrum/study'
import type { HalfPower, RadialProfile } from '../../contract/kinds/spectrum/study'
import type { PerturbationSpectra, SpectrumSummary } from '../../frequency/perturbation-spectrum'

export interface SummarisedSpectra {
  images: number
  f_half: Omit<HalfPower, 'intervalRemark'>
  profile: RadialProfile
  fineProfile: RadialProfile
  /** [height, width], un-shifted, NaN at DC; null without images. */
  meanPower: Float64Array | null
}

/** @param spectra of at least no image: without any there is no number, and a sentence says so */
export function summarise(
  spectra: PerturbationSpectra,
  points: number,
  bootstrap: SpectrumPlan['bootstrap'],
): SummarisedSpectra {
  const summary = spectra.count === 0 ? null : summariseSpectra(spectra)
  const value = summary?.halfPower ?? null
  const interval = value === null ? null : halfPowerInterval(spectra, bootstrap)
  return {
    images: spectra.count,
    f_half: {
      value,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      unit: 'cycles/pixel',
      exact: summary?.exactHalfPower ?? null,
      sentence:
        value !== null
          ? null
          : spectra.count === 0
            ? 'There is no perturbation to take the spectrum of: none was found.'
            : 'The perturbations have no power above DC, so that f_0.5 has no value.',
      resamples: bootstrap.resamples,
      effectiveImages: value === null ? null : effectiveNumber(totalPower(spectra)),
      perImage: value === null ? null : perImage(spectra, bootstrap),
    },
    profile: profileOf(summary),
    fineProfile: profileOf(
      summary === null || points === PROFILE_POINTS ? summary : summariseSpectra(spectra, undefined, points),
    ),
    meanPower: summary?.meanPower ?? null,
  }
}

/** The same of spectra that were each divided by their own power. */
function perImage(
  spectra: PerturbationSpectra,
  bootstrap: SpectrumPlan['bootstrap'],
): NonNullable<HalfPower['perImage']> {
  const each = normalisedSpectra(spectra)
  const { halfPower, exactHalfPower } = summariseSpectra(each)
  const { low, high } = halfPowerInterval(each, bootstrap)
  return { value: halfPower, low, high, exact: exactHalfPower }
}

/** Empty where there is no power to have shares of. */
function profileOf(summary: SpectrumSummary | null): RadialProfile {
  const isKnown = summary !== null && summary.halfPower !== null
  return {
    thresholds: isKnown ? summary.profile.thresholds : [],
    unit: 'cycles/pixel',
    // The last one is 1 but for rounding, and must not be above it.
    proportions: isKnown ? summary.profile.proportions.map((share) => Math.min(1, share)) : [],
  }
}
