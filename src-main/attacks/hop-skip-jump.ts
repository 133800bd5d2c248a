/**
 * HopSkipJump (Chen et al. 2020, arXiv 1904.02144), decision-based, L2 and L∞: at the boundary the gradient's
 * direction is estimated from the answers to random shifts, a step along it is halved until it is adversarial,
 * and halving towards the clean image leads back to the boundary.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import type { Attack, AttackBatch, Norm, Proposal } from './attack'
import { rowGenerators } from './attack'
import type { Generator } from '../random/generator'
import { steepest } from './fast-gradient'
import { bisectToBoundary } from './line-search'
import { UNFOUND, changing, choose, column, intoBox, iterate, proposal, size, unit } from './rows'
import type { Best } from './rows'
import { rowNoise } from './row-noise'

export interface HopSkipJumpOptions {
  iterations: number
  /** Shifts of the first estimate; they grow with the square root of the iteration. */
  initialEvaluations: number
  maximumEvaluations: number
  binarySearchSteps: number
}

const DEFAULTS: HopSkipJumpOptions = {
  iterations: 32,
  initialEvaluations: 50,
  maximumEvaluations: 500,
  binarySearchSteps: 12,
}

/** Halvings of a step before it counts as failed. */
const STEP_HALVINGS = 10
/** Radius of the shifts around the boundary, as a proportion of the distance. */
const SHIFT = 0.01

export function hopSkipJump(options: Partial<HopSkipJumpOptions> = {}): Attack {
  const settings = { ...DEFAULTS, ...options }
  return {
    name: 'HopSkipJump',
    settings: { ...settings },
    norms: ['L2', 'Linf'],
    goals: ['targeted', 'untargeted'],
    access: 'decision',
    needsStart: true,
    needsEpsilon: false,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

async function propose(batch: AttackBatch, settings: HopSkipJumpOptions): Promise<Proposal> {
  const { originals } = batch
  const streams = rowGenerators(batch, 'HopSkipJump')
  const isStart: Tensor1D = tf.ones([originals.shape[0]])
  let best = await bisectToBoundary(batch, settings.binarySearchSteps)
  for (let iteration = 1; iteration <= settings.iterations; iteration++) {
    const evaluations = Math.min(
      settings.maximumEvaluations,
      Math.round(settings.initialEvaluations * Math.sqrt(iteration)),
    )
    const direction = await estimateDirection(batch, best, streams, evaluations)
    const stepped = await step(batch, best, direction, iteration)
    direction.dispose()
    const back = await bisectToBoundary(
      { ...batch, best: stepped, hasBest: isStart },
      settings.binarySearchSteps,
    )
    stepped.dispose()
    const kept = tf.tidy(() => {
      const isCloser: Tensor1D = tf.logicalAnd(
        tf.less(back.distance, best.distance),
        tf.less(best.distance, UNFOUND),
      )
      return {
        image: choose(isCloser, back.image, best.image),
        distance: tf.where(isCloser, back.distance, best.distance),
      }
    })
    flush()
    tf.dispose([back, best])
    best = kept
  }
  isStart.dispose()
  return proposal(best)
}

/** Mean of random unit directions, each with the sign of the answer there, minus the mean answer (their baseline). */
async function estimateDirection(
  { originals, oracle, norm, signal }: AttackBatch,
  best: Best,
  streams: Generator[],
  evaluations: number,
): Promise<Tensor4D> {
  const start = tf.tidy(() => ({
    weighted: tf.zerosLike(originals),
    plain: tf.zerosLike(originals),
    answers: tf.zeros<tf.Rank.R1>([originals.shape[0]]),
  }))
  const sums = await iterate(start, evaluations, signal, (state) => {
    const shift = unit(rowNoise(streams, originals.shape, 'normal'))
    const radius: Tensor1D = tf.mul(size(tf.sub(best.image, originals), 'L2'), SHIFT)
    const image = intoBox(tf.add(best.image, tf.mul(shift, column(radius))))
    const answer: Tensor1D = tf.sub(tf.mul(tf.cast(tf.greater(oracle.excess(image), 0), 'float32'), 2), 1)
    return {
      weighted: tf.add<Tensor4D>(state.weighted, tf.mul(shift, column(answer))),
      plain: tf.add<Tensor4D>(state.plain, shift),
      answers: tf.add<Tensor1D>(state.answers, answer),
    }
  })
  const direction = tf.tidy(() => {
    const mean: Tensor1D = tf.div(sums.answers, changing(evaluations))
    const estimate: Tensor4D = tf.sub(sums.weighted, tf.mul(sums.plain, column(mean)))
    // All answers alike: the baseline leaves nothing, and the plain mean with its sign is the estimate.
    const isUniform: Tensor1D = tf.greater(tf.abs(mean), 1 - 1e-6)
    return steepest(choose(isUniform, sums.weighted, estimate), norm satisfies Norm)
  })
  flush()
  tf.dispose(sums)
  return direction
}

/** A step of distance/√iteration along the direction, halved until the image is adversarial; else none. */
async function step(
  { originals, oracle, norm, signal }: AttackBatch,
  best: Best,
  direction: Tensor4D,
  iteration: number,
): Promise<Tensor4D> {
  const start = tf.tidy(() => ({
    image: tf.clone(best.image),
    done: tf.zeros<tf.Rank.R1>([originals.shape[0]]),
    length: tf.mul<Tensor1D>(size(tf.sub(best.image, originals), norm), changing(1 / Math.sqrt(iteration))),
  }))
  const end = await iterate(start, STEP_HALVINGS, signal, (state) => {
    const image = intoBox(tf.add(best.image, tf.mul(direction, column(state.length))))
    const isFirst: Tensor1D = tf.logicalAnd(tf.greater(oracle.excess(image), 0), tf.less(state.done, 0.5))
    return {
      image: choose(isFirst, image, state.image),
      done: tf.maximum<Tensor1D>(state.done, tf.cast(isFirst, 'float32')),
      length: tf.mul<Tensor1D>(state.length, 0.5),
    }
  })
  tf.dispose([end.done, end.length])
  return end.image
}
