/**
 * What a grid of mixing frequencies must be. The paper's grids are data of the contract, because forms
 * show them.
 */
import { MIXING_GRIDS, defaultGridName } from '../contract/studies/mixing-grids'
import { UserError } from '../contract/errors'
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'
import type { GridWord } from '../contract/kinds/hybrid/options'
import { allRadii } from './radii'
import { coarseGrid, roundsOf } from './refined-grid'

/** What a request means: the frequencies that all models are measured at, and the whole grid where these are refined. */
export interface RequestedGrid {
  /** Ascending and each once; how many they are is not yet checked. */
  values: FractionOfNyquist[]
  refined?: { grid: 'radii' | 'paper'; among: FractionOfNyquist[]; rounds: number; version: 2 }
}

/** @param side of the images in pixels */
export function requestedGrid(fMix: readonly number[] | GridWord | undefined, side: number): RequestedGrid {
  const paper = [...MIXING_GRIDS[defaultGridName(side)].fMix]
  if (fMix === undefined) return { values: paper }
  if (fMix === 'radii') return { values: allRadii(side) }
  if (fMix === 'adaptive') return refinedGrid('radii', allRadii(side), side)
  if (fMix === 'adaptive-paper') return refinedGrid('paper', paper, side)
  return { values: [...new Set(fMix.map(mixingFrequency))].sort((a, b) => a - b) }
}

function refinedGrid(grid: 'radii' | 'paper', among: FractionOfNyquist[], side: number): RequestedGrid {
  const values = coarseGrid(among, side)
  return { values, refined: { grid, among, rounds: roundsOf(among, values), version: 2 } }
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
