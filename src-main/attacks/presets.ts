/**
 * Chains of attacks that are offered by name. "minimal" is the default: a fast attack with several
 * settings, the refinement from the best of them, a last halving to the boundary. "paper" is what the
 * paper did (methods D.1, D.3): Brendel–Bethge from PGD and from data-set images, with overshoot margins.
 */
import type { Attack, Norm } from './attack'
import { boundaryRefinement } from './boundary-refinement'
import { brendelBethge } from './brendel-bethge'
import type { BrendelBethgeOptions } from './brendel-bethge'
import { decoupledDirection } from './decoupled-direction'
import { lineSearch } from './line-search'
import { projectedGradientGrid } from './projected-gradient-grid'

export const PRESETS = ['minimal', 'paper'] as const
export type PresetName = (typeof PRESETS)[number]

/** What the paper's two pipelines did, and what may be changed about it. */
export interface PaperOptions {
  /**
   * D.3: PGD, then Brendel–Bethge with overshoot margins, from the largest PGD example or else a data-set image.
   * D.1: Brendel–Bethge alone, from a data-set image; its margin of 0.01 logits is the criterion's.
   */
  pipeline: 'D.1' | 'D.3'
  /** Overshoots in logits, one run each (D.3). */
  margins: readonly number[]
  /** Largest ε of PGD; null: 0.5 for L∞, √(C·H·W)/10 for L2. */
  maximum: number | null
  /** Steps of each PGD run; null: Foolbox's, 40 for L∞ and 50 for L2. */
  descentSteps: number | null
  /** Of each run of Brendel–Bethge. */
  boundary: Partial<Omit<BrendelBethgeOptions, 'margin' | 'start'>>
}

export const PAPER_DEFAULTS: PaperOptions = {
  pipeline: 'D.3',
  margins: [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],
  maximum: null,
  descentSteps: null,
  boundary: {},
}

/** The attacks of a preset, in the order in which they run. */
export function preset(name: PresetName, norm: Norm): Attack[] {
  switch (name) {
    case 'minimal':
      return norm === 'L2' ? minimalL2() : minimalLinf()
    case 'paper':
      return paperAttacks(norm)
    default:
      throw new RangeError(`unknown preset ${String(name satisfies never)}`)
  }
}

/**
 * The paper's attacks. Of its hundred PGD sizes ε the halving of projected-gradient-grid.ts gives the answer.
 */
export function paperAttacks(norm: Norm, options: Partial<PaperOptions> = {}): Attack[] {
  const { pipeline, margins, maximum, descentSteps, boundary } = { ...PAPER_DEFAULTS, ...options }
  if (pipeline === 'D.1') return [brendelBethge(boundary)]
  const steps = descentSteps === null ? {} : { steps: descentSteps }
  return [
    projectedGradientGrid(norm, { maximum, ...steps }),
    ...margins.map((margin) => brendelBethge({ ...boundary, margin, start: 'largest PGD' })),
  ]
}

/**
 * From an image of the target class back along the boundary. Networks behind a blur have boundaries on which every
 * search from the clean image ends in the same bad place: a fifth further away, for one image in thirty.
 */
function fromTheOtherSide(): Attack[] {
  return [
    lineSearch({ steps: 10 }),
    boundaryRefinement({ steps: 80, shift: 0.2, firstTau: 0.9, lastTau: 0.95, run: 2 }),
  ]
}

/** Four searches that end in different places, one of them from the other side; the best one refined. */
function minimalL2(): Attack[] {
  return [
    ...fromTheOtherSide(),
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
    ...fromTheOtherSide(),
    boundaryRefinement({ from: 'clean', shift: 0.5, lastTau: 0.97 }),
    boundaryRefinement({ from: 'clean', run: 1 }),
    boundaryRefinement({ steps: 40, momentum: 0.9, shift: 0.3, firstTau: 0.5, lastTau: 0.97 }),
    lineSearch({ steps: 10, span: 0.05 }),
  ]
}
