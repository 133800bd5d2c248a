/**
 * Onto a linearised boundary, inside a box: the small convex problem that Brendel–Bethge (trust-region.ts) and
 * the refinement of "minimal" solve at every step, for all rows of a batch at once and on the device.
 *
 * The solution y(λ) = clip(base + λ·direction, low, high) has one unknown number λ per row, for which normal·y(λ)
 * does not fall: a piecewise linear equation. Newton's method solves it inside a bracket; where all pixels sit
 * at their bounds it has no slope to follow, and the bracket is halved in proportion, from far to near.
 */
import * as tf from '../devices/tf'
import type { Tensor, Tensor1D, Tensor4D } from '../devices/tf'
import { TINY, column, dot, linf } from './rows'

/**
 * The bracket of |λ|, in multiples of what brings the pixel that moves most from one bound to the other. A
 * pixel that would need more moves a thousandth as fast as that one and adds nothing.
 */
const FARTHEST = 1e3
const NEAREST = 1e-5

/** A point of the box, and the multiplier λ that leads to it. */
export interface Solution {
  point: Tensor4D
  multiplier: Tensor1D
}

export interface PlaneProblem {
  /** [n, h, w, c] */
  base: Tensor4D
  /** [n, h, w, c], rows of unit length. */
  normal: Tensor4D
  /** [n, h, w, c], nowhere against the normal; the normal itself when absent. */
  direction?: Tensor4D
  /** Bounds of each pixel, tensors or numbers. */
  low: Tensor | number
  high: Tensor | number
  /** [n] */
  goal: Tensor1D
}

/**
 * The point y = clip(base + λ·direction, low, high) with normal·y = goal. Along the normal that is the point
 * of the box on the plane that is closest to `base` in L2; along the normal's signs, the one closest in L∞.
 * When no λ reaches the goal, y goes as far towards it as the box lets it.
 * @param iterations of Newton's method; three are exact unless many pixels meet their bounds
 * @param from a multiplier to begin with, from a similar problem
 */
export function ontoPlane(problem: PlaneProblem, iterations: number, from?: Tensor1D): Solution {
  const { base, normal, direction = normal, low, high, goal } = problem
  const clip = (x: Tensor): Tensor4D => tf.minimum(tf.maximum(x, low), high)
  const gain: Tensor4D = tf.mul(normal, direction)
  const missing: Tensor1D = tf.sub<Tensor1D>(goal, dot(normal, clip(base)))
  const sign: Tensor1D = tf.sub(tf.mul(tf.cast(tf.greaterEqual(missing, 0), 'float32'), 2), 1)
  const reach = tf.maximum(linf(tf.sub(high, base)), linf(tf.sub(base, low)))
  const whole: Tensor1D = tf.div(tf.maximum(reach, TINY), tf.maximum(linf(direction), TINY))
  // The size of λ; its sign is known.
  const first: Tensor1D = from ?? tf.div(missing, tf.maximum(tf.sum(gain, [1, 2, 3]), TINY))
  let lower: Tensor1D = tf.zerosLike(goal)
  let upper: Tensor1D = tf.mul(whole, FARTHEST)
  let size: Tensor1D = tf.minimum(tf.maximum(tf.mul(first, sign), lower), upper)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const free: Tensor4D = tf.add(base, tf.mul(direction, column(tf.mul(size, sign))))
    const point = clip(free)
    const residual: Tensor1D = tf.mul(tf.sub(goal, dot(normal, point)), sign)
    const inside = tf.cast(tf.equal(free, point), 'float32')
    const slope: Tensor1D = tf.sum(tf.mul(gain, inside), [1, 2, 3])
    const isShort = tf.greater(residual, 0)
    lower = tf.where(isShort, size, lower)
    upper = tf.where(isShort, upper, size)
    const newton: Tensor1D = tf.add(size, tf.div(residual, tf.maximum(slope, TINY)))
    const trusted = tf.logicalAnd(tf.greaterEqual(newton, lower), tf.lessEqual(newton, upper))
    const middle: Tensor1D = tf.sqrt(tf.mul(tf.maximum(lower, tf.mul(whole, NEAREST)), upper))
    size = tf.where(trusted, newton, middle)
  }
  const multiplier: Tensor1D = tf.mul(size, sign)
  const point: Tensor4D = clip(tf.add(base, tf.mul(direction, column(multiplier))))
  return { point, multiplier }
}
