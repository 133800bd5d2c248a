/**
 * Fast minimum-norm, FMN (Pintor et al., NeurIPS 2021, arXiv 2102.12827): gradient steps of cosine-annealed
 * length on the logit margin, each projected into a ball whose radius ε follows the distance of the
 * boundary: shrinks by γ while the image is adversarial, grows by γ while it is not. L2 and L∞.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Norm, Proposal } from './attack'
import { rowNoise } from './row-noise'
import { rowGenerators } from './attack'
import { TINY, UNFOUND, changing, intoBall, intoBox, iterate, keepCloser } from './rows'
import { l2, nothingFound, proposal, size, unit, worstSize } from './rows'

export interface FastMinimumNormOptions {
  /** Passes through the model, forward and backward. */
  steps: number
  /** Length of the first gradient step, L2; the last is `minimumStep`. */
  maximumStep: number
  minimumStep: number
  /** γ of the first step; the last is 0.001. */
  gamma: number
  /** Whether to go on from the best image so far rather than from the clean one. */
  fromBest: boolean
  /**
   * Whether to search inside the ball of the closest that any attack has found. From a far start it is then a search in
   * another direction, at once as far away as the boundary, instead of a slow way back.
   */
  inside: boolean
  /** Standard deviation of normal noise on the clean image to begin from, of intensities in [0,1]; 0: none. */
  noise: number
  /** Names the noise: another number draws other noise. */
  run: number
}

/** Foolbox's. */
const DEFAULTS: FastMinimumNormOptions = {
  steps: 100,
  maximumStep: 1,
  minimumStep: 0.01,
  gamma: 0.05,
  fromBest: false,
  inside: false,
  noise: 0,
  run: 0,
}

const LAST_GAMMA = 0.001

export function fastMinimumNorm(options: Partial<FastMinimumNormOptions> = {}): Attack {
  const settings = { ...DEFAULTS, ...options }
  return {
    name: 'FMN',
    settings: { ...settings },
    norms: ['L2', 'Linf'],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: settings.fromBest,
    needsEpsilon: false,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

async function propose(batch: AttackBatch, settings: FastMinimumNormOptions): Promise<Proposal> {
  const { originals, oracle, norm } = batch
  const { steps, maximumStep, minimumStep, gamma } = settings
  const annealed = (first: number, last: number, index: number): number =>
    last + ((first - last) * (1 + Math.cos((Math.PI * index) / steps))) / 2
  const start = tf.tidy(() => {
    const worst = worstSize(originals, norm)
    return {
      ...nothingFound(originals),
      delta: firstDelta(batch, settings),
      epsilon: worst,
      worst: tf.clone(worst),
      limit: settings.inside ? tf.clone(batch.closest) : tf.fill<tf.Rank.R1>(worst.shape, UNFOUND),
    }
  })
  const end = await iterate(start, steps, batch.signal, (state, index) => {
    const image: Tensor4D = tf.add(originals, state.delta)
    const { excess, gradient } = oracle.gradient(image)
    const distance = size(state.delta, norm)
    const best = keepCloser(state, image, distance, excess)
    const epsilon = nextEpsilon(
      state,
      tf.minimum(best.distance, state.limit),
      distance,
      excess,
      gradient,
      norm,
      annealed(gamma, LAST_GAMMA, index),
    )
    const step = changing(annealed(maximumStep, minimumStep, index))
    const moved: Tensor4D = tf.add(state.delta, tf.mul(unit(gradient), step))
    const delta: Tensor4D = tf.sub(intoBox(tf.add(originals, intoBall(moved, epsilon, norm))), originals)
    return { ...best, delta, epsilon, worst: state.worst, limit: state.limit }
  })
  return proposal(end)
}

function firstDelta(
  batch: AttackBatch,
  { fromBest, noise, run }: Pick<FastMinimumNormOptions, 'fromBest' | 'noise' | 'run'>,
): Tensor4D {
  const { originals, best } = batch
  if (fromBest) return tf.sub(best, originals)
  if (noise === 0) return tf.zerosLike(originals)
  const drawn = rowNoise(rowGenerators(batch, `FMN ${run}`), originals.shape, 'normal')
  return tf.sub(intoBox(tf.add(originals, tf.mul(drawn, noise))), originals)
}

/** The radius of the next ball, [n]: estimated from the gradient until something has been found. */
function nextEpsilon(
  { epsilon, worst }: { epsilon: Tensor1D; worst: Tensor1D },
  bestDistance: Tensor1D,
  distance: Tensor1D,
  excess: Tensor1D,
  gradient: Tensor4D,
  norm: Norm,
  gamma: number,
): Tensor1D {
  const change = changing(gamma)
  // The slope of the margin in the dual norm: L2 for L2, L1 for L∞.
  const slope: Tensor1D = norm === 'L2' ? l2(gradient) : tf.sum(tf.abs(gradient), [1, 2, 3])
  const estimated: Tensor1D = tf.add(distance, tf.div(tf.abs(excess), tf.maximum(slope, TINY)))
  const shrunk: Tensor1D = tf.minimum(tf.mul(epsilon, tf.sub(1, change)), bestDistance)
  const grown: Tensor1D = tf.mul(epsilon, tf.add(1, change))
  const outside: Tensor1D = tf.where(tf.less(bestDistance, UNFOUND), grown, estimated)
  return tf.minimum(tf.where(tf.greater(excess, 0), shrunk, outside), worst)
}
