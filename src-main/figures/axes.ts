/**
 * Axis titles in the paper's words, and frequency axes whose unit can be switched. The conversion itself is
 * the contract's; here it is only asked for, for each model with its own image size.
 */
import { convert, cyclesPerPixel, FREQUENCY_UNITS, fractionOfNyquist } from '../contract/units'
import type { FrequencyUnit, Viewing } from '../contract/units'
import type { UnitChoice } from './figure'

/** Which frequency an axis shows. */
export type FrequencyName = 'f_rev' | 'f_mix' | 'f_half' | 'f_half_each' | 'frequency'

const WORDS: Record<FrequencyName, { plain: string; symbol: string }> = {
  f_rev: { plain: 'reversal frequency', symbol: '<i>f</i><sub>rev</sub>' },
  f_mix: { plain: 'mixing frequency', symbol: '<i>f</i><sub>mix</sub>' },
  f_half: { plain: 'half-power frequency', symbol: '<i>f</i><sub>0.5</sub>' },
  f_half_each: { plain: 'half-power frequency per image', symbol: '<i>f</i><sub>0.5</sub>' },
  frequency: { plain: 'spatial frequency', symbol: '' },
}

/** The paper's "normalized" means a fraction of Nyquist. */
export function frequencyTitle(name: FrequencyName, unit: FrequencyUnit): string {
  const { plain, symbol } = WORDS[name]
  const words =
    unit === 'fraction of Nyquist' ? `Normalised ${plain}` : plain[0]!.toUpperCase() + plain.slice(1)
  return `${words}${symbol === '' ? '' : ` ${symbol}`} (${unit})`
}

/** The same in two lines, for axes that stand: a figure in the window is lower than one line is long. */
export function uprightFrequencyTitle(name: FrequencyName, unit: FrequencyUnit): string {
  return frequencyTitle(name, unit).replace(' <i>f', '<br><i>f')
}

export const TITLES = {
  cleanAccuracy: 'Clean accuracy (%)',
  confidence: 'Confidence at <i>f</i><sub>rev</sub> (%)',
  pOther: 'Third category at <i>f</i><sub>rev</sub>, <i>p</i><sub>other</sub> (%)',
  difference: '<i>p</i><sub>low</sub> − <i>p</i><sub>high</sub> (%)',
  proportion: 'Proportion of hybrid images (%)',
  loss: 'Loss (nats)',
  accuracy: 'Accuracy (%)',
  epoch: 'Epoch',
  transfer: 'Transfer',
  images: 'Images',
  success: 'Success rate (%)',
  portionOfPower: 'Portion of power (%)',
  power: 'Mean power',
} as const

/**
 * A fraction of Nyquist in another unit, as a number for an axis of that unit. What is no frequency of an image (no
 * number, negative, beyond the corner of the spectrum) has no place on an axis: NaN, which `finish` takes out and
 * names.
 */
export function inUnit(value: number, unit: FrequencyUnit, viewing: Viewing): number {
  if (!isWithin(value, Math.SQRT2)) return NaN
  return convert({ value: fractionOfNyquist(value), unit: 'fraction of Nyquist' }, unit, viewing).value
}

/** Cycles per pixel in another unit; NaN for what is none. */
export function pixelsInUnit(value: number, unit: FrequencyUnit, viewing: Viewing): number {
  if (!isWithin(value, Math.SQRT1_2)) return NaN
  return convert({ value: cyclesPerPixel(value), unit: 'cycles/pixel' }, unit, viewing).value
}

function isWithin(value: number, highest: number): boolean {
  return value >= 0 && value <= highest * (1 + 1e-12)
}

/**
 * Which units a frequency axis offers for all of these images together.
 * @param viewings one per model or data set in the figure
 */
export function unitChoices(viewings: readonly Viewing[]): UnitChoice[] {
  const sides = viewings.every((viewing) => viewing.side !== undefined)
  const fields = viewings.every((viewing) => viewing.fieldOfView !== undefined)
  return FREQUENCY_UNITS.map((unit) => ({ unit, reason: reasonAgainst(unit, sides, fields) }))
}

function reasonAgainst(unit: FrequencyUnit, sides: boolean, fields: boolean): string | null {
  switch (unit) {
    case 'fraction of Nyquist':
    case 'cycles/pixel':
      return null
    case 'cycles/image':
      return sides ? null : 'cycles/image needs the side of the images in pixels.'
    case 'cycles/degree':
      if (!sides) return 'cycles/degree needs the side of the images in pixels.'
      return fields ? null : 'cycles/degree needs the field of view in degrees: set it for the project.'
  }
}
