/**
 * What a stored reversal says to people, once the images and classes of the model are known: how finely f_rev is
 * resolved at that image size, and whether the model saw anything at all. Worked out whenever a result is read, so
 * that results of all times say the same.
 *
 * Near chance (our choice): p_low − p_high of a model that guesses wanders about zero, and where it happens to cross
 * is no property of the model. A crossing means something when the model recognises the low image at the largest f_mix
 * and the high image at the smallest: when both proportions lie above 1/classes with their 95 % Wilson intervals, and
 * when of the answers that name one of the two classes more than one half name that image's, with the same interval (a
 * sign test). The second is what a model that answers one class for all images fails, however frequent that class is,
 * and one whose classes are mostly not among the images: both are right more often than 1/classes and prefer neither
 * image. The intervals are over the images of one pairing, because the same images return in all.
 */
import { mixingFrequency } from '../../contract/units'
import { interpolatedRange, sameHybrids } from '../../frequency/radii'
import { FEWEST_IMAGES } from '../../frequency/reversal-certainty'
import { formatPercent } from '../../statistics/number-with-interval'
import { wilson } from '../../statistics/wilson'
import { reversalRemark } from './interval-words'
import type { HybridModelResult, HybridPoint, Reversal } from '../../contract/kinds/hybrid/study'
import type { Proportion } from '../../contract/primitives'
import type { ReversalData } from '../../contract/kinds/hybrid/units'

/** @param model its images' side in pixels and its number of classes */
export function reportReversal(
  data: ReversalData,
  model: { size: number; classes: number },
): Omit<HybridModelResult, 'id' | 'sigma'> {
  const curve = data.curve.map((point) => ({
    ...point,
    same_hybrids: sameHybrids(model.size, mixingFrequency(point.f_mix)),
  }))
  const chance = nearChance(curve, data.f_rev, data.images, model.classes)
  if (chance !== null) {
    const f_rev: Reversal = {
      ...data.f_rev,
      value: null,
      low: null,
      high: null,
      crossings: [],
      sentence: chance,
      resolution: null,
    }
    return { ...data, curve, f_rev, p_other_at_reversal: null }
  }
  const { f_rev, images } = data
  const hasValue = f_rev.value !== null
  return {
    ...{ ...data, curve },
    f_rev: {
      ...f_rev,
      ...(hasValue && images < FEWEST_IMAGES ? { low: null, high: null } : {}),
      // Where resamples had no crossing there is no interval to say anything of.
      intervalRemark:
        hasValue && (images < FEWEST_IMAGES || f_rev.low !== null) ? reversalRemark(images) : null,
      resolution: resolutionOf(curve, f_rev, model.size),
    },
  }
}

function resolutionOf(
  curve: readonly HybridPoint[],
  { value, unit }: Reversal,
  side: number,
): Reversal['resolution'] {
  if (value === null) return null
  const grid = curve.map(({ f_mix }) => mixingFrequency(f_mix))
  return { ...interpolatedRange(side, grid, mixingFrequency(value)), unit }
}

/** Why there is no f_rev, in one sentence; null when the model recognises an image at both ends of the curve. */
function nearChance(
  curve: readonly HybridPoint[],
  { value, crossings }: Reversal,
  images: number,
  classes: number,
): string | null {
  const first = curve[0]!
  const last = curve[curve.length - 1]!
  const ends = [
    { name: 'low', proportion: last.p_low, other: last.p_high, f_mix: last.f_mix },
    { name: 'high', proportion: first.p_high, other: first.p_low, f_mix: first.f_mix },
  ]
  const guessing = ends
    .map((end) => ({ ...end, interval: wilson(end.proportion, images) }))
    .filter(({ interval }) => interval.low <= 1 / classes)
  const blind = ends
    .map((end) => ({ ...end, interval: shareOfNamed(end, images) }))
    .filter(({ interval }) => interval === null || (interval.low <= 0.5 && interval.high >= 0.5))
  // A curve without any crossing has its own sentence, unless nothing was recognised anywhere.
  const least = value !== null || crossings.length > 0 ? 1 : 2
  if (guessing.length >= least) {
    const words = guessing.map(
      ({ name, f_mix, interval }) => `p_${name} at f_mix = ${f_mix} of Nyquist is ${formatPercent(interval)}`,
    )
    return `${words.join(' and ')}, not above the ${formatPercent({ value: 1 / classes })} of guessing among ${classes} classes: where such a curve crosses zero is chance, hence no reversal frequency.`
  }
  if (blind.length >= least) {
    const words = blind.map(({ name, f_mix, interval }) =>
      interval === null
        ? `at f_mix = ${f_mix} of Nyquist no answer names one of the two classes`
        : `of the answers at f_mix = ${f_mix} of Nyquist that name one of the two classes, ${formatPercent(interval)} name the ${name} image's`,
    )
    return `${capital(words.join(', and '))}: not more than one half beyond doubt, as of a model that answers the same whatever it is shown, hence no reversal frequency.`
  }
  return null
}

/** Of the answers that name one of the two classes, how many name that of the image; null where none does. */
function shareOfNamed(
  { proportion, other }: { proportion: number; other: number },
  images: number,
): Proportion | null {
  const named = proportion + other
  return named === 0 ? null : wilson(proportion / named, named * images)
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
