/**
 * Which perturbations are averaged anew: what is typed, and what it asks for. Pure; the contract's schema decides.
 */
import { spectrumSubsetSchema } from '../../../src-main/contract/kinds/spectrum/window'
import { numberOf, optional } from '../../wizards/typed-numbers'
import type { SpectrumSubset } from '../../../src-main/contract/kinds/spectrum/window'

export interface SubsetForm {
  /** Index of a class as text; empty: all. */
  label: string
  target: string
  smallest: string
  largest: string
}

export const WHOLE: SubsetForm = { label: '', target: '', smallest: '', largest: '' }

/** Null when something typed is no size. */
export function subsetOf({ label, target, smallest, largest }: SubsetForm): SpectrumSubset | null {
  const subset = {
    ...optional('label', numberOf(label)),
    ...optional('target', numberOf(target)),
    ...optional('smallest', numberOf(smallest)),
    ...optional('largest', numberOf(largest)),
  }
  const checked = spectrumSubsetSchema.safeParse(subset)
  if (!checked.success) return null
  const { smallest: low = 0, largest: high = Infinity } = checked.data
  return low <= high ? checked.data : null
}
