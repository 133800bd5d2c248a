/**
 * The model as an attack sees it: how far each image is from meeting the criterion, in which direction
 * that grows, and a count of every question asked. Calls record operations on the device; the caller is
 * inside `tf.tidy` and ends its step with `flush()`.
 *
 * A network that draws noise anew at every pass is asked `samples` times and its answers are averaged
 * (expectation over transformation, Athalye et al. 2018); each of them counts as a query. No noise is drawn twice.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor2D, Tensor4D } from '../devices/tf'
import type { Draws, FrozenNetwork } from '../networks/network'
import { excess } from './criterion'
import type { DeviceCriterion } from './criterion'

/** Queries per image: passes forward, passes backward. */
export interface Queries {
  forward: number
  backward: number
}

/** The part of a network that attacks use. */
export type AttackedNetwork = Pick<FrozenNetwork, 'logits'>

/**
 * A device computes forward-only passes and passes with a gradient by different graphs, whose logits
 * differ in the last bits. Attacks therefore believe an excess only when it is above this proportion of
 * the largest logit, so that what they found passes the frame's fresh forward pass.
 */
const SLACK = 1e-5

/** What an attack climbs: the criterion's own excess, or the logarithm of the target's probability (untargeted: minus the label's). */
export type Objective = 'excess' | 'cross-entropy'

export class Oracle {
  readonly queries: Queries = { forward: 0, backward: 0 }

  /**
   * @param samples forward passes that are averaged for one answer: 1 for a deterministic network
   * @param noise whose noise a stochastic network draws; its passes are counted here
   */
  constructor(
    private readonly network: AttackedNetwork,
    readonly goal: DeviceCriterion,
    private readonly samples = 1,
    private readonly noise?: Omit<Draws, 'pass'>,
  ) {}

  /** Excess minus slack, [n]: positive where the criterion is met for certain. `overshoot` [n] or [1] raises the margin. */
  excess(images: Tensor4D, overshoot?: Tensor1D): Tensor1D {
    return tf.tidy(() => this.cautious(this.logits(images), overshoot))
  }

  /** Excess minus slack [n], and the gradient of the objective with respect to the images, all rows independent. */
  gradient(
    images: Tensor4D,
    objective: Objective = 'excess',
    overshoot?: Tensor1D,
  ): { excess: Tensor1D; gradient: Tensor4D } {
    this.queries.backward += this.samples
    return tf.tidy(() => {
      let logits: Tensor2D | undefined
      const slope = tf.grad((x) => {
        // What leaves the differentiated function sideways would be disposed with it.
        logits = tf.keep(this.logits(x as Tensor4D))
        return tf.sum(objective === 'excess' ? this.raw(logits, overshoot) : this.logProbability(logits))
      })(images) as Tensor4D
      const value = this.cautious(logits!, overshoot)
      logits!.dispose()
      return { excess: value, gradient: slope }
    })
  }

  /** Mean logits over the samples. */
  private logits(images: Tensor4D): Tensor2D {
    const first = this.queries.forward
    this.queries.forward += this.samples
    const answer = (sample: number): Tensor2D =>
      this.network.logits(images, this.noise && { ...this.noise, pass: first + sample })
    let sum = answer(0)
    for (let sample = 1; sample < this.samples; sample++) sum = tf.add(sum, answer(sample))
    return this.samples === 1 ? sum : tf.div(sum, this.samples)
  }

  private raw(logits: Tensor2D, overshoot?: Tensor1D): Tensor1D {
    const value = excess(logits, this.goal)
    return overshoot ? tf.sub(value, overshoot) : value
  }

  private cautious(logits: Tensor2D, overshoot?: Tensor1D): Tensor1D {
    return tf.sub(this.raw(logits, overshoot), tf.mul(tf.max(tf.abs(logits), 1), SLACK))
  }

  private logProbability(logits: Tensor2D): Tensor1D {
    const { classes, criterion } = this.goal
    const own: Tensor1D = tf.sum(tf.mul(tf.logSoftmax(logits), classes), 1)
    return criterion.goal === 'targeted' ? own : tf.neg(own)
  }
}
