/**
 * Onto a linearised boundary, inside a box: the small convex problems that Brendel–Bethge and the
 * refinement of "minimal" solve at every step, for all rows of a batch at once and on the device.
 *
 * Each has the solution y(λ) = clip(base + λ·n, low, high) with one unknown number λ per row, for which
 * n·y(λ) does not fall; it is found by Newton's method inside a bracket (a piecewise linear equation: a few
 * iterations are exact). When no λ reaches the goal, y goes as far towards it as the box lets it.
 */
import * as tf from '../devices/tf'
import type { Tensor, Tensor1D, Tensor4D } from '../devices/tf'
import type { Norm } from './attack'
import { TINY, choose, column, dot, l2, linf } from './rows'

/** Far beyond any multiplier that leaves a pixel inside [0,1]: there, y is a corner of the box. */
const FAR = 1e6

/** A point of the box, and the multiplier λ that leads to it. */
interface Solution {
  point: Tensor4D
  multiplier: Tensor1D
}

/**
 * The point y = clip(base + λ·direction, low, high) with normal·y = goal. Along the normal itself, which is the
 * direction when none is given, that is the point of the box on the plane that is closest to `base` in L2;
 * along the normal's signs it is the one closest in L∞.
 * @param base [n, h, w, c] @param normal [n, h, w, c], rows of unit length
 * @param low, high bounds of each pixel, tensors or numbers
 * @param goal [n]
 * @param iterations of Newton's method; three are exact unless many pixels meet their bounds
 * @param from a multiplier to begin with, from a similar problem
 * @param direction [n, h, w, c], nowhere against the normal
 */
export function ontoPlane(
  base: Tensor4D,
  normal: Tensor4D,
  low: Tensor | number,
  high: Tensor | number,
  goal: Tensor1D,
  iterations: number,
  from?: Tensor1D,
  direction: Tensor4D = normal,
): Solution {
  const clip = (x: Tensor4D): Tensor4D => tf.minimum(tf.maximum(x, low), high)
  const gain: Tensor4D = tf.mul(normal, direction)
  let multiplier: Tensor1D =
    from ?? tf.div(tf.sub(goal, dot(normal, base)), tf.maximum(dot(normal, direction), TINY))
  let lower: Tensor1D = tf.fill(goal.shape, -FAR)
  let upper: Tensor1D = tf.fill(goal.shape, FAR)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const free: Tensor4D = tf.add(base, tf.mul(direction, column(multiplier)))
    const point = clip(free)
    const residual: Tensor1D = tf.sub(goal, dot(normal, point))
    const inside = tf.cast(tf.equal(free, point), 'float32')
    const slope: Tensor1D = tf.sum(tf.mul(gain, inside), [1, 2, 3])
    const isBelow = tf.greater(residual, 0)
    lower = tf.where(isBelow, multiplier, lower)
    upper = tf.where(isBelow, upper, multiplier)
    const newton: Tensor1D = tf.add(multiplier, tf.div(residual, tf.maximum(slope, TINY)))
    const trusted = tf.logicalAnd(tf.greaterEqual(newton, lower), tf.lessEqual(newton, upper))
    multiplier = tf.where(trusted, newton, tf.mul(tf.add(lower, upper), 0.5))
  }
  return { point: clip(tf.add(base, tf.mul(direction, column(multiplier)))), multiplier }
}

/** One step of Brendel–Bethge for a batch. */
export interface TrustRegion {
  /** x₀, the clean images. */
  originals: Tensor4D
  /** x, where the attack is. */
  current: Tensor4D
  /** The boundary's normal, rows of unit length. */
  normal: Tensor4D
  /** c, the signed L2 distance from x to where the linearised boundary shall be met, [n]. */
  offset: Tensor1D
  /** r, the largest allowed ‖y − x‖₂, [n]. */
  radius: Tensor1D
}

/** Halvings of the outer unknown (τ or ε): 2⁻¹² of its range. */
const HALVINGS = 12
/** Newton steps per halving; the multiplier is taken over from the one before. */
const WARM_STEPS = 2
const COLD_STEPS = 4
/** How close to the plane counts as on it, as a proportion of the offset or of the radius. */
const ON_PLANE = 1e-3

/**
 * The point y of the box closest to x₀ (in the norm) with normal·(y − x) = c and ‖y − x‖₂ ≤ r; where there
 * is none, the step that leads towards the plane and has the length r (arXiv 1907.01003, eq. 2).
 */
export function withinTrustRegion(problem: TrustRegion, norm: Norm): Tensor4D {
  const { current, normal, offset, radius } = problem
  const goal: Tensor1D = tf.add(dot(normal, current), offset)
  const direct = ontoPlane(current, normal, 0, 1, goal, COLD_STEPS)
  const shortest: Tensor4D = tf.sub(direct.point, current)
  const length = l2(shortest)
  const share: Tensor1D = tf.minimum(tf.div(radius, tf.maximum(length, TINY)), 1)
  const cut: Tensor4D = tf.add(current, tf.mul(shortest, column(share)))
  const reachable: Tensor1D = tf.logicalAnd(
    tf.lessEqual(length, radius),
    isOnPlane(direct.point, problem, goal),
  )
  const closest = norm === 'L2' ? closestL2(problem, goal) : closestLinf(problem, goal, direct)
  return choose(reachable, closest, cut)
}

function isOnPlane(point: Tensor4D, { normal, offset, radius }: TrustRegion, goal: Tensor1D): Tensor1D {
  const tolerance: Tensor1D = tf.mul(tf.maximum(tf.abs(offset), tf.mul(radius, ON_PLANE)), ON_PLANE)
  return tf.lessEqual(tf.abs(tf.sub(goal, dot(normal, point))), tolerance)
}

/** y = clip((1 − τ)·x₀ + τ·x + λ·n): τ = 0 unless the region is too small, then the smallest τ that stays inside. */
function closestL2({ originals, current, normal, radius }: TrustRegion, goal: Tensor1D): Tensor4D {
  const back: Tensor4D = tf.sub(current, originals)
  const solve = (tau: Tensor1D, steps: number, from?: Tensor1D): Solution =>
    ontoPlane(tf.add<Tensor4D>(originals, tf.mul(back, column(tau))), normal, 0, 1, goal, steps, from)
  const fits = ({ point }: Solution): Tensor1D => tf.lessEqual(l2(tf.sub(point, current)), radius)
  let lower: Tensor1D = tf.zerosLike(goal)
  let upper: Tensor1D = tf.onesLike(goal)
  const free = solve(lower, COLD_STEPS)
  let last = free
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle: Tensor1D = tf.mul(tf.add(lower, upper), 0.5)
    last = solve(middle, WARM_STEPS, last.multiplier)
    const isFit = fits(last)
    upper = tf.where(isFit, middle, upper)
    lower = tf.where(isFit, lower, middle)
  }
  return choose(fits(free), free.point, solve(upper, COLD_STEPS).point)
}

/** The smallest ε for which the box [x₀ − ε, x₀ + ε] still meets the plane inside the region. */
function closestLinf(problem: TrustRegion, goal: Tensor1D, direct: Solution): Tensor4D {
  const { originals, current, normal, radius } = problem
  const solve = (epsilon: Tensor1D, steps: number, from?: Tensor1D): Solution => {
    const low = tf.maximum(tf.sub(originals, column(epsilon)), 0)
    const high = tf.minimum(tf.add(originals, column(epsilon)), 1)
    return ontoPlane(current, normal, low, high, goal, steps, from)
  }
  const fits = ({ point }: Solution): Tensor1D =>
    tf.logicalAnd(tf.lessEqual(l2(tf.sub(point, current)), radius), isOnPlane(point, problem, goal))
  let lower: Tensor1D = tf.zerosLike(goal)
  // The direct way fits for certain, and so does any larger box.
  let upper: Tensor1D = linf(tf.sub(direct.point, originals))
  let multiplier = direct.multiplier
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle: Tensor1D = tf.mul(tf.add(lower, upper), 0.5)
    const solution = solve(middle, COLD_STEPS, multiplier)
    const isFit = fits(solution)
    multiplier = tf.where(isFit, solution.multiplier, multiplier)
    upper = tf.where(isFit, middle, upper)
    lower = tf.where(isFit, lower, middle)
  }
  return solve(upper, COLD_STEPS, multiplier).point
}
