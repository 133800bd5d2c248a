/**
 * Chains of attacks that are offered by name. "minimal" is the default: walks along the boundary from several places
 * and FMN, the refinement of the best of them, a last halving to the boundary. "paper" is what the paper did (methods
 * D.1, D.3): Brendel–Bethge from PGD and from data-set images, with overshoot margins.
 */
import type { Attack, Norm, Track } from './attack'
import { boundaryRefinement } from './boundary-refinement'
import { brendelBethge } from './brendel-bethge'
import type { BrendelBethgeOptions } from './brendel-bethge'
import { fastMinimumNorm } from './fast-minimum-norm'
import type { FastMinimumNormOptions } from './fast-minimum-norm'
import { lineSearch } from './line-search'
import { projectedGradientGrid } from './projected-gradient-grid'
import { onTrack, whereNear } from './tracks'

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
      return minimal(norm)
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

/** A walk from an image of the data set is followed to its end where it comes at all near the best. */
const NEAR = 1.75
/** Another one begins where the first has come nearer than that. */
const NEARER = 1.5

/**
 * From an image of the target class back along the boundary. Networks behind a blur have boundaries on which every
 * search from the clean image ends in the same bad place: up to 60 % further away, for one image in ten. Other networks
 * have not, which shows early: after half the way the walk is still several times as far away, and is given up.
 */
function fromTheOtherSide(number: number, beginWithin: number, goOnWithin: number): Attack[] {
  const walk = { lastTau: 0.95, run: number }
  const goOn = (within: number): Track => ({ number, begins: false, within })
  return [
    onTrack(lineSearch({ steps: 10 }), { number, begins: true, within: beginWithin }),
    onTrack(
      boundaryRefinement({ ...walk, steps: 25, shift: 0.2, firstTau: 0.85, lastTau: 0.9 }),
      goOn(Infinity),
    ),
    onTrack(
      boundaryRefinement({ ...walk, steps: 40, shift: 0.1, firstTau: 0.9, run: 10 + number }),
      goOn(goOnWithin),
    ),
  ]
}

/**
 * The best so far, refined; where it has stopped improving, the next one is spared (frame.ts).
 * @param run none of those above: other shifts
 */
function refined(run: number, shift: number): Attack {
  return boundaryRefinement({ steps: 50, shift, firstTau: 0.5, lastTau: 0.97, run })
}

/** A search by FMN that has come nearer than that is refined: it ends a hair's breadth away from where it would lead. */
const PROMISING = 1.25

/**
 * FMN on a track of its own, refined there before it is compared: unrefined it is a few per cent further away than
 * what the walks have found, also where it has found the better place.
 */
function byFmn(number: number, begin: readonly Attack[], from?: string): Attack[] {
  const [first, ...others] = begin
  const goOn = { number, begins: false }
  return [
    onTrack(first!, { number, begins: true, after: 1, within: NEAR }, from),
    ...others.map((attack) => onTrack(attack, { ...goOn, within: Infinity }, from)),
    onTrack(refined(10 + number, 0.3), { ...goOn, within: PROMISING }, from),
  ]
}

const fmn = (options: Partial<FastMinimumNormOptions>): Attack =>
  fastMinimumNorm({ minimumStep: 1e-3, ...options })

/**
 * From a perturbation that was found for another model: it stands where searches have been, so that of `minimal` what costs
 * most is left out, FMN from other places and further walks. Without a walk from the other side and FMN one image in four was larger
 * by more than 1 % than by `minimal`, up to 1.5 times as large.
 */
export function warm(norm: Norm): Attack[] {
  const shift = norm === 'L2' ? 1 : 0.5
  return [
    lineSearch({ steps: 10 }),
    boundaryRefinement({ from: 'clean', steps: 50, shift }),
    ...fromTheOtherSide(1, Infinity, NEAR),
    whereNear(fmn({ steps: 150, gamma: 0.02 }), 1, NEAR),
    refined(3, 0.3),
    refined(4, 0.5),
    refined(5, 0.3),
    refined(6, 0.1),
    lineSearch({ steps: 10, span: 0.05 }),
  ]
}

/**
 * Walks from the clean image and from the other side end in different places, and FMN in others again, other ones from
 * every start (an image of the data set, noise); the best is refined, again for as long as that helps. Where the other side is of no use, one walk from the
 * clean image is enough.
 */
function minimal(norm: Norm): Attack[] {
  const shift = norm === 'L2' ? 1 : 0.5
  return [
    boundaryRefinement({ from: 'clean', steps: 50, shift }),
    ...fromTheOtherSide(1, Infinity, NEAR),
    whereNear(boundaryRefinement({ from: 'clean', steps: 50, shift: 2 * shift, run: 1 }), 1, NEAR),
    // Of 100 steps it ended where the walks do, in an image in which 150 found a perturbation smaller by 14 %.
    whereNear(fmn({ steps: 150, gamma: 0.02 }), 1, NEAR),
    ...byFmn(4, [fmn({ steps: 300, fromBest: true, inside: true })]),
    ...byFmn(5, [fmn({ steps: 300, noise: 0.3, run: 1, inside: true })], 'from noise'),
    refined(3, 0.3),
    ...fromTheOtherSide(2, NEARER, NEARER),
    refined(4, 0.5),
    refined(5, 0.3),
    refined(6, 0.1),
    lineSearch({ steps: 10, span: 0.05 }),
  ]
}
