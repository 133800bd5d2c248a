/**
 * Small operations on batches of images [n, height, width, channels] that treat each row by itself:
 * norms, projections, choices. All on the device, inside the caller's `tf.tidy`.
 *
 * Invariant: a NaN in one row never reaches another; choices select, they do not multiply by zero.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import type { Tensor, Tensor1D, Tensor4D } from '../devices/tf'
import type { Norm } from './attack'

/** Keeps divisions finite; far below any norm that matters. */
export const TINY = 1e-12

/** One number per row as [n, 1, 1, 1], to combine with images. */
export function column(values: Tensor1D): Tensor4D {
  return tf.reshape(values, [-1, 1, 1, 1])
}

export function dot(a: Tensor4D, b: Tensor4D): Tensor1D {
  return tf.sum(tf.mul(a, b), [1, 2, 3])
}

/** √Σx² of each row, [n]. */
export function l2(x: Tensor4D): Tensor1D {
  return tf.sqrt(tf.sum(tf.square(x), [1, 2, 3]))
}

/** max|x| of each row, [n]. */
export function linf(x: Tensor4D): Tensor1D {
  return tf.max(tf.abs(x), [1, 2, 3])
}

export function size(delta: Tensor4D, norm: Norm): Tensor1D {
  return norm === 'L2' ? l2(delta) : linf(delta)
}

/** Each row divided by its L2 norm; a row of zeros stays zero. */
export function unit(x: Tensor4D): Tensor4D {
  return tf.div(x, column(tf.maximum(l2(x), TINY)))
}

/** The rows of `a` where `condition` [n] (bool) holds, else those of `b`. */
export function choose(condition: Tensor1D, a: Tensor4D, b: Tensor4D): Tensor4D {
  return tf.where(column(condition), a, b)
}

/** One of two fixed numbers per row, [n]. */
export function either(condition: Tensor1D, yes: number, no: number): Tensor1D {
  return tf.where(condition, tf.fill(condition.shape, yes), tf.fill(condition.shape, no))
}

/** Into the box [0,1]. */
export function intoBox(x: Tensor4D): Tensor4D {
  return tf.clipByValue(x, 0, 1)
}

/** δ brought to the norm `radius` [n] at most: scaled (L2) or clipped (L∞). */
export function intoBall(delta: Tensor4D, radius: Tensor1D, norm: Norm): Tensor4D {
  const limit = column(radius)
  if (norm === 'Linf') return tf.maximum(tf.minimum(delta, limit), tf.neg(limit))
  return tf.mul(delta, tf.minimum(tf.div(limit, column(tf.maximum(l2(delta), TINY))), 1))
}

/** The largest perturbation that the box allows for each image, [n]. */
export function worstSize(originals: Tensor4D, norm: Norm): Tensor1D {
  return size(tf.maximum(originals, tf.sub(1, originals)), norm)
}

/** What an attack has found so far, on the device. */
export interface Best {
  [name: string]: Tensor
  image: Tensor4D
  /** Infinity is not a number that every device compares alike: UNFOUND instead. */
  distance: Tensor1D
}

/** Larger than any distance in the box. */
export const UNFOUND = 1e9

/** Nothing found: the clean images at distance UNFOUND. */
export function nothingFound(originals: Tensor4D): Best {
  return { image: tf.clone(originals), distance: tf.fill([originals.shape[0]], UNFOUND) }
}

/** `best`, with those rows of `image` that meet the criterion and are closer. */
export function keepCloser(best: Best, image: Tensor4D, distance: Tensor1D, excess: Tensor1D): Best {
  const closer: Tensor1D = tf.logicalAnd(tf.greater(excess, 0), tf.less(distance, best.distance))
  return {
    image: choose(closer, image, best.image),
    distance: tf.where(closer, distance, best.distance),
  }
}

/** Named tensors that go from one step to the next. */
export type State = Record<string, Tensor>

/**
 * Runs `count` steps: each takes the state and returns the next one, as one graph on the device. The
 * first state and all between are disposed of.
 * @param step index of the step, from 0; numbers that change with it must become tensors
 * @throws the signal's reason when aborted
 */
export async function iterate<S extends State>(
  start: S,
  count: number,
  signal: AbortSignal | undefined,
  step: (state: S, index: number) => S,
): Promise<S> {
  let state = start
  try {
    for (let index = 0; index < count; index++) {
      // Lets the process hear a cancellation.
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
      const next = tf.tidy(() => step(state, index))
      flush()
      disposeReplaced(state, next)
      state = next
    }
    return state
  } catch (error) {
    tf.dispose(state)
    throw error
  }
}

/** A step may hand a tensor on as it is. */
function disposeReplaced(before: State, after: State): void {
  const kept = new Set(Object.values(after))
  for (const tensor of Object.values(before)) if (!kept.has(tensor)) tensor.dispose()
}

/** A number that changes from step to step, as a tensor: a constant would be compiled in. */
export function changing(value: number): tf.Scalar {
  return tf.scalar(value)
}

/** What an attack returns of what it has found; disposes of the rest of its state. */
export function proposal(state: Best): { images: Tensor4D; found: Tensor1D } {
  const result = tf.tidy(() => ({
    images: tf.clone(state.image),
    found: tf.cast<Tensor1D>(tf.less(state.distance, UNFOUND), 'float32'),
  }))
  flush()
  tf.dispose(state)
  return result
}
