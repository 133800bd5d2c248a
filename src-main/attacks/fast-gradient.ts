/**
 * The fast gradient method (Goodfellow et al. 2015): one step of size ε along the gradient of the
 * cross-entropy, its sign for L∞ (FGSM) and its direction for L2. A lower bound on what any attack finds.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import type { Attack, AttackBatch, Norm, Proposal } from './attack'
import { changing, intoBox, unit } from './rows'

export function fastGradient(): Attack {
  return {
    name: 'FGSM',
    settings: {},
    norms: ['L2', 'Linf'],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: false,
    needsEpsilon: true,
    refines: false,
    propose: (batch) => Promise.resolve(propose(batch)),
  }
}

function propose({ originals, oracle, norm, epsilon }: AttackBatch): Proposal {
  const result = tf.tidy(() => {
    const { gradient } = oracle.gradient(originals, 'cross-entropy')
    const step = tf.mul(steepest(gradient, norm), changing(epsilon!))
    const images: Tensor4D = intoBox(tf.add(originals, step))
    const found = tf.cast<Tensor1D>(tf.greater(oracle.excess(images), 0), 'float32')
    return { images, found }
  })
  flush()
  return result
}

/** The direction of size 1 in the norm along which the gradient promises most. */
export function steepest(gradient: Tensor4D, norm: Norm): Tensor4D {
  return norm === 'L2' ? unit(gradient) : tf.sign(gradient)
}
