/**
 * The smallest ε at which PGD succeeds (methods D.3). The paper runs PGD anew at each of 100 sizes
 * ε_k = k/100·ε_max; here each image's own interval is halved instead, every run begins at the image that
 * the one before found, and the closest image on the way counts, not only the end of a run. It finds the
 * grid's answer to within its spacing with log₂(100) ≈ 7 … 10 runs instead of 100.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Norm, Proposal } from './attack'
import { rowGenerators } from './attack'
import { PROJECTED_GRADIENT_DEFAULTS, descend, descendToEnd, randomInBall } from './projected-gradient'
import type { ProjectedGradientOptions } from './projected-gradient'
import { UNFOUND, choose, intoBall, intoBox, nothingFound, proposal } from './rows'
import type { Best } from './rows'
import { flush } from '../devices/step'

export interface GridOptions extends Omit<ProjectedGradientOptions, 'restarts'> {
  /** Largest ε; null takes the paper's: 0.5 for L∞, √(C·H·W)/10 for L2. */
  maximum: number | null
  /** Halvings of the interval after the run at the maximum. */
  halvings: number
}

/** 2⁻⁷ of the maximum is finer than the paper's hundredth; three more make it finer than 1/1000. */
const HALVINGS = 10

export function projectedGradientGrid(norm: Norm, options: Partial<GridOptions> = {}): Attack {
  const settings: GridOptions = {
    ...PROJECTED_GRADIENT_DEFAULTS[norm],
    maximum: null,
    halvings: HALVINGS,
    ...options,
  }
  return {
    name: 'PGD, smallest ε',
    settings: { ...settings, maximum: settings.maximum ?? 'paper' },
    norms: [norm],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: false,
    needsEpsilon: false,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

/** ε_max of methods D.3. */
export function paperMaximum(norm: Norm, numbers: number): number {
  return norm === 'Linf' ? 0.5 : Math.sqrt(numbers) / 10
}

async function propose(batch: AttackBatch, settings: GridOptions): Promise<Proposal> {
  const { originals, norm } = batch
  const [n, height, width, channels] = originals.shape
  const maximum = settings.maximum ?? paperMaximum(norm, height * width * channels)
  const streams = rowGenerators(batch, 'PGD grid')
  // The interval: no success known at `lower`, success known at `upper`.
  let lower: Tensor1D = tf.zeros([n])
  let upper: Tensor1D = tf.fill([n], maximum)
  let best: Best = tf.tidy(() => nothingFound(originals))
  try {
    for (let run = 0; run <= settings.halvings; run++) {
      const radius: Tensor1D = run === 0 ? tf.clone(upper) : tf.tidy(() => tf.mul(tf.add(lower, upper), 0.5))
      const start =
        run === 0 && settings.randomStart
          ? randomInBall(originals, streams, norm, radius)
          : warmStart(originals, best, radius, norm)
      best = await descend({ batch, settings, radius, start, best })
      const next = tf.tidy(() => {
        // A run succeeds when something inside its ball is known now.
        const isSuccess: Tensor1D = tf.lessEqual(best.distance, tf.mul(radius, 1 + 1e-6))
        const known: Tensor1D = tf.minimum(best.distance, radius)
        return {
          upper: tf.where(isSuccess, known, tf.minimum(upper, best.distance)),
          lower: tf.where(
            isSuccess,
            tf.minimum<Tensor1D>(lower, known),
            run === 0 ? tf.zerosLike(radius) : radius,
          ),
        }
      })
      flush()
      tf.dispose([radius, lower, upper])
      ;({ lower, upper } = next)
    }
  } finally {
    tf.dispose([lower, upper])
  }
  return proposal(best)
}

/**
 * Where PGD with the paper's largest ε ends, which is where Brendel–Bethge begins (methods D.3); the batch's own
 * best where that is not adversarial, with `overshoot` on top of the criterion's margin.
 */
export async function largestExample(
  batch: AttackBatch,
  overshoot?: Tensor1D,
): Promise<Pick<AttackBatch, 'best' | 'hasBest'>> {
  const { originals, norm, oracle } = batch
  const [n, height, width, channels] = originals.shape
  const radius: Tensor1D = tf.fill([n], paperMaximum(norm, height * width * channels))
  const settings = PROJECTED_GRADIENT_DEFAULTS[norm]
  const start = randomInBall(originals, rowGenerators(batch, 'largest PGD'), norm, radius)
  const { best, last } = await descendToEnd({
    batch,
    settings,
    radius,
    start,
    best: tf.tidy(() => nothingFound(originals)),
  })
  const chosen = tf.tidy(() => {
    const isMet: Tensor1D = tf.greater(oracle.excess(last, overshoot), 0)
    return {
      best: choose(isMet, last, batch.best),
      hasBest: tf.maximum<Tensor1D>(batch.hasBest, tf.cast(isMet, 'float32')),
    }
  })
  flush()
  tf.dispose([radius, last])
  tf.dispose(best)
  return chosen
}

/** The closest image so far, drawn into the smaller ball; the clean one where nothing has been found. */
function warmStart(originals: Tensor4D, best: Best, radius: Tensor1D, norm: Norm): Tensor4D {
  const start = tf.tidy(() => {
    const isFound: Tensor1D = tf.less(best.distance, UNFOUND)
    const delta: Tensor4D = tf.sub(best.image, originals)
    return intoBox(choose(isFound, tf.add(originals, intoBall(delta, radius, norm)), originals))
  })
  flush()
  return start
}
