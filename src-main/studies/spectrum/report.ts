/**
 * What a stored f_0.5 says to people: no interval of too few images, and what has to be said of one of few. Worked out
 * whenever a result is read, so that results of all times say the same.
 */
import { FEWEST_EFFECTIVE } from '../../frequency/half-power-certainty'
import { intervalRemark } from './interval-words'
import type { HalfPower } from '../../contract/kinds/spectrum/study'

/** @param images perturbations in the mean: in studies from before the effective number was reported it is not more than these */
export function reportHalfPower(stored: Omit<HalfPower, 'intervalRemark'>, images: number): HalfPower {
  const f_half = { ...stored, intervalRemark: null }
  if (f_half.value === null) return f_half
  const effective = Math.min(f_half.effectiveImages ?? images, images)
  const none = { low: null, high: null }
  const { perImage } = f_half
  return {
    ...f_half,
    ...(effective < FEWEST_EFFECTIVE ? none : {}),
    intervalRemark: intervalRemark(effective),
    perImage: perImage && images < FEWEST_EFFECTIVE ? { ...perImage, ...none } : perImage,
  }
}
