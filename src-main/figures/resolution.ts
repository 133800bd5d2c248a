/**
 * How finely f_rev is resolved, in words: beside its interval, not instead of it. The interval says what other images
 * and pairings would have given; this says which values the same hybrids allow.
 */
import type { FrequencyRange, HybridPoint, Reversal } from '../contract/kinds/hybrid/study'
import { formatNumber } from '../contract/units'

/**
 * E.g. `between 0.087 and 0.123 at this image size`; null where there is no f_rev.
 * @param inUnit from a fraction of Nyquist to the unit of the words; none unless told
 */
export function resolutionWords(
  reversal: Pick<Reversal, 'resolution'> | null,
  inUnit: (value: number) => number = (value) => value,
): string | null {
  const range = reversal?.resolution ?? null
  return range === null ? null : `between ${bounds(range, inUnit)} at this image size`
}

/** E.g. `same hybrids from 0.0884 up to 0.125`, of one measured f_mix; null where it is not known. */
export function sameHybridsWords(
  range: FrequencyRange | null,
  inUnit: (value: number) => number = (value) => value,
): string | null {
  if (range === null) return null
  return `same hybrids from ${formatNumber(inUnit(range.low))} up to ${formatNumber(inUnit(range.high))}`
}

/** The same as two cells of a table. */
export function rangeCells(
  { same_hybrids }: Pick<HybridPoint, 'same_hybrids'>,
  inUnit: (value: number) => number,
): (number | null)[] {
  return same_hybrids === null ? [null, null] : [inUnit(same_hybrids.low), inUnit(same_hybrids.high)]
}

function bounds({ low, high }: FrequencyRange, inUnit: (value: number) => number): string {
  const text = (value: number): string => inUnit(value).toFixed(decimals(inUnit(high)))
  return `${text(low)} and ${text(high)}`
}

/** Three decimals of a fraction, fewer of larger numbers. */
function decimals(largest: number): number {
  return largest < 1 ? 3 : largest < 10 ? 2 : 1
}
