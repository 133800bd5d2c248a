/**
 * What the frame is asked and what it answers: images, targets, criterion and attacks in; one verified result
 * per image out. Not here: how (run-attack.ts, frame.ts).
 */
import { UserError } from '../contract/errors'
import type { Attack, Norm } from './attack'
import { NORM_NAMES } from './attack'
import { checkCriterion } from './criterion'
import type { Criterion } from './criterion'
import type { AttackedNetwork, Queries } from './oracle'
import type { StartPool } from './starts'

export interface AttackRequest {
  network: AttackedNetwork
  /** Number of logits. */
  classes: number
  /** Clean images in [0,1], row-major [indices.length, height, width, channels]. */
  images: Float32Array
  height: number
  width: number
  channels: number
  /** Data-set index of each image: names its random stream. */
  indices: ArrayLike<number>
  /** The target (targeted) or the label (untargeted) of each image. */
  named: ArrayLike<number>
  norm: Norm
  criterion: Criterion
  /** In this order; each starts from the best that those before have found. */
  attacks: readonly Attack[]
  /** Largest allowed perturbation; an image within it is done. Null: as small as possible. */
  epsilon: number | null
  seed: number
  /** Images per graph on the device: part of the settings, as the device's last bits may depend on it. */
  batchSize: number
  /** Forward passes averaged per question: 1 unless the network is stochastic. */
  samples?: number | undefined
  /** The network draws noise anew at every pass: what was found is verified again, on noise that no search has seen. */
  stochastic?: boolean | undefined
  /** Images to start from, for attacks that need an adversarial one. */
  pool?: StartPool | undefined
  signal?: AbortSignal | undefined
  /**
   * For each image, what to begin with instead of searching: adversarial for another model, tried on this one as it is and
   * enlarged; an image that it never meets, or that has none (null), is not searched. Absent: all are searched anew.
   */
  starts?: readonly (Float32Array | null)[] | undefined
  /** Where a start never meets the criterion, searches nevertheless, as version 1 did: for studies that it has begun. */
  searchesUnmet?: boolean | undefined
  /** Called after each batch with the proportion of the work that is done, 0 … 1. */
  progress?: ((done: number) => void) | undefined
}

/**
 * found: verified. already target: the clean image meets the criterion, ε = 0. not verified: an attack
 * believed in an image that the fresh pass refused; for a stochastic network also when, at the end, noise that no
 * search has seen did so. start failed: no attack found anything.
 */
export type ImageStatus = 'found' | 'start failed' | 'not verified' | 'already target'

export interface ImageResult {
  index: number
  named: number
  status: ImageStatus
  /** Size of the perturbation in the request's norm; null unless found or already target. */
  distance: number | null
  /** Logit difference of the stored image in the criterion's sense, before κ; the clean image's where nothing was found. */
  margin: number
  /** Largest softmax probability of the stored image. */
  confidence: number
  prediction: number
  queries: Queries
  seed: number
  /** Which attack found it; null where none did. */
  attack: string | null
}

export interface AttackResult {
  norm: Norm
  images: ImageResult[]
  /** Stored images, float32 like the request's; the clean one where nothing was found. */
  adversarial: Float32Array
  /** Closest distance that each attack of the chain verified for each image, in the order of the request; Infinity: none. */
  byAttack: Map<string, Float64Array>
}

/** @throws UserError('usage') for settings out of range */
export function checkRequest({
  criterion,
  epsilon,
  norm,
  attacks,
  named,
  indices,
  classes,
  batchSize,
  samples,
}: AttackRequest) {
  checkCriterion(criterion)
  if (epsilon !== null && !(epsilon > 0 && Number.isFinite(epsilon)))
    throw new UserError('usage', `The ε '${epsilon}' is not allowed: give a size above 0, or none.`)
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new UserError(
      'usage',
      `The batch size '${batchSize}' is not allowed: give a whole number, 1 or more.`,
    )
  if (samples !== undefined && (!Number.isInteger(samples) || samples < 1))
    throw new UserError(
      'usage',
      `The number of samples '${samples}' is not allowed: give a whole number, 1 or more.`,
    )
  for (const attack of attacks) {
    if (!attack.norms.includes(norm))
      throw new UserError(
        'usage',
        `The attack ${attack.name} does not measure in ${NORM_NAMES[norm]}: choose another attack, or the norm ${attack.norms.map((name) => NORM_NAMES[name]).join(' or ')}.`,
      )
    if (!attack.goals.includes(criterion.goal))
      throw new UserError(
        'usage',
        `The attack ${attack.name} has no ${criterion.goal} form: choose another attack, or ${attack.goals.join(' or ')} perturbations.`,
      )
    if (attack.needsEpsilon && epsilon === null)
      throw new UserError(
        'usage',
        `The attack ${attack.name} needs a fixed size ε: give one, or choose an attack that looks for the smallest.`,
      )
  }
  if (named.length !== indices.length)
    throw new RangeError(`${named.length} targets for ${indices.length} images`)
  for (let i = 0; i < named.length; i++) {
    if (!(Number.isInteger(named[i]) && named[i]! >= 0 && named[i]! < classes))
      throw new UserError(
        'usage',
        `Image ${indices[i]} has the class '${named[i]}', but the model answers with the classes 0 to ${classes - 1}: give targets of this model.`,
      )
  }
}
