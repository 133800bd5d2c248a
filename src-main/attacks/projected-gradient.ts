/**
 * Projected gradient descent, PGD (Madry et al. 2018), as Foolbox parameterises it: steps of
 * relativeStep·ε along the sign (L∞) or the direction (L2) of the cross-entropy's gradient, each projected
 * into the ε-ball, from a random point of the ball; several restarts. It stays at ε: for the smallest
 * perturbation see projected-gradient-grid.ts.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Generator } from '../random/generator'
import type { Attack, AttackBatch, Norm, Proposal } from './attack'
import { rowGenerators } from './attack'
import { steepest } from './fast-gradient'
import type { Oracle } from './oracle'
import {
  changing,
  column,
  intoBall,
  intoBox,
  iterate,
  keepCloser,
  nothingFound,
  proposal,
  size,
} from './rows'
import type { Best } from './rows'

export interface ProjectedGradientOptions {
  steps: number
  /** Length of a step as a proportion of ε. */
  relativeStep: number
  /** Whether each run begins at a random point of the ball. */
  randomStart: boolean
  restarts: number
}

/** Foolbox's defaults (methods D.3). */
export const PROJECTED_GRADIENT_DEFAULTS: Record<Norm, Omit<ProjectedGradientOptions, 'restarts'>> = {
  L2: { steps: 50, relativeStep: 0.025, randomStart: true },
  Linf: { steps: 40, relativeStep: 0.01 / 0.3, randomStart: true },
}

/** @param norm decides the defaults */
export function projectedGradient(norm: Norm, options: Partial<ProjectedGradientOptions> = {}): Attack {
  const settings: ProjectedGradientOptions = { ...PROJECTED_GRADIENT_DEFAULTS[norm], restarts: 1, ...options }
  return {
    name: 'PGD',
    settings: { ...settings },
    norms: [norm],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: false,
    needsEpsilon: true,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

async function propose(batch: AttackBatch, settings: ProjectedGradientOptions): Promise<Proposal> {
  const { originals, norm, epsilon } = batch
  const streams = rowGenerators(batch, 'PGD')
  const radius: Tensor1D = tf.fill([originals.shape[0]], epsilon!)
  let best = tf.tidy(() => nothingFound(originals))
  try {
    for (let restart = 0; restart < settings.restarts; restart++) {
      const start = settings.randomStart
        ? randomInBall(originals, streams, norm, radius)
        : tf.clone(originals)
      best = await descend({ batch, settings, radius, start, best })
    }
  } finally {
    radius.dispose()
  }
  return proposal(best)
}

export interface Descent {
  batch: Pick<AttackBatch, 'originals' | 'oracle' | 'norm' | 'signal'> & { oracle: Oracle }
  settings: Pick<ProjectedGradientOptions, 'steps' | 'relativeStep'>
  /** ε of each row, [n]. */
  radius: Tensor1D
  /** Where to begin; disposed of. */
  start: Tensor4D
  /** The closest so far; disposed of and returned anew. */
  best: Best
}

/** One run of PGD: the closest adversarial image on its way, or what was there before. */
export async function descend(descent: Descent): Promise<Best> {
  const { best, last } = await descendToEnd(descent)
  last.dispose()
  return best
}

/** As `descend`, and where the run ended. */
export async function descendToEnd({
  batch,
  settings,
  radius,
  start,
  best,
}: Descent): Promise<{ best: Best; last: Tensor4D }> {
  const { originals, oracle, norm, signal } = batch
  const end = await iterate({ ...best, x: start }, settings.steps, signal, (state, index) => {
    const { excess, gradient } = oracle.gradient(state.x, 'cross-entropy')
    const closer = keepCloser(state, state.x, size(tf.sub(state.x, originals), norm), excess)
    const step: Tensor4D = tf.mul(
      steepest(gradient, norm),
      column(tf.mul(radius, changing(settings.relativeStep))),
    )
    const delta = intoBall(tf.sub(tf.add(state.x, step), originals), radius, norm)
    const x = intoBox(tf.add(originals, delta))
    if (index < settings.steps - 1) return { ...closer, x }
    // The last step has been made, but nobody has looked at where it led.
    const last = oracle.excess(x)
    return { ...keepCloser(closer, x, size(tf.sub(x, originals), norm), last), x }
  })
  return { best: { image: end.image, distance: end.distance }, last: end.x }
}

/** A random point of each row's ball around the clean image, inside the box: uniform for L∞ and for L2 (Voelker et al. 2017). */
export function randomInBall(
  originals: Tensor4D,
  streams: Generator[],
  norm: Norm,
  radius: Tensor1D,
): Tensor4D {
  const [n, height, width, channels] = originals.shape
  const length = height * width * channels
  const noise = new Float32Array(n * length)
  for (let row = 0; row < n; row++) {
    const stream = streams[row]!
    // L2: the first coordinates of a random point on a sphere in two dimensions more are uniform in the ball.
    const draws = Float64Array.from({ length: norm === 'L2' ? length + 2 : length }, () =>
      norm === 'L2' ? stream.normal() : 2 * stream.uniform() - 1,
    )
    const scale = norm === 'L2' ? 1 / Math.sqrt(draws.reduce((sum, value) => sum + value * value, 0)) : 1
    for (let i = 0; i < length; i++) noise[row * length + i] = draws[i]! * scale
  }
  return tf.tidy(() =>
    intoBox(tf.add(originals, tf.mul(tf.tensor4d(noise, originals.shape), column(radius)))),
  )
}
