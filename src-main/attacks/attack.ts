/**
 * What an attack is: it proposes, and the frame (run-attack.ts) disposes. An attack sees a batch of images
 * on the device and returns, for each, the closest image that it believes to be adversarial; whether that
 * is true, and whether it is closer than what another attack found, is decided by the frame alone.
 *
 * Invariant for every attack: an image's proposal depends on nothing but that image, its own row of the
 * batch and its own random stream (seed and data-set index), never on its neighbours or its place.
 */
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Generator } from '../random/generator'
import { generator } from '../random/generator'
import type { Oracle } from './oracle'

/** How the size of a perturbation δ is measured: √Σδ² or max|δ|, over all pixels and channels, images in [0,1]. */
export type Norm = 'L2' | 'Linf'

/** How a norm is written for people. */
export const NORM_NAMES = { L2: 'L2', Linf: 'L∞' } as const satisfies Record<Norm, string>

/** What an attack is given: one batch. Every tensor belongs to the frame. */
export interface AttackBatch {
  /** Logits as signed excess over the criterion, gradients, and the count of queries. */
  oracle: Oracle
  norm: Norm
  /** The clean images [n, height, width, channels] in [0,1]. */
  originals: Tensor4D
  /** The closest verified adversarial images so far, from which an attack may go on; the clean one where there is none. */
  best: Tensor4D
  /** 1 where `best` is adversarial, else 0; [n]. */
  hasBest: Tensor1D
  /** Distance of the closest that any attack has found, also where `best` is that of a track; UNFOUND (rows.ts): none; [n]. */
  closest: Tensor1D
  /** Data-set index of each row: with the seed it names the row's random stream. Padding repeats the last. */
  indices: Int32Array
  seed: number
  /** Largest allowed perturbation, or null: as small as possible. Only attacks of fixed size need it. */
  epsilon: number | null
  signal: AbortSignal | undefined
}

/** What an attack returns; the frame disposes of it. */
export interface Proposal {
  /** [n, height, width, channels]. */
  images: Tensor4D
  /** 1 where the attack believes its image to be adversarial, else 0; [n]. */
  found: Tensor1D
}

/** A search that is followed apart from the best of all, from an image of the data set or from the clean one. */
export interface Track {
  /** From 1; each that begins at an image of the data set begins at another. */
  number: number
  /** Whether it is this attack that begins the track; another one leaves images alone that have not begun. */
  begins: boolean
  /** Where it begins: the track that has to be near; 0 for none. The one before unless it is said. */
  after?: number
  /** Images for which the track (`after`, where it begins) is further than this many times the best are left alone. */
  within: number
}

export interface Attack {
  /** As it is written into results, e.g. `DDN`. */
  readonly name: string
  /** Everything that determines what it does, besides batch and seed: stored with every result. */
  readonly settings: Readonly<Record<string, number | string | boolean>>
  readonly norms: readonly Norm[]
  readonly goals: readonly ('targeted' | 'untargeted')[]
  /** `decision`: uses the model's answers only, no gradients. */
  readonly access: 'gradient' | 'decision'
  /** Whether it needs an adversarial image to begin with (`best`). */
  readonly needsStart: boolean
  /** Whether it only has meaning at a fixed ε. */
  readonly needsEpsilon: boolean
  /** Whether it does nothing but improve `best`: images that a refinement no longer improves are spared the next one. */
  readonly refines: boolean
  /** Set for a search that goes on along a track of its own: `best` is then the track's image (tracks.ts). */
  readonly track?: Track
  /** Leaves images alone for which this track is further than so many times the best. */
  readonly near?: Pick<Track, 'number' | 'within'>
  propose(batch: AttackBatch): Promise<Proposal>
}

/** One random stream per row, named by seed, attack and data-set index: the place in the batch does not matter. */
export function rowGenerators(batch: Pick<AttackBatch, 'seed' | 'indices'>, purpose: string): Generator[] {
  return Array.from(batch.indices, (index) => generator(batch.seed, 'attack', purpose, index))
}
