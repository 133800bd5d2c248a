/**
 * How far two devices may differ on a value of a generated program. Leaves are small integers and halves, so
 * most values are *exact*: every partial sum fits into float32's 24 bits, in whatever order it is added up,
 * and both devices must give equal numbers. What divides, takes a root or an exponential is approximate from
 * there on, and carries a bound on its error; only continuous operators may take it in.
 */
import type * as tf from '../../../src-main/devices/tf'

export interface Bound {
  /** No number, and no partial sum on the way to one, is larger. */
  magnitude: number
  /** All numbers are multiples of 2^-grain; means something for exact values only. */
  grain: number
  /** 0: exact. Else the two devices may differ by this much. */
  error: number
}

/** Sixteen units in the last place of a float32 between 1 and 2. */
export const ROUNDING = 2 ** -20
/** Larger numbers are clipped before anything else happens to them. */
export const TAME_MAGNITUDE = 2 ** 14
const EXACT_MAGNITUDE = 2 ** 24

export function isExact({ error }: Bound): boolean {
  return error === 0
}

export function largestOf(tensor: tf.Tensor): number {
  let largest = 0
  // Written so that NaN stays.
  for (const value of tensor.dataSync()) largest = Math.abs(value) <= largest ? largest : Math.abs(value)
  return largest
}

/**
 * The bound of a sum of products: exact if the operands are and the sum fits, else what comes with the
 * operands and what rounding adds.
 */
function summed(operands: readonly Bound[], magnitude: number, grain: number, error: number): Bound {
  if (operands.every(isExact) && magnitude * 2 ** grain <= EXACT_MAGNITUDE)
    return { magnitude, grain, error: 0 }
  return { magnitude, grain: 0, error: error + ROUNDING * magnitude }
}

export function sumOf(operands: readonly Bound[]): Bound {
  const total = (of: (bound: Bound) => number): number => operands.reduce((sum, bound) => sum + of(bound), 0)
  const grain = Math.max(...operands.map((bound) => bound.grain))
  return summed(
    operands,
    total(({ magnitude }) => magnitude),
    grain,
    total(({ error }) => error),
  )
}

/** `terms` products of one number of each, added up. */
export function productsOf(a: Bound, b: Bound, terms = 1): Bound {
  return summed(
    [a, b],
    terms * a.magnitude * b.magnitude,
    a.grain + b.grain,
    terms * (a.error * b.magnitude + b.error * a.magnitude + a.error * b.error),
  )
}

export function totalOf(x: Bound, terms: number): Bound {
  return summed([x], terms * x.magnitude, x.grain, terms * x.error)
}

/** The mean of `count` numbers: exact if the count is a power of two. */
export function meanOf(x: Bound, count: number): Bound {
  const halvings = Math.log2(count)
  if (!Number.isInteger(halvings)) return approximately(x, x.magnitude)
  const { error } = summed([x], count * x.magnitude, x.grain, x.error)
  const isSame = error === 0 && x.magnitude * 2 ** (x.grain + halvings) <= EXACT_MAGNITUDE
  return isSame
    ? { magnitude: x.magnitude, grain: x.grain + halvings, error: 0 }
    : approximately(x, x.magnitude)
}

/** Numbers taken from the operands as they are, or no further apart than those. */
export function amongst(operands: readonly Bound[], result: tf.Tensor): Bound {
  return {
    magnitude: largestOf(result),
    grain: Math.max(0, ...operands.map(({ grain }) => grain)),
    error: Math.max(0, ...operands.map(({ error }) => error)),
  }
}

/** Whole numbers and truth values, the same on every device. */
export function wholeNumbers(result: tf.Tensor): Bound {
  return { magnitude: largestOf(result), grain: 0, error: 0 }
}

/** A function that changes by at most `slope` where its argument changes by 1. */
export function approximately(x: Bound, magnitude: number, slope = 1): Bound {
  return { magnitude, grain: 0, error: slope * x.error + 8 * ROUNDING * Math.max(1, magnitude) }
}
