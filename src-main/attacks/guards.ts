/**
 * What makes a result untrustworthy, said in one sentence each and stored with the result (after Athalye et
 * al. 2018 and Carlini et al. 2019). Guards never change a result.
 */
import * as tf from '../devices/tf'
import type { Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import type { DeviceCriterion } from './criterion'
import { Oracle } from './oracle'
import type { AttackedNetwork } from './oracle'
import type { AttackResult } from './run-attack'

export type GuardName =
  | 'randomised model'
  | 'softmax output'
  | 'zero gradient'
  | 'constant gradient'
  | 'non-finite gradient'
  | 'black box beats white box'
  | 'already target'
  | 'incomplete success'
  | 'not verified'
  | 'samples change the answer'

export interface Warning {
  guard: GuardName
  sentence: string
}

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
 */
export async function inspectModel(
  network: AttackedNetwork,
  images: Tensor4D,
  goal: DeviceCriterion,
): Promise<Warning[]> {
  // Separate flushes: within one graph the device would merge two equal passes into one.
  const first = network.logits(images)
  flush()
  const second = network.logits(images)
  flush()
  const slopes = tf.tidy(() => new Oracle(network, goal).gradient(images).gradient)
  flush()
  try {
    return judgeModel({
      first: await first.data<'float32'>(),
      second: await second.data<'float32'>(),
      gradients: await slopes.data<'float32'>(),
      classes: first.shape[1],
    })
  } finally {
    tf.dispose([first, second, slopes])
  }
}

function judgeModel({ first, second, gradients, classes }: Observation): Warning[] {
  const warnings: Warning[] = []
  const count = first.length / classes
  if (first.some((value, i) => value !== second[i])) {
    warnings.push({
      guard: 'randomised model',
      sentence:
        'Two passes over the same images gave different logits: the model is stochastic, and perturbations found with one sample per question are not reliable; set the number of samples above 1.',
    })
  }
  if (looksLikeSoftmax(first, classes)) {
    warnings.push({
      guard: 'softmax output',
      sentence:
        'The outputs of the model are probabilities (not negative, with a sum of 1) rather than logits: gradients vanish where it is certain, and perturbations come out too large; give the model without its softmax.',
    })
  }
  const length = gradients.length / count
  const rows = Array.from({ length: count }, (_, i) => gradients.subarray(i * length, (i + 1) * length))
  const broken = rows.filter((row) => !row.every(Number.isFinite)).length
  if (broken > 0) {
    warnings.push({
      guard: 'non-finite gradient',
      sentence: `The gradient of ${broken} of ${count} clean images holds NaN or infinity: attacks that use gradients fail on them.`,
    })
  }
  const flat = rows.filter((row) => row.every((value) => value === 0)).length
  if (flat > 0) {
    warnings.push({
      guard: 'zero gradient',
      sentence: `The gradient of ${flat} of ${count} clean images is zero everywhere: the model hides its gradient (rounding, saturation), and attacks that use it overestimate robustness; compare with a decision-based attack.`,
    })
  }
  const [reference, ...others] = rows
  if (
    reference &&
    others.length > 0 &&
    flat === 0 &&
    others.every((row) => row.every((value, i) => value === reference[i]))
  ) {
    warnings.push({
      guard: 'constant gradient',
      sentence: `All ${count} clean images have the same gradient: the model is linear, or its gradient does not depend on the image.`,
    })
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

/** Black-box attacks win by chance on single images; on more than this proportion, gradients mislead. */
const BLACK_BOX_SHARE = 0.05
/** By how much closer a black-box result must be to count: less is rounding of a search. */
const CLEARLY_CLOSER = 0.99

/**
 * Looks at a finished result.
 * @param blackBox names of the decision-based attacks of the chain
 */
export function inspectResult(
  { images, byAttack }: AttackResult,
  blackBox: readonly string[] = [],
): Warning[] {
  const warnings: Warning[] = []
  const having = (status: string): number => images.filter((image) => image.status === status).length
  const already = having('already target')
  const counted = images.length - already
  if (already > 0) {
    warnings.push({
      guard: 'already target',
      sentence: `${already} of ${images.length} clean images already meet the criterion: their ε is 0 and they are left out of the statistics.`,
    })
  }
  const missing = counted - having('found')
  if (missing > 0) {
    warnings.push({
      guard: 'incomplete success',
      sentence: `For ${missing} of ${counted} images no perturbation was found: quantiles are given instead of the mean, and the spectrum covers the other images only.`,
    })
  }
  const refused = having('not verified')
  if (refused > 0) {
    warnings.push({
      guard: 'not verified',
      sentence: `${refused} of ${images.length} perturbations did not withstand a fresh forward pass and were rejected.`,
    })
  }
  const beaten = blackBoxWins(byAttack, blackBox, images.length)
  if (beaten > BLACK_BOX_SHARE * counted) {
    warnings.push({
      guard: 'black box beats white box',
      sentence: `An attack without gradients found smaller perturbations than all with gradients for ${beaten} of ${counted} images: the model's gradient misleads, and its robustness is overestimated.`,
    })
  }
  return warnings
}

function blackBoxWins(
  byAttack: AttackResult['byAttack'],
  blackBox: readonly string[],
  count: number,
): number {
  const closest = (wanted: boolean, row: number): number =>
    Math.min(
      Infinity,
      ...[...byAttack].filter(([name]) => blackBox.includes(name) === wanted).map(([, found]) => found[row]!),
    )
  let wins = 0
  for (let row = 0; row < count; row++)
    if (closest(true, row) < CLEARLY_CLOSER * closest(false, row)) wins += 1
  return wins
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
  return [
    {
      guard: 'samples change the answer',
      sentence: `With ${2 * samples} instead of ${samples} samples per question the median ε is ${twice ?? 'censored'} instead of ${once ?? 'censored'}: ${samples} samples are too few for this model.`,
    },
  ]
}
