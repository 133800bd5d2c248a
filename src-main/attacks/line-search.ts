/**
 * Halving the way from an adversarial image back to the clean one: the boundary between them, to any
 * precision, for one forward pass each. As an attack by itself it is the last touch of "minimal".
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Norm } from './attack'
import { UNFOUND, changing, choose, column, intoBall, iterate, proposal, size } from './rows'
import type { Best } from './rows'

/**
 * The last adversarial point on the way from the clean image to `batch.best`: along the straight line
 * (L2), or through the boxes of growing ε around the clean image (L∞).
 * @param overshoot margin on top of the criterion's, [n] or [1]
 * @param span how much of the way is searched, from its adversarial end: 1 for all of it
 * @returns image and distance; UNFOUND where the start is not adversarial
 */
export async function bisectToBoundary(
  {
    originals,
    best,
    hasBest,
    oracle,
    norm,
    signal,
  }: Pick<AttackBatch, 'originals' | 'best' | 'hasBest' | 'oracle' | 'norm' | 'signal'>,
  steps: number,
  overshoot?: Tensor1D,
  span = 1,
): Promise<Best> {
  const begun = tf.tidy(() => {
    const whole = size(tf.sub(best, originals), norm)
    const isStart = tf.logicalAnd(tf.greater(hasBest, 0), tf.greater(oracle.excess(best, overshoot), 0))
    return {
      image: tf.clone(best),
      distance: tf.where(isStart, whole, tf.fill(whole.shape, UNFOUND)),
      lower: tf.mul(tf.onesLike(whole), changing(1 - span)),
      upper: tf.onesLike(whole),
    }
  })
  const end = await iterate(begun, steps, signal, (state) => {
    const middle: Tensor1D = tf.mul(tf.add(state.lower, state.upper), 0.5)
    const image = onTheWay(originals, best, middle, norm)
    const isMet: Tensor1D = tf.logicalAnd(
      tf.greater(oracle.excess(image, overshoot), 0),
      tf.less(state.distance, UNFOUND),
    )
    return {
      image: choose(isMet, image, state.image),
      distance: tf.where(isMet, size(tf.sub(image, originals), norm), state.distance),
      lower: tf.where(isMet, state.lower, middle),
      upper: tf.where(isMet, middle, state.upper),
    }
  })
  tf.dispose([end.lower, end.upper])
  return { image: end.image, distance: end.distance }
}

/** 0: the clean image, 1: the other one. */
function onTheWay(clean: Tensor4D, other: Tensor4D, proportion: Tensor1D, norm: Norm): Tensor4D {
  const delta: Tensor4D = tf.sub(other, clean)
  if (norm === 'L2') return tf.add(clean, tf.mul(delta, column(proportion)))
  return tf.add(clean, intoBall(delta, tf.mul(size(delta, norm), proportion), norm))
}

/** The search as an attack on what has been found so far. */
export function lineSearch(options: { steps?: number; span?: number } = {}): Attack {
  const { steps = 10, span = 1 } = options
  return {
    name: 'line search',
    settings: { steps, span },
    norms: ['L2', 'Linf'],
    goals: ['targeted', 'untargeted'],
    access: 'decision',
    needsStart: true,
    needsEpsilon: false,
    refines: false,
    propose: async (batch) => proposal(await bisectToBoundary(batch, steps, undefined, span)),
  }
}
