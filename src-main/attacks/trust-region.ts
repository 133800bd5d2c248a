/**
 * One step of Brendel–Bethge (arXiv 1907.01003, eq. 2): the point of the box [0,1] closest to the clean image
 * on the linearised boundary, no further than a radius from where the attack is. Exact and batched: each norm's
 * problem has one outer unknown per row, found by halving, and one inner one (boundary-projection.ts).
 *
 * All is computed as a step δ = y − x: near the boundary, differences of whole images would drown in rounding.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Norm } from './attack'
import { ontoPlane } from './boundary-projection'
import type { Solution } from './boundary-projection'
import { choose, column, dot, l2, linf } from './rows'

export interface TrustRegion {
  /** x₀, the clean images. */
  originals: Tensor4D
  /** x, where the attack is. */
  current: Tensor4D
  /** b, the boundary's normal, rows of unit length. */
  normal: Tensor4D
  /** c, the signed L2 distance from x to where the linearised boundary shall be met, [n]. */
  offset: Tensor1D
  /** r, the largest allowed ‖δ‖₂, [n]. */
  radius: Tensor1D
}

/** Halvings of the outer unknown (τ or ε): 2⁻¹² of its range. */
const HALVINGS = 12
/** Iterations per halving; the multiplier is taken over from the one before. */
const WARM_STEPS = 8
const COLD_STEPS = 10
/** How close to the plane counts as on it, as a proportion of the offset and of the step (float32 sums). */
const OF_OFFSET = 1e-3
const OF_STEP = 1e-5

/**
 * argmin ‖x + δ − x₀‖ over δ with b·δ = c, ‖δ‖₂ ≤ r and x + δ in [0,1], for the norm; where there is no such δ,
 * the one that comes as close to the plane as radius and box allow.
 * @returns x + δ
 */
export function withinTrustRegion(problem: TrustRegion, norm: Norm): Tensor4D {
  const { current, normal, offset, radius } = problem
  const [low, high] = [tf.neg(current), tf.sub(1, current)]
  const base = tf.zerosLike(current)
  const direct = ontoPlane({ base, normal, low, high, goal: offset }, COLD_STEPS)
  const isReachable: Tensor1D = tf.logicalAnd(
    tf.lessEqual(l2(direct.point), radius),
    isOnPlane(direct.point, problem),
  )
  const closest = norm === 'L2' ? closestL2(problem) : closestLinf(problem, direct)
  const step = choose(isReachable, closest, towardsPlane(direct.multiplier, problem))
  return tf.clipByValue(tf.add(current, step), 0, 1)
}

function isOnPlane(step: Tensor4D, { normal, offset }: TrustRegion): Tensor1D {
  const tolerance: Tensor1D = tf.maximum(tf.mul(tf.abs(offset), OF_OFFSET), tf.mul(l2(step), OF_STEP))
  return tf.lessEqual(tf.abs(tf.sub(offset, dot(normal, step))), tolerance)
}

/** The largest share of the way that the radius allows: δ = clip(s·λ·b), s ≤ 1, where λ leads to the plane or to the corner nearest it. */
function towardsPlane(multiplier: Tensor1D, { current, normal, radius }: TrustRegion): Tensor4D {
  const [low, high] = [tf.neg(current), tf.sub(1, current)]
  const at = (lambda: Tensor1D): Tensor4D => tf.minimum(tf.maximum(tf.mul(normal, column(lambda)), low), high)
  // Without the box, s·|λ| = r; the box only shortens. λ may be enormous where the plane is out of reach.
  let upper: Tensor1D = multiplier
  let lower: Tensor1D = tf.mul(tf.sign(multiplier), tf.minimum(tf.abs(multiplier), radius))
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle: Tensor1D = tf.mul(tf.sign(multiplier), tf.sqrt(tf.mul(lower, upper)))
    const isFit = tf.lessEqual(l2(at(middle)), radius)
    lower = tf.where(isFit, middle, lower)
    upper = tf.where(isFit, upper, middle)
  }
  return choose(tf.lessEqual(l2(at(multiplier)), radius), at(multiplier), at(lower))
}

/** y = clip((1 − τ)·x₀ + τ·x + λ·b): τ = 0 unless that leaves the region, then the smallest τ that stays inside. */
function closestL2({ originals, current, normal, offset, radius }: TrustRegion): Tensor4D {
  const [low, high] = [tf.neg(current), tf.sub(1, current)]
  const back: Tensor4D = tf.sub(originals, current)
  const solve = (tau: Tensor1D, steps: number, from?: Tensor1D): Solution =>
    ontoPlane({ base: tf.mul(back, column(tf.sub(1, tau))), normal, low, high, goal: offset }, steps, from)
  const fits = ({ point }: Solution): Tensor1D => tf.lessEqual(l2(point), radius)
  let lower: Tensor1D = tf.zerosLike(offset)
  let upper: Tensor1D = tf.onesLike(offset)
  const free = solve(lower, COLD_STEPS)
  let last = free
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle: Tensor1D = tf.mul(tf.add(lower, upper), 0.5)
    last = solve(middle, WARM_STEPS, last.multiplier)
    const isFit = fits(last)
    upper = tf.where(isFit, middle, upper)
    lower = tf.where(isFit, lower, middle)
  }
  return choose(fits(free), free.point, solve(upper, COLD_STEPS, last.multiplier).point)
}

/**
 * The smallest ε for which the box [x₀ − ε, x₀ + ε] ∩ [0,1] still meets the plane inside the region: whether it
 * does is told by the point of that box on the plane that is closest to x.
 */
function closestLinf(problem: TrustRegion, direct: Solution): Tensor4D {
  const { originals, current, normal, offset, radius } = problem
  const [toZero, toOne] = [tf.neg(current), tf.sub(1, current)]
  const back: Tensor4D = tf.sub(originals, current)
  const base = tf.zerosLike(current)
  const solve = (epsilon: Tensor1D, steps: number, from: Tensor1D): Solution => {
    const low = tf.maximum(tf.sub(back, column(epsilon)), toZero)
    const high = tf.minimum(tf.add(back, column(epsilon)), toOne)
    return ontoPlane({ base, normal, low, high, goal: offset }, steps, from)
  }
  const fits = ({ point }: Solution): Tensor1D =>
    tf.logicalAnd(tf.lessEqual(l2(point), radius), isOnPlane(point, problem))
  let lower: Tensor1D = tf.zerosLike(offset)
  // The direct way fits, and with it its own ε.
  let upper: Tensor1D = linf(tf.sub(direct.point, back))
  let best = direct.point
  let multiplier = direct.multiplier
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle: Tensor1D = tf.mul(tf.add(lower, upper), 0.5)
    const solution = solve(middle, WARM_STEPS, multiplier)
    const isFit = fits(solution)
    best = choose(isFit, solution.point, best)
    multiplier = tf.where(isFit, solution.multiplier, multiplier)
    upper = tf.where(isFit, middle, upper)
    lower = tf.where(isFit, lower, middle)
  }
  return best
}
