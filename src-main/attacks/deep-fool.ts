/**
 * DeepFool (Moosavi-Dezfooli et al. 2016): repeated steps to the nearest linearised boundary, L2 and L∞,
 * untargeted. Here the boundary is that of the strongest other class at each step (one gradient instead of one
 * per class): the same fixed point, and as many passes as steps.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Norm, Proposal } from './attack'
import {
  TINY,
  changing,
  column,
  intoBox,
  iterate,
  keepCloser,
  l2,
  nothingFound,
  proposal,
  size,
} from './rows'

export interface DeepFoolOptions {
  steps: number
  /** Proportion by which the total perturbation goes beyond the boundary. */
  overshoot: number
}

const DEFAULTS: DeepFoolOptions = { steps: 50, overshoot: 0.02 }

export function deepFool(options: Partial<DeepFoolOptions> = {}): Attack {
  const settings = { ...DEFAULTS, ...options }
  return {
    name: 'DeepFool',
    settings: { ...settings },
    norms: ['L2', 'Linf'],
    goals: ['untargeted'],
    access: 'gradient',
    needsStart: false,
    needsEpsilon: false,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

async function propose(batch: AttackBatch, { steps, overshoot }: DeepFoolOptions): Promise<Proposal> {
  const { originals, oracle, norm, signal } = batch
  const start = tf.tidy(() => ({ ...nothingFound(originals), delta: tf.zerosLike(originals) }))
  const end = await iterate(start, steps, signal, (state) => {
    const image = intoBox(tf.add(originals, tf.mul(state.delta, changing(1 + overshoot))))
    const { excess, gradient } = oracle.gradient(image)
    const best = keepCloser(state, image, size(tf.sub(image, originals), norm), excess)
    const missing: Tensor1D = tf.relu(tf.neg(excess))
    return { ...best, delta: tf.add<Tensor4D>(state.delta, shortestStep(gradient, missing, norm)) }
  })
  end.delta.dispose()
  return proposal({ image: end.image, distance: end.distance })
}

/** The smallest step, in the norm, that raises a linear function with this gradient by `missing` [n]. */
function shortestStep(gradient: Tensor4D, missing: Tensor1D, norm: Norm): Tensor4D {
  if (norm === 'L2')
    return tf.mul(gradient, column(tf.div(missing, tf.maximum(tf.square(l2(gradient)), TINY))))
  const slope = tf.maximum(tf.sum(tf.abs(gradient), [1, 2, 3]), TINY)
  return tf.mul(tf.sign(gradient), column(tf.div(missing, slope)))
}
