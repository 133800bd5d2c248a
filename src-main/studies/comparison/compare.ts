/**
 * Two models' stored answers to the same work, image by image: how far apart their numbers are. Needs neither images nor
 * a device. Invariant: what is compared is of the same images in the same order; other files are refused.
 */
import { compareAccuracy, compareCorruptions } from './accuracies'
import { compareHalfPowers } from './half-powers'
import { compareReversals } from './reversals'
import { compareSizes } from './sizes'
import type { ComparedNumber, ComparedPart } from '../../contract/comparisons/comparison'

export async function compare(part: ComparedPart): Promise<ComparedNumber[]> {
  switch (part.kind) {
    case 'reversal':
      return [await compareReversals(part)]
    case 'accuracy':
      return [await compareAccuracy(part)]
    case 'corruption':
      return await compareCorruptions(part)
    case 'sizes':
      return await compareSizes(part)
    case 'half power':
      return await compareHalfPowers(part)
    default:
      throw part satisfies never
  }
}
