/**
 * What makes a result untrustworthy (after Athalye et al. 2018 and Carlini et al. 2019): which guard found it, and its
 * numbers; whoever stores or shows it makes the sentence. Guards never change a result.
 */
import * as tf from '../devices/tf'
import type { Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import type { DeviceCriterion } from './criterion'
import type { Draws } from '../networks/network'
import { Oracle } from './oracle'
import type { AttackedNetwork } from './oracle'
import type { AttackResult } from './run-attack'

/** What a guard found, with the numbers that belong to it: `images` of `of` images; medians of ε, null where censored. */
export type Warning =
  | { guard: 'randomised model' }
  | { guard: 'softmax output' }
  | { guard: 'zero gradient'; images: number; of: number }
  | { guard: 'constant gradient'; of: number }
  | { guard: 'non-finite gradient'; images: number; of: number }
  | { guard: 'black box beats white box'; images: number; of: number }
  | { guard: 'already target'; images: number; of: number }
  | { guard: 'incomplete success'; images: number; of: number }
  | { guard: 'not verified'; images: number; of: number }
  | { guard: 'samples change the answer'; samples: number; once: number | null; twice: number | null }

/** What the device says about a model on a few images. */
interface Observation {
  first: Float32Array
  second: Float32Array
  gradients: Float32Array
  classes: number
}

/**
 * Looks at the model before an attack: two passes over the same images, and one gradient.
 * @param images [n, height, width, channels], a few clean ones, two or more; @param goal of these images
 * @param samples passes that the attack averages per question
 */
export async function inspectModel(
  network: AttackedNetwork,
  images: Tensor4D,
  goal: DeviceCriterion,
  samples = 1,
): Promise<Warning[]> {
  const rows = Int32Array.from({ length: images.shape[0] }, (_, row) => row)
  const draws = (pass: number): Draws => ({ seed: 0, purpose: 'guards', pass, rows })
  // Separate flushes: within one graph the device would merge two equal passes into one.
  const first = network.logits(images, draws(0))
  flush()
  const second = network.logits(images, draws(1))
  flush()
  const slopes = tf.tidy(
    () =>
      new Oracle(network, goal, 1, { seed: 0, purpose: 'gradient of the guards', rows }).gradient(images)
        .gradient,
  )
  flush()
  try {
    return judgeModel(
      {
        first: await first.data<'float32'>(),
        second: await second.data<'float32'>(),
        gradients: await slopes.data<'float32'>(),
        classes: first.shape[1],
      },
      samples,
    )
  } finally {
    tf.dispose([first, second, slopes])
  }
}

function judgeModel({ first, second, gradients, classes }: Observation, samples: number): Warning[] {
  const warnings: Warning[] = []
  const count = first.length / classes
  if (samples === 1 && first.some((value, i) => value !== second[i])) {
    warnings.push({ guard: 'randomised model' })
  }
  if (looksLikeSoftmax(first, classes)) {
    warnings.push({ guard: 'softmax output' })
  }
  const length = gradients.length / count
  const rows = Array.from({ length: count }, (_, i) => gradients.subarray(i * length, (i + 1) * length))
  const broken = rows.filter((row) => !row.every(Number.isFinite)).length
  if (broken > 0) {
    warnings.push({ guard: 'non-finite gradient', images: broken, of: count })
  }
  const flat = rows.filter((row) => row.every((value) => value === 0)).length
  if (flat > 0) {
    warnings.push({ guard: 'zero gradient', images: flat, of: count })
  }
  const [reference, ...others] = rows
  if (
    reference &&
    others.length > 0 &&
    flat === 0 &&
    others.every((row) => row.every((value, i) => value === reference[i]))
  ) {
    warnings.push({ guard: 'constant gradient', of: count })
  }
  return warnings
}

/** Float32 sums of probabilities miss 1 by less than this. */
const SUM_TOLERANCE = 1e-4

function looksLikeSoftmax(outputs: Float32Array, classes: number): boolean {
  for (let start = 0; start < outputs.length; start += classes) {
    let sum = 0
    for (let k = 0; k < classes; k++) {
      const value = outputs[start + k]!
      if (!(value >= 0)) return false
      sum += value
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) return false
  }
  return outputs.length > 0
}

/** Looks at a finished result. */
export function inspectResult({ images }: Pick<AttackResult, 'images'>): Warning[] {
  const warnings: Warning[] = []
  const having = (status: string): number => images.filter((image) => image.status === status).length
  const already = having('already target')
  const counted = images.length - already
  if (already > 0) {
    warnings.push({ guard: 'already target', images: already, of: images.length })
  }
  const missing = counted - having('found')
  if (missing > 0) {
    warnings.push({ guard: 'incomplete success', images: missing, of: counted })
  }
  const refused = having('not verified')
  if (refused > 0) {
    warnings.push({ guard: 'not verified', images: refused, of: images.length })
  }
  return warnings
}

/** By how much closer a black-box result must be to count: less is rounding of a search. */
const CLEARLY_CLOSER = 0.99

/**
 * Whether an attack without gradients, which began at images of the data set and never saw what the others found,
 * came closer than they did: with so few questions it has no chance against a gradient that means anything.
 * A search that goes on from what gradients have found (line-search.ts) is none of that kind.
 * @param found smallest distances of attacks with gradients; null where they found nothing, which other guards say
 * @param blackBox of the same images
 */
export function inspectBlackBox(
  found: readonly (number | null)[],
  blackBox: readonly (number | null)[],
): Warning[] {
  const beaten = found.filter((distance, i) => {
    const other = blackBox[i] ?? null
    return distance !== null && other !== null && other < CLEARLY_CLOSER * distance
  }).length
  if (beaten === 0) return []
  return [{ guard: 'black box beats white box', images: beaten, of: found.length }]
}

/** Medians that differ by more than this proportion are different answers. */
const SAME_ANSWER = 0.05

/**
 * Whether averaging over more samples changes what was found for a stochastic model.
 * @param medians of ε with `samples` and with twice as many samples; null where censored
 */
export function inspectSamples(
  samples: number,
  medians: { once: number | null; twice: number | null },
): Warning[] {
  const { once, twice } = medians
  const isSame =
    once === null || twice === null ? once === twice : Math.abs(twice - once) <= SAME_ANSWER * once
  if (isSame) return []
  return [{ guard: 'samples change the answer', samples, once, twice }]
}
