/**
 * A fraction of Nyquist in the other units, in words. Pure; the contract converts.
 */
import { convert, formatQuantity, fractionOfNyquist } from '../../../src-main/contract/units'
import type { FrequencyUnit, Viewing } from '../../../src-main/contract/units'

/** E.g. `0.187 cycles/pixel`, `5.98 cycles/image`; cycles/degree where the field of view is known. */
export function frequencyWords(nyquist: number, viewing: Viewing): string[] {
  const units: FrequencyUnit[] = ['cycles/pixel', 'cycles/image']
  if (viewing.fieldOfView !== undefined) units.push('cycles/degree')
  const from = { value: fractionOfNyquist(nyquist), unit: 'fraction of Nyquist' } as const
  return units.map((unit) => formatQuantity(convert(from, unit, viewing)))
}

/** E.g. `0.32 of Nyquist = 5.12 cycles/image`: how f_mix is written beside its slider. */
export function mixingWords(fMix: number, side: number): string {
  const from = { value: fractionOfNyquist(fMix), unit: 'fraction of Nyquist' } as const
  return `${fMix} of Nyquist = ${formatQuantity(convert(from, 'cycles/image', { side }))}`
}
