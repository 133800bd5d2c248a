/**
 * What a stored reversal says to people, once the images and classes of the model are known: how finely f_rev is
 * resolved at that image size, and whether the model saw anything at all. Worked out whenever a result is read, so
 * that results of all times say the same.
 *
 * Near chance (our choice): p_low − p_high of a model that guesses wanders about zero, and where it happens to cross
 * is no property of the model. A crossing means something when the model recognises the low image at the largest f_mix
 * and the high image at the smallest: when both proportions lie above 1/classes with their 95 % Wilson intervals.
 * The intervals are over the images of one pairing, because the same images return in all.
 */
import { formatNumber, mixingFrequency } from '../../contract/units'
import { interpolatedRange, sameHybrids } from '../../frequency/radii'
import { wilson } from '../../statistics/wilson'
import type { HybridModelResult, HybridPoint, Reversal } from '../../contract/kinds/hybrid/study'
import type { ReversalData } from './data'

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
  return { ...data, curve, f_rev: { ...data.f_rev, resolution: resolutionOf(curve, data.f_rev, model.size) } }
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

/** Why there is no f_rev, in one sentence; null when both ends of the curve lie above chance. */
function nearChance(
  curve: readonly HybridPoint[],
  { value, crossings }: Reversal,
  images: number,
  classes: number,
): string | null {
  const first = curve[0]!
  const last = curve[curve.length - 1]!
  const ends = [
    { name: 'p_low', proportion: last.p_low, f_mix: last.f_mix },
    { name: 'p_high', proportion: first.p_high, f_mix: first.f_mix },
  ].map((end) => ({ ...end, interval: wilson(end.proportion, images) }))
  const atChance = ends.filter(({ interval }) => interval.low <= 1 / classes)
  // A curve without any crossing has its own sentence, unless nothing was recognised anywhere.
  const crosses = value !== null || crossings.length > 0
  if (atChance.length < (crosses ? 1 : 2)) return null
  const percent = (share: number): string => formatNumber(share * 100)
  const words = atChance.map(
    ({ name, proportion, f_mix, interval }) =>
      `${name} at f_mix = ${f_mix} of Nyquist is ${percent(proportion)} % [${percent(interval.low)}, ${percent(interval.high)}]`,
  )
  return `${words.join(' and ')}, not above the ${percent(1 / classes)} % of guessing among ${classes} classes: where such a curve crosses zero is chance, hence no reversal frequency.`
}
