/** The table of all kernels that are put together from others. They take precedence over operators of the same name. */
import { convolutionCompositions } from './convolutions'
import type { Composition } from './define'
import { fusedCompositions } from './fused'
import { gatherCompositions } from './gather'
import { rearrangementCompositions } from './rearrangements'
import { searchCompositions } from './searches'

export const compositions: Composition[] = [
  ...convolutionCompositions,
  ...fusedCompositions,
  ...gatherCompositions,
  ...rearrangementCompositions,
  ...searchCompositions,
]
