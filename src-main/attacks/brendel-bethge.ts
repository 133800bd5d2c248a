/**
 * Brendel and Bethge's attack (NeurIPS 2019, arXiv 1907.01003): from an adversarial image, however far, it
 * goes to the boundary and then along it, each step the closest point to the clean image on the linearised
 * boundary within the box [0,1] and a trust region. L2 and L∞. The published attack in exact terms; the
 * preset "minimal" uses boundary-refinement.ts, which needs fewer passes.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Proposal } from './attack'
import { bisectToBoundary } from './line-search'
import { largestExample } from './projected-gradient-grid'
import { withinTrustRegion } from './trust-region'
import { TINY, changing, column, either, iterate, keepCloser, l2, proposal, size } from './rows'
import type { Best } from './rows'

export interface BrendelBethgeOptions {
  steps: number
  /** Trust-region radius r = rate · (number of pixels × channels), L2. */
  rate: number
  /** Factor on the rate at each decay, and the number of decays over the run. */
  rateDecay: number
  rateDecays: number
  /** Averaging of the boundary's normal: 0 takes each gradient as it is. */
  momentum: number
  /** 1 aims at the boundary, more at a little beyond it. */
  overshoot: number
  /** Halvings between start and clean image before the first step. */
  binarySearchSteps: number
  /**
   * Where it begins: at the best that has been found (else at a data-set image), or at the end of PGD with the
   * paper's largest ε where that is adversarial (methods D.3).
   */
  start: 'best' | 'largest PGD'
  /** Logits by which the criterion is exceeded on top of its own κ (methods D.3: 0 … 4 as restarts). */
  margin: number
}

/** The paper's and Foolbox's (methods D.1). */
export const BRENDEL_BETHGE_DEFAULTS: BrendelBethgeOptions = {
  steps: 1000,
  rate: 1e-3,
  rateDecay: 0.5,
  rateDecays: 20,
  momentum: 0.8,
  overshoot: 1.1,
  binarySearchSteps: 10,
  start: 'best',
  margin: 0,
}

export function brendelBethge(options: Partial<BrendelBethgeOptions> = {}): Attack {
  const settings = { ...BRENDEL_BETHGE_DEFAULTS, ...options }
  return {
    name: settings.margin > 0 ? `Brendel–Bethge, margin ${settings.margin}` : 'Brendel–Bethge',
    settings: { ...settings },
    norms: ['L2', 'Linf'],
    goals: ['targeted', 'untargeted'],
    access: 'gradient',
    needsStart: true,
    needsEpsilon: false,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

async function propose(batch: AttackBatch, settings: BrendelBethgeOptions): Promise<Proposal> {
  const { originals, oracle, norm, signal } = batch
  const [, height, width, channels] = originals.shape
  const { steps, rateDecay, rateDecays, momentum, overshoot, margin } = settings
  const interval = Math.max(1, Math.floor(steps / rateDecays))
  const extra: Tensor1D = tf.tensor1d([margin])
  try {
    const overshot = margin > 0 ? extra : undefined
    const found = await begin(batch, settings, overshot)
    const start = { ...found, x: tf.clone(found.image), normal: tf.zerosLike(originals) }
    let rate = settings.rate * height * width * channels
    const end = await iterate(start, steps, signal, (state, index) => {
      const { excess, gradient } = oracle.gradient(state.x, 'excess', overshot)
      const best = keepCloser(state, state.x, size(tf.sub(state.x, originals), norm), excess)
      // Foolbox counts steps from 1 and decays one before each full interval.
      if ((index + 2) % interval === 0) rate *= rateDecay
      const share = changing(index === 0 ? 0 : momentum)
      const normal: Tensor4D = tf.add(tf.mul(state.normal, share), tf.mul(gradient, tf.sub(1, share)))
      const length: Tensor1D = tf.maximum(l2(normal), TINY)
      const x = withinTrustRegion(
        {
          originals,
          current: state.x,
          normal: tf.div(normal, column(length)),
          offset: boundaryOffset(excess, length, overshoot),
          radius: tf.mul(tf.onesLike(excess), changing(rate)),
        },
        norm,
      )
      return { ...best, x, normal }
    })
    return proposal(end)
  } finally {
    extra.dispose()
  }
}

/** The boundary between the start and the clean image. */
async function begin(
  batch: AttackBatch,
  { start, binarySearchSteps }: BrendelBethgeOptions,
  overshot: Tensor1D | undefined,
): Promise<Best> {
  if (start === 'best') return bisectToBoundary(batch, binarySearchSteps, overshot)
  const far = await largestExample(batch, overshot)
  try {
    return await bisectToBoundary({ ...batch, ...far }, binarySearchSteps, overshot)
  } finally {
    tf.dispose([far.best, far.hasBest])
  }
}

/**
 * How far the linearised boundary is, along the normal: outside, `overshoot` times the way; inside, only
 * 2 − overshoot times the way back, so that the next image is adversarial either way.
 */
export function boundaryOffset(excess: Tensor1D, slope: Tensor1D, overshoot: number): Tensor1D {
  const factor = either(tf.greater(excess, 0), overshoot - 2, -overshoot)
  return tf.div(tf.mul(excess, factor), slope)
}
