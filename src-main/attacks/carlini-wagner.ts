/**
 * Carlini and Wagner's L2 attack (2017, arXiv 1608.04644): Adam on ‖x − x₀‖² + c·max(−excess, 0) over w with
 * x = (tanh w + 1)/2, which keeps x in the box; c is found by a search per image, growing tenfold while
 * nothing is found and halving between failure and success afterwards.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import type { Attack, AttackBatch, Proposal } from './attack'
import { UNFOUND, changing, column, iterate, keepCloser, l2, nothingFound, proposal } from './rows'
import type { Best } from './rows'

export interface CarliniWagnerOptions {
  binarySearchSteps: number
  /** Steps of Adam for each c. */
  steps: number
  /** Adam's rate. */
  stepSize: number
  initialConstant: number
}

/** Foolbox's, but for the number of steps (10,000 there). */
const DEFAULTS: CarliniWagnerOptions = {
  binarySearchSteps: 9,
  steps: 200,
  stepSize: 0.01,
  initialConstant: 1e-3,
}

/** Adam's usual constants. */
const DECAY = { first: 0.9, second: 0.999, tiny: 1e-8 } as const
/** tanh⁻¹ of the box's ends is infinite. */
const INSIDE = 0.999999
const TENFOLD = 10

export function carliniWagner(options: Partial<CarliniWagnerOptions> = {}): Attack {
  const settings = { ...DEFAULTS, ...options }
  return {
    name: 'C&W',
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

async function propose(batch: AttackBatch, settings: CarliniWagnerOptions): Promise<Proposal> {
  const n = batch.originals.shape[0]
  let best = tf.tidy(() => nothingFound(batch.originals))
  let bounds = {
    lower: tf.zeros<tf.Rank.R1>([n]),
    upper: tf.fill<tf.Rank.R1>([n], UNFOUND),
    constant: tf.fill<tf.Rank.R1>([n], settings.initialConstant),
  }
  for (let search = 0; search < settings.binarySearchSteps; search++) {
    const { isSuccess, found } = await descend(batch, best, bounds.constant, settings)
    best = found
    const next = tf.tidy(() => {
      const { lower, upper, constant } = bounds
      const newUpper: Tensor1D = tf.where(isSuccess, tf.minimum<Tensor1D>(upper, constant), upper)
      const newLower: Tensor1D = tf.where(isSuccess, lower, tf.maximum<Tensor1D>(lower, constant))
      const isBracketed = tf.less(newUpper, UNFOUND)
      const middle: Tensor1D = tf.mul(tf.add(newLower, newUpper), 0.5)
      return {
        lower: newLower,
        upper: newUpper,
        constant: tf.where(isBracketed, middle, tf.mul<Tensor1D>(constant, TENFOLD)),
      }
    })
    flush()
    tf.dispose([bounds, isSuccess])
    bounds = next
  }
  tf.dispose(bounds)
  return proposal(best)
}

/** One run of Adam for given constants [n]; `best` is disposed of and returned anew. */
async function descend(
  { originals, oracle, signal }: AttackBatch,
  best: Best,
  constant: Tensor1D,
  { steps, stepSize }: CarliniWagnerOptions,
): Promise<{ isSuccess: Tensor1D; found: Best }> {
  const start = tf.tidy(() => ({
    ...best,
    w: tf.atanh(tf.mul<Tensor4D>(tf.sub(tf.mul(originals, 2), 1), INSIDE)),
    first: tf.zerosLike(originals),
    second: tf.zerosLike(originals),
    success: tf.zeros<tf.Rank.R1>([originals.shape[0]]),
  }))
  const end = await iterate(start, steps, signal, (state, index) => {
    const bent = tf.tanh(state.w)
    const image: Tensor4D = tf.mul(tf.add(bent, 1), 0.5)
    const { excess, gradient } = oracle.gradient(image)
    const delta: Tensor4D = tf.sub(image, originals)
    const kept = keepCloser(state, image, l2(delta), excess)
    const isMet = tf.greater(excess, 0)
    // d/dx of the loss, then through x = (tanh w + 1)/2.
    const pull = tf.mul(gradient, column(tf.where(isMet, tf.zerosLike(constant), constant)))
    const slope = tf.mul(tf.sub(tf.mul(delta, 2), pull), tf.mul(tf.sub(1, tf.square(bent)), 0.5))
    const first: Tensor4D = tf.add(tf.mul(state.first, DECAY.first), tf.mul(slope, 1 - DECAY.first))
    const second: Tensor4D = tf.add(
      tf.mul(state.second, DECAY.second),
      tf.mul(tf.square(slope), 1 - DECAY.second),
    )
    const rate = changing(
      (stepSize * Math.sqrt(1 - DECAY.second ** (index + 1))) / (1 - DECAY.first ** (index + 1)),
    )
    const w: Tensor4D = tf.sub(state.w, tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), DECAY.tiny)))
    return {
      ...kept,
      w,
      first,
      second,
      success: tf.maximum<Tensor1D>(state.success, tf.cast(isMet, 'float32')),
    }
  })
  const isSuccess: Tensor1D = tf.tidy(() => tf.greater(end.success, 0))
  flush()
  tf.dispose([end.w, end.first, end.second, end.success])
  return { isSuccess, found: { image: end.image, distance: end.distance } }
}
