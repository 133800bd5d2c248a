/**
 * A linear classifier whose minimal perturbations are known: weights [numbers, classes] from seeded values.
 * `minimalL2` is the projection onto {x : target wins} ∩ [0,1]^n by Dykstra's algorithm (Boyle and Dykstra
 * 1986); `minimalLinf` halves ε and asks by alternating projections whether the sets still meet.
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
    logits: (images) => tf.matMul(tf.reshape<tf.Tensor2D>(images, [-1, numbers]), tensor),
    dispose: () => tensor.dispose(),
  }
}

/** Half-spaces a·x ≥ 0 in which the target beats each other class. */
function halfSpaces({ weights, classes, numbers }: LinearModel, target: number): Float64Array[] {
  return Array.from({ length: classes }, (_, k) => k)
    .filter((k) => k !== target)
    .map((k) =>
      Float64Array.from({ length: numbers }, (_, i) => weights[i * classes + target]! - weights[i * classes + k]!),
    )
}

function intoHalfSpace(x: Float64Array, normal: Float64Array): Float64Array {
  const value = x.reduce((sum, entry, i) => sum + entry * normal[i]!, 0)
  if (value >= 0) return x
  const squared = normal.reduce((sum, entry) => sum + entry * entry, 0)
  return x.map((entry, i) => entry - (value / squared) * normal[i]!)
}

type Projection = (x: Float64Array) => Float64Array

function project(start: Float64Array, sets: Projection[], rounds: number, corrected: boolean): Float64Array {
  let x = start
  const corrections = sets.map(() => new Float64Array(start.length))
  for (let round = 0; round < rounds; round++) {
    sets.forEach((onto, s) => {
      const moved = corrected ? x.map((entry, i) => entry + corrections[s]![i]!) : x
      const next = onto(moved)
      if (corrected) corrections[s] = moved.map((entry, i) => entry - next[i]!)
      x = next
    })
  }
  return x
}

export function minimalL2(model: LinearModel, image: Float64Array, target: number): number {
  const box: Projection = (x) => x.map((entry) => Math.min(1, Math.max(0, entry)))
  const sets = [...halfSpaces(model, target).map((normal): Projection => (x) => intoHalfSpace(x, normal)), box]
  const found = project(image, sets, 20_000, true)
  return Math.sqrt(found.reduce((sum, entry, i) => sum + (entry - image[i]!) ** 2, 0))
}

export function minimalLinf(model: LinearModel, image: Float64Array, target: number): number {
  const normals = halfSpaces(model, target)
  let [low, high] = [0, 1]
  for (let halving = 0; halving < 14; halving++) {
    const epsilon = (low + high) / 2
    const box: Projection = (x) =>
      x.map((entry, i) => Math.min(1, image[i]! + epsilon, Math.max(0, image[i]! - epsilon, entry)))
    const sets = [...normals.map((normal): Projection => (x) => intoHalfSpace(x, normal)), box]
    const found = project(image, sets, 2_000, false)
    const isMet = normals.every((normal) => found.reduce((sum, entry, i) => sum + entry * normal[i]!, 0) > -1e-5)
    if (isMet) high = epsilon
    else low = epsilon
  }
  return high
}
