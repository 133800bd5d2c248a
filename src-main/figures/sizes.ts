/**
 * The size ε of a perturbation on an axis and in words: never without its norm, and for L∞ also as k/255, a
 * step of the pixels' own scale.
 */
import { NORM_WORDS } from '../contract/kinds/attack/methods'
import type { NormName } from '../contract/kinds/attack/methods'
import { formatNumber } from '../contract/units'
import { formatInterval } from '../statistics/number-with-interval'
import type { Interval } from '../statistics/number-with-interval'

/** Steps of a pixel's value: an L∞ size of k/255 changes no pixel by more than k of them. */
export const STEPS = 255

/** `perturbation size ε (L∞, pixels in [0, 1])` */
export function sizeTitle(norm: NormName): string {
  return `perturbation size <i>ε</i> (${NORM_WORDS[norm]}, pixels in [0, 1])`
}

/** The same without tags, for headings of tables and CSV. */
export function sizeUnit(norm: NormName): string {
  return `${NORM_WORDS[norm]}, pixels in [0,1]`
}

/** `0.00303 = 0.773/255`, `0.116`; with an interval `0.00303 [0.00291, 0.00316] = 0.773/255`. */
export function formatSize(size: Interval, norm: NormName): string {
  const text = formatInterval(size)
  return norm === 'Linf' ? `${text} = ${formatSteps(size.value)}` : text
}

/** A tick of an L∞ axis: `8/255`. */
export function stepTick(value: number): string {
  return `${Number((value * STEPS).toPrecision(6))}/${STEPS}`
}

/** `0.773/255` */
export function formatSteps(value: number): string {
  return `${formatNumber(value * STEPS)}/${STEPS}`
}
