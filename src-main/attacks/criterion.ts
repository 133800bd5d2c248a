/**
 * When an image counts as adversarial, as one number per image: the signed excess, positive where the
 * criterion is met, in units of logits. It is what attacks raise and what the frame checks, so that the
 * two can never disagree about the definition.
 *
 *   margin κ          targeted: z_t − max_{j≠t} z_j > κ;  untargeted: max_{j≠y} z_j − z_y > κ (κ ≥ 0)
 *   confidence p      besides, the class that wins has softmax probability ≥ p: z_w − log Σ_{j≠w} e^{z_j} ≥ log(p/(1−p))
 *
 * (Methods D.1: κ = 0.01; D.3: κ = 0 … 4 as overshoots, p ≥ 0.5 and p ≥ 0.1.) With both, both must hold.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor2D } from '../devices/tf'
import { UserError } from '../contract/errors'

export interface Criterion {
  goal: 'targeted' | 'untargeted'
  /** κ ≥ 0 in logits. */
  margin: number
  /** p, the smallest softmax probability of the winning class, above 0 and below 1; null asks for none. */
  confidence: number | null
}

/** Removes a class from a maximum; no trained network has logits of this size. */
const NEVER = 1e9

/** @throws UserError('usage') when κ or p is out of range */
export function checkCriterion(criterion: Criterion): void {
  const { margin, confidence } = criterion
  if (!(Number.isFinite(margin) && margin >= 0)) {
    throw new UserError('usage', `The margin '${margin}' is not allowed: give a number of logits, 0 or more.`)
  }
  if (confidence !== null && !(confidence > 0 && confidence < 1)) {
    throw new UserError(
      'usage',
      `The confidence '${confidence}' is not allowed: give a probability above 0 and below 1, or none.`,
    )
  }
}

/** What the device needs to know about the criterion of a batch; both are inputs of the graph, not constants. */
export interface DeviceCriterion {
  criterion: Criterion
  /** [n, classes], 1 at the target (targeted) or at the label (untargeted). */
  classes: Tensor2D
  /** κ plus whatever overshoot an attack asks for, [1] or [n]. */
  margin: Tensor1D
}

/**
 * Signed excess [n] of logits [n, classes]; differentiable.
 */
export function excess(logits: Tensor2D, { criterion, classes, margin }: DeviceCriterion): Tensor1D {
  return tf.tidy(() => {
    const named = tf.sum(tf.mul(logits, classes), 1)
    const others = tf.sub(logits, tf.mul(classes, NEVER))
    const rival: Tensor1D = tf.max(others, 1)
    const targeted = criterion.goal === 'targeted'
    const difference: Tensor1D = targeted ? tf.sub(named, rival) : tf.sub(rival, named)
    const above: Tensor1D = tf.sub(difference, margin)
    if (criterion.confidence === null) return above
    const { confidence } = criterion
    // The winner against the rest: log-odds of its probability.
    const winner = targeted ? named : rival
    const rest = targeted ? others : tf.sub(logits, tf.mul(winnerMask(others as Tensor2D), NEVER))
    const odds: Tensor1D = tf.sub(winner, logSumExp(rest as Tensor2D))
    const confident: Tensor1D = tf.sub(odds, Math.log(confidence / (1 - confidence)))
    return tf.minimum(above, confident)
  })
}

/** log Σ exp over classes, [n]. */
function logSumExp(logits: Tensor2D): Tensor1D {
  const top = tf.max(logits, 1, true)
  const sum: Tensor1D = tf.sum(tf.exp(tf.sub(logits, top)), 1)
  return tf.add(tf.squeeze<Tensor1D>(top, [1]), tf.log(sum))
}

/** 1 at the largest entry of each row (at all of them where they tie). */
function winnerMask(logits: Tensor2D): Tensor2D {
  return tf.cast(tf.equal(logits, tf.max(logits, 1, true)), 'float32')
}

/** What one image's logits say about a criterion, in double precision. */
export interface Verdict {
  /** Whether the criterion is met. */
  met: boolean
  /** Logit difference between the winner and its rival in the criterion's sense (before κ is subtracted). */
  margin: number
  /** Largest softmax probability, in (0, 1]. */
  confidence: number
  prediction: number
}

/**
 * Judges row `row` of logits [n, classes].
 * @param named the target (targeted) or the label (untargeted) of the image
 */
export function judge(
  logits: Float32Array,
  classes: number,
  row: number,
  named: number,
  criterion: Criterion,
): Verdict {
  const start = row * classes
  let prediction = 0
  let rival = -Infinity
  for (let k = 0; k < classes; k++) {
    const value = logits[start + k]!
    if (!Number.isFinite(value)) return { met: false, margin: NaN, confidence: NaN, prediction: -1 }
    if (value > logits[start + prediction]!) prediction = k
    if (k !== named && value > rival) rival = value
  }
  const top = logits[start + prediction]!
  let sum = 0
  for (let k = 0; k < classes; k++) sum += Math.exp(logits[start + k]! - top)
  const confidence = 1 / sum
  const own = logits[start + named]!
  const margin = criterion.goal === 'targeted' ? own - rival : rival - own
  const enough = criterion.confidence === null || confidence >= criterion.confidence
  return { met: margin > criterion.margin && enough, margin, confidence, prediction }
}
