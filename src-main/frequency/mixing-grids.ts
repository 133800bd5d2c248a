/**
 * What a grid of mixing frequencies must be. The paper's grids are data of the contract, because forms
 * show them.
 */
import { MIXING_GRIDS, defaultGridName } from '../contract/studies/mixing-grids'
import { UserError } from '../contract/errors'
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'
import { allRadii } from './radii'

/**
 * The grid that a request means, ascending and each frequency once; not yet checked.
 * @param side of the images in pixels
 */
export function requestedGrid(fMix: readonly number[] | 'radii' | undefined, side: number): number[] {
  if (fMix === 'radii') return allRadii(side)
  if (fMix === undefined) return [...MIXING_GRIDS[defaultGridName(side)].fMix]
  return [...new Set(fMix)].sort((a, b) => a - b)
}

export { MIXING_GRIDS } from '../contract/studies/mixing-grids'

/** A grid has at least two frequencies, strictly increasing; else UserError('usage'). */
export function checkGrid(fMix: readonly FractionOfNyquist[]): void {
  if (fMix.length < 2) {
    throw new UserError(
      'usage',
      `A grid of mixing frequencies needs at least two values, and this one has ${fMix.length}.`,
    )
  }
  fMix.forEach((value, i) => {
    mixingFrequency(value)
    const previous = fMix[i - 1]
    if (previous !== undefined && value <= previous) {
      throw new UserError(
        'usage',
        `The mixing frequencies must increase, but '${value}' follows '${previous}': sort them and give each once.`,
      )
    }
  })
}
