/**
 * A linear classifier whose minimal perturbations are known: weights [numbers, classes] from seeded values.
 * `minimalL2` is the projection onto {x : target wins} ∩ [0,1]^n by Dykstra's algorithm (Boyle and Dykstra
 * 1986), `minimalLinf` a linear programme solved through its dual.
 */
import * as tf from '../../src-main/devices/tf'
import { uniform } from './seeded-values'

export interface LinearModel {
  weights: Float64Array
  classes: number
  numbers: number
  logits(images: tf.Tensor4D): tf.Tensor2D
  dispose(): void
}

export function linearModel(numbers: number, classes: number, stream: number): LinearModel {
  const weights = uniform(stream, numbers * classes).map((u) => Math.fround(2 * u - 1))
  const tensor = tf.tensor2d(Float32Array.from(weights), [numbers, classes])
  return {
    weights,
    classes,
    numbers,
    logits: (images) => tf.matMul(tf.reshape<tf.Rank.R2>(images, [-1, numbers]), tensor),
    dispose: () => tensor.dispose(),
  }
}

/** Half-spaces a·x ≥ 0 in which the target beats each other class. */
function halfSpaces({ weights, classes, numbers }: LinearModel, target: number): Float64Array[] {
  return Array.from({ length: classes }, (_, k) => k)
    .filter((k) => k !== target)
    .map((k) =>
      Float64Array.from(
        { length: numbers },
        (_, i) => weights[i * classes + target]! - weights[i * classes + k]!,
      ),
    )
}

function intoHalfSpace(x: Float64Array, normal: Float64Array): Float64Array {
  const value = x.reduce((sum, entry, i) => sum + entry * normal[i]!, 0)
  if (value >= 0) return x
  const squared = normal.reduce((sum, entry) => sum + entry * entry, 0)
  return x.map((entry, i) => entry - (value / squared) * normal[i]!)
}

type Projection = (x: Float64Array) => Float64Array

/** Dykstra's algorithm. */
function project(start: Float64Array, sets: Projection[], rounds: number): Float64Array {
  let x = start
  const corrections = sets.map(() => new Float64Array(start.length))
  for (let round = 0; round < rounds; round++) {
    sets.forEach((onto, s) => {
      const moved = x.map((entry, i) => entry + corrections[s]![i]!)
      x = onto(moved)
      corrections[s] = moved.map((entry, i) => entry - x[i]!)
    })
  }
  return x
}

export function minimalL2(model: LinearModel, image: Float64Array, target: number): number {
  const box: Projection = (x) => x.map((entry) => Math.min(1, Math.max(0, entry)))
  const sets = [
    ...halfSpaces(model, target).map(
      (normal): Projection =>
        (x) =>
          intoHalfSpace(x, normal),
    ),
    box,
  ]
  const found = project(image, sets, 5_000)
  return Math.sqrt(found.reduce((sum, entry, i) => sum + (entry - image[i]!) ** 2, 0))
}

/**
 * Halves ε. The sets meet when max over the box of min over k of a_k·x is not negative, which is the smallest
 * value over mixtures μ of the a_k of the (closed-form) maximum of μ·a over the box; μ is looked for on a grid,
 * then on a finer one. For two to four classes.
 */
export function minimalLinf(model: LinearModel, image: Float64Array, target: number): number {
  const normals = halfSpaces(model, target)
  let [low, high] = [0, 1]
  for (let halving = 0; halving < 22; halving++) {
    const epsilon = (low + high) / 2
    if (smallestMaximum(normals, image, epsilon) >= 0) high = epsilon
    else low = epsilon
  }
  return high
}

function smallestMaximum(normals: Float64Array[], image: Float64Array, epsilon: number): number {
  const low = image.map((value) => Math.max(0, value - epsilon))
  const high = image.map((value) => Math.min(1, value + epsilon))
  let best = { value: Infinity, a: 0, b: 0 }
  const look = (a: number, b: number): void => {
    const mixture = [1 - a - b, a, b].slice(0, normals.length)
    if (a < 0 || b < 0 || mixture.some((share) => share < -1e-12)) return
    let value = 0
    for (let i = 0; i < image.length; i++) {
      const slope = mixture.reduce((sum, share, k) => sum + share * normals[k]![i]!, 0)
      value += slope * (slope > 0 ? high[i]! : low[i]!)
    }
    if (value < best.value) best = { value, a, b }
  }
  for (const step of [0.05, 0.005, 0.0005]) {
    const { a, b } = best
    const span = step === 0.05 ? 20 : 12
    for (let i = -span; i <= span; i++)
      for (let j = -span; j <= span; j++)
        look(normals.length > 1 ? a + i * step : 0, normals.length > 2 ? b + j * step : 0)
  }
  return best.value
}
