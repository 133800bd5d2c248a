/**
 * The refinement of "minimal", after Brendel–Bethge's idea with one small problem per step instead of two
 * nested ones: from the best adversarial image, go along the linearised boundary towards the clean image.
 *
 *   L2   y = the point on the plane closest to (1 − τ)·x₀ + τ·x: τ grows from 0 (straight to the closest
 *        point) to nearly 1 (small steps), which takes the place of a shrinking trust region
 *   L∞   y = the point on the plane closest to x within ε of x₀, with ε = the best so far, shrinking by γ while
 *        the image is adversarial and growing by γ while it is not (as in FMN)
 *
 * ReLU networks have a boundary with many small facets, along which such a walk gets stuck. In the first
 * part of the run the boundary is therefore measured at randomly shifted points, by as much as the
 * perturbation is large (L2), and the average over steps is the normal of a smoother boundary.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Generator } from '../random/generator'
import type { Attack, AttackBatch, Norm, Proposal } from './attack'
import { rowGenerators } from './attack'
import { ontoPlane } from './boundary-projection'
import { boundaryOffset } from './brendel-bethge'
import { TINY, UNFOUND, changing, column, dot, iterate, keepCloser, l2, proposal, size } from './rows'
import type { State } from './rows'

export interface BoundaryRefinementOptions {
  /** Passes through the model, forward and backward. */
  steps: number
  /** Averaging of the boundary's normal. */
  momentum: number
  /** 1 aims at the boundary, more at a little beyond it. */
  overshoot: number
  /** Size of the random shift as a proportion of the perturbation's L2 norm (L2) or of ε per pixel (L∞). */
  shift: number
  /** Proportion of the steps over which the shift falls to zero. */
  shiftedPart: number
  /** L2: τ of the last step. */
  lastTau: number
  /** L∞: γ of the first and of the last step. */
  firstGamma: number
  lastGamma: number
  /** Tells runs of one chain apart: another run draws other shifts. */
  run: number
}

export const BOUNDARY_REFINEMENT_DEFAULTS: Record<Norm, BoundaryRefinementOptions> = {
  L2: {
    steps: 60,
    momentum: 0.8,
    overshoot: 1.1,
    shift: 1,
    shiftedPart: 0.7,
    lastTau: 0.9,
    firstGamma: 0,
    lastGamma: 0,
    run: 0,
  },
  Linf: {
    steps: 60,
    momentum: 0.8,
    overshoot: 1.1,
    shift: 0.1,
    shiftedPart: 0.5,
    lastTau: 0,
    firstGamma: 0.1,
    lastGamma: 0.005,
    run: 0,
  },
}

export function boundaryRefinement(norm: Norm, options: Partial<BoundaryRefinementOptions> = {}): Attack {
  const settings = { ...BOUNDARY_REFINEMENT_DEFAULTS[norm], ...options }
  return {
    name: 'boundary refinement',
    settings: { ...settings },
    norms: [norm],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: true,
    needsEpsilon: false,
    refines: true,
    propose: (batch) => propose(batch, settings),
  }
}

interface Walk extends State {
  image: Tensor4D
  distance: Tensor1D
  x: Tensor4D
  normal: Tensor4D
  /** L∞ only: the size of the current box. */
  epsilon: Tensor1D
}

async function propose(batch: AttackBatch, settings: BoundaryRefinementOptions): Promise<Proposal> {
  const { originals, oracle, norm, signal } = batch
  const { steps, momentum, overshoot } = settings
  const streams = rowGenerators(batch, `boundary refinement ${settings.run}`)
  const start = tf.tidy((): Walk => {
    const distance = size(tf.sub(batch.best, originals), norm)
    return {
      image: tf.clone(batch.best),
      distance: tf.where(tf.greater(batch.hasBest, 0), distance, tf.fill(distance.shape, UNFOUND)),
      x: tf.clone(batch.best),
      normal: tf.zerosLike(originals),
      epsilon: tf.clone(distance),
    }
  })
  const end = await iterate(start, steps, signal, (state, index) => {
    const shift = settings.shift * Math.max(0, 1 - index / (settings.shiftedPart * steps))
    // A graph with and one without shifts, not one for every step.
    const x = shift > 0 ? shifted(state, originals, streams, changing(shift), norm) : state.x
    const { excess, gradient } = oracle.gradient(x)
    const best = keepCloser(state, x, size(tf.sub(x, originals), norm), excess)
    const share = changing(index === 0 ? 0 : momentum)
    const normal: Tensor4D = tf.add(tf.mul(state.normal, share), tf.mul(gradient, tf.sub(1, share)))
    const length: Tensor1D = tf.maximum(l2(normal), TINY)
    const direction: Tensor4D = tf.div(normal, column(length))
    const goal: Tensor1D = tf.add(dot(direction, x), boundaryOffset(excess, length, overshoot))
    const plane = { originals, x, direction, goal }
    const progress = index / Math.max(1, steps - 1)
    if (norm === 'L2') {
      const next = stepL2(plane, changing(settings.lastTau * progress))
      return { ...best, x: next, normal, epsilon: state.epsilon }
    }
    const epsilon = nextEpsilon(state.epsilon, best.distance, excess, annealedGamma(settings, index))
    return { ...best, x: stepLinf(plane, epsilon), normal, epsilon }
  })
  tf.dispose([end.x, end.normal, end.epsilon])
  return proposal({ image: end.image, distance: end.distance })
}

interface Plane {
  originals: Tensor4D
  x: Tensor4D
  direction: Tensor4D
  goal: Tensor1D
}

/** Newton steps for the multiplier; the next step of the walk mends what is left. */
const NEWTON_STEPS = { L2: 3, Linf: 4 } as const

function stepL2({ originals, x, direction, goal }: Plane, tau: tf.Scalar): Tensor4D {
  const base: Tensor4D = tf.add(tf.mul(originals, tf.sub(1, tau)), tf.mul(x, tau))
  return ontoPlane(base, direction, 0, 1, goal, NEWTON_STEPS.L2).point
}

function stepLinf({ originals, x, direction, goal }: Plane, epsilon: Tensor1D): Tensor4D {
  const low = tf.maximum(tf.sub(originals, column(epsilon)), 0)
  const high = tf.minimum(tf.add(originals, column(epsilon)), 1)
  return ontoPlane(x, direction, low, high, goal, NEWTON_STEPS.Linf).point
}

function nextEpsilon(epsilon: Tensor1D, best: Tensor1D, excess: Tensor1D, gamma: tf.Scalar): Tensor1D {
  const changed: Tensor1D = tf.mul(epsilon, tf.where(tf.greater(excess, 0), fillLike(excess, tf.sub(1, gamma)), fillLike(excess, tf.add(1, gamma))))
  return tf.minimum(changed, best)
}

function annealedGamma({ firstGamma, lastGamma, steps }: BoundaryRefinementOptions, index: number): tf.Scalar {
  return changing(lastGamma + ((firstGamma - lastGamma) * (1 + Math.cos((Math.PI * index) / steps))) / 2)
}

function fillLike(rows: Tensor1D, value: tf.Tensor): Tensor1D {
  return tf.mul(tf.onesLike(rows), value)
}

/** Uniform noise of variance 1 has this half-width. */
const HALF_WIDTH = Math.sqrt(3)

/** The image moved by noise: of `shift` times the perturbation's norm (L2), or of `shift`·ε per pixel (L∞). */
function shifted({ x, epsilon }: Walk, originals: Tensor4D, streams: Generator[], shift: tf.Scalar, norm: Norm): Tensor4D {
  const [n, height, width, channels] = x.shape
  const length = height * width * channels
  const noise = new Float32Array(n * length)
  for (let row = 0; row < n; row++) {
    const stream = streams[row]!
    for (let i = row * length; i < (row + 1) * length; i++) noise[i] = HALF_WIDTH * (2 * stream.uniform() - 1)
  }
  const scale: Tensor1D = norm === 'L2' ? tf.div(l2(tf.sub(x, originals)), Math.sqrt(length)) : epsilon
  return tf.add(x, tf.mul(tf.tensor4d(noise, x.shape), column(tf.mul(scale, shift))))
}
