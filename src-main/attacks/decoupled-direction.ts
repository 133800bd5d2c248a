/**
 * Decoupled direction and norm, DDN (Rony et al., CVPR 2019, arXiv 1811.09600): gradient steps of fixed
 * length on the cross-entropy, each put back onto a sphere whose radius shrinks by γ while the image is
 * adversarial and grows by γ while it is not. L2. Fast and nearly minimal; no start needed.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Proposal } from './attack'
import { TINY, changing, column, either, intoBox, iterate, keepCloser, l2 } from './rows'
import { nothingFound, proposal, unit, worstSize } from './rows'

export interface DecoupledDirectionOptions {
  /** Passes through the model, forward and backward. */
  steps: number
  /** Radius of the first sphere, L2. */
  initialEpsilon: number
  /** γ, the proportion by which the radius changes. */
  gamma: number
}

/** The paper's; 100 steps are what its tables call DDN-100. */
const DEFAULTS: DecoupledDirectionOptions = { steps: 100, initialEpsilon: 1, gamma: 0.05 }

/** Cosine annealing of the step length goes from 1 to this (L2 of an image in [0,1]). */
const LAST_STEP = 0.01

export function decoupledDirection(options: Partial<DecoupledDirectionOptions> = {}): Attack {
  const settings = { ...DEFAULTS, ...options }
  return {
    name: 'DDN',
    settings: { ...settings },
    norms: ['L2'],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: false,
    needsEpsilon: false,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

async function propose(batch: AttackBatch, settings: DecoupledDirectionOptions): Promise<Proposal> {
  const { originals, oracle } = batch
  const { steps, initialEpsilon, gamma } = settings
  const start = tf.tidy(() => {
    const best = nothingFound(originals)
    return {
      ...best,
      delta: tf.zerosLike(originals),
      epsilon: tf.fill<tf.Rank.R1>([originals.shape[0]], initialEpsilon),
      worst: worstSize(originals, 'L2'),
    }
  })
  const end = await iterate(start, steps, batch.signal, (state, index) => {
    const length = LAST_STEP + ((1 - LAST_STEP) * (1 + Math.cos((Math.PI * index) / steps))) / 2
    const image: Tensor4D = tf.add(originals, state.delta)
    const { excess, gradient } = oracle.gradient(image, 'cross-entropy')
    const best = keepCloser(state, image, l2(state.delta), excess)
    const factor = either(tf.greater(excess, 0), 1 - gamma, 1 + gamma)
    const epsilon: Tensor1D = tf.minimum(tf.mul(state.epsilon, factor), state.worst)
    const moved: Tensor4D = tf.add(state.delta, tf.mul(unit(gradient), changing(length)))
    const onSphere: Tensor4D = tf.mul(moved, column(tf.div(epsilon, tf.maximum(l2(moved), TINY))))
    const delta: Tensor4D = tf.sub(intoBox(tf.add(originals, onSphere)), originals)
    return { ...best, delta, epsilon, worst: state.worst }
  })
  return proposal(end)
}
