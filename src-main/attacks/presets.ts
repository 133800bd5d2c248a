/**
 * Chains of attacks that are offered by name. "minimal" is the default: a fast attack with several
 * settings, the refinement from the best of them, a last halving to the boundary. "paper" is what the
 * paper did (methods D.1, D.3): Brendel–Bethge from PGD and from data-set images, with overshoot margins.
 */
import type { Attack, Norm } from './attack'
import { boundaryRefinement } from './boundary-refinement'
import { brendelBethge } from './brendel-bethge'
import { decoupledDirection } from './decoupled-direction'
import { lineSearch } from './line-search'
import { projectedGradientGrid } from './projected-gradient-grid'

export const PRESETS = ['minimal', 'paper'] as const
export type PresetName = (typeof PRESETS)[number]

/** Overshoot margins in logits (methods D.3). */
const PAPER_MARGINS = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]

/** The attacks of a preset, in the order in which they run. */
export function preset(name: PresetName, norm: Norm): Attack[] {
  switch (name) {
    case 'minimal':
      return norm === 'L2' ? minimalL2() : minimalLinf()
    case 'paper':
      return [projectedGradientGrid(norm), ...PAPER_MARGINS.map((margin) => brendelBethge({ margin }))]
    default:
      throw new RangeError(`unknown preset ${String(name satisfies never)}`)
  }
}

/** Three searches from the clean image that end in different places, the best one refined. */
function minimalL2(): Attack[] {
  return [
    decoupledDirection({ steps: 20, initialEpsilon: 0.2, gamma: 0.1 }),
    boundaryRefinement(),
    boundaryRefinement({ from: 'clean' }),
    boundaryRefinement({ from: 'clean', shift: 2, run: 1 }),
    boundaryRefinement({ steps: 60, shift: 0.5, run: 1 }),
    lineSearch({ steps: 10, span: 0.05 }),
  ]
}

function minimalLinf(): Attack[] {
  return [
    boundaryRefinement({ from: 'clean', shift: 0.5, lastTau: 0.97 }),
    boundaryRefinement({ from: 'clean', run: 1 }),
    boundaryRefinement({ steps: 40, momentum: 0.9, shift: 0.3, firstTau: 0.5, lastTau: 0.97 }),
    lineSearch({ steps: 10, span: 0.05 }),
  ]
}
