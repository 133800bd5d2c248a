/**
 * The walk of the preset "minimal", after Brendel–Bethge's idea with one small problem per step instead of
 * two nested ones. Each step goes to where the linearised boundary meets the line
 *
 *   y(λ) = clip((1 − τ)·x₀ + τ·x + λ·d, 0, 1)      d = the boundary's normal (L2), its signs (L∞)
 *
 * With τ = 0 that is the point of the plane closest to the clean image x₀; τ grows over the run towards 1, so
 * that steps become short, which takes the place of a shrinking trust region.
 *
 * ReLU networks have a boundary of many small facets, among which such a walk gets stuck. In the first part of
 * the run the boundary is therefore measured at randomly shifted points, and the average over steps is the
 * normal of a smoother boundary.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Proposal } from './attack'
import { rowGenerators } from './attack'
import { ontoPlane } from './boundary-projection'
import { boundaryOffset } from './brendel-bethge'
import { rowNoise } from './row-noise'
import { TINY, UNFOUND, changing, column, dot, iterate, keepCloser, l2, nothingFound } from './rows'
import { proposal, size } from './rows'
import type { Best } from './rows'

export interface BoundaryRefinementOptions {
  /** Whether the walk begins at the clean image or at the best that has been found. */
  from: 'clean' | 'best'
  /** Passes through the model, forward and backward. */
  steps: number
  /** Averaging of the boundary's normal over steps. */
  momentum: number
  /** 1 aims at the boundary, more at a little beyond it. */
  overshoot: number
  /** L2 norm of the random shift as a proportion of the perturbation's. */
  shift: number
  /** Proportion of the steps over which the shift falls to zero. */
  shiftedPart: number
  /** τ of the first and of the last step. */
  firstTau: number
  lastTau: number
  /** Tells runs of one chain apart: another run draws other shifts. */
  run: number
}

export const BOUNDARY_REFINEMENT_DEFAULTS: BoundaryRefinementOptions = {
  from: 'best',
  steps: 60,
  momentum: 0.8,
  overshoot: 1.1,
  shift: 1,
  shiftedPart: 0.7,
  firstTau: 0,
  lastTau: 0.9,
  run: 0,
}

export function boundaryRefinement(options: Partial<BoundaryRefinementOptions> = {}): Attack {
  const settings = { ...BOUNDARY_REFINEMENT_DEFAULTS, ...options }
  const refines = settings.from === 'best'
  return {
    name: refines ? 'boundary refinement' : 'boundary walk',
    settings: { ...settings },
    norms: ['L2', 'Linf'],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: refines,
    needsEpsilon: false,
    refines,
    propose: (batch) => propose(batch, settings),
  }
}

/** Newton steps for λ; the next step of the walk mends what is left. */
const NEWTON_STEPS = 3

async function propose(batch: AttackBatch, settings: BoundaryRefinementOptions): Promise<Proposal> {
  const { originals, oracle, norm, signal } = batch
  const { steps, momentum, overshoot, shift, shiftedPart, firstTau, lastTau, run } = settings
  const streams = rowGenerators(batch, `${settings.from} walk ${run}`)
  const start = tf.tidy(() => {
    const best = settings.from === 'clean' ? nothingFound(originals) : bestSoFar(batch)
    return { ...best, x: tf.clone(best.image), normal: tf.zerosLike(originals) }
  })
  const end = await iterate(start, steps, signal, (state, index) => {
    // A graph with and one without shifts, not one for every step.
    const share = shift * Math.max(0, 1 - index / (shiftedPart * steps))
    const x =
      share > 0 ? shifted(state.x, originals, rowNoise(streams, originals.shape, 'uniform'), share) : state.x
    const { excess, gradient } = oracle.gradient(x)
    const best = keepCloser(state, x, size(tf.sub(x, originals), norm), excess)
    const memory = changing(index === 0 ? 0 : momentum)
    const normal: Tensor4D = tf.add(tf.mul(state.normal, memory), tf.mul(gradient, tf.sub(1, memory)))
    const slope: Tensor1D = tf.maximum(l2(normal), TINY)
    const direction: Tensor4D = tf.div(normal, column(slope))
    const goal: Tensor1D = tf.add(dot(direction, x), boundaryOffset(excess, slope, overshoot))
    const tau = changing(firstTau + ((lastTau - firstTau) * index) / Math.max(1, steps - 1))
    const base: Tensor4D = tf.add(tf.mul(originals, tf.sub(1, tau)), tf.mul(state.x, tau))
    const along = norm === 'L2' ? direction : tf.sign(direction)
    return {
      ...best,
      x: ontoPlane({ base, normal: direction, direction: along, low: 0, high: 1, goal }, NEWTON_STEPS).point,
      normal,
    }
  })
  tf.dispose([end.x, end.normal])
  return proposal({ image: end.image, distance: end.distance })
}

function bestSoFar({ originals, best, hasBest, norm }: AttackBatch): Best {
  const distance = size(tf.sub(best, originals), norm)
  return {
    image: tf.clone(best),
    distance: tf.where(tf.greater(hasBest, 0), distance, tf.fill(distance.shape, UNFOUND)),
  }
}

/** x moved by noise [n, h, w, c] of variance 1, scaled to `share` of the perturbation's L2 norm. */
function shifted(x: Tensor4D, originals: Tensor4D, noise: Tensor4D, share: number): Tensor4D {
  const [, height, width, channels] = x.shape
  const scale: Tensor1D = tf.mul(
    l2(tf.sub(x, originals)),
    changing(share / Math.sqrt(height * width * channels)),
  )
  return tf.add(x, tf.mul(noise, column(scale)))
}
