/**
 * How alike a model and a population are by the layer that is most like it, without the bias of a winner: of N layers the
 * highest similarity is too high on the images that it was chosen on. So the layer is chosen on one half of the images and
 * its similarity told on the other, both ways, and averaged (neural N.5; our choice). Plain numbers.
 */
import { generator } from '../random/generator'
import { bcaInterval } from '../statistics/bootstrap-interval'
import { resampledCorrelation, similaritiesOf } from './similarity'
import type { ResampledCorrelation } from './similarity'

/** Below, a half has fewer than four images, and a correlation over fewer than six pairs chooses by chance. */
export const FEWEST_TO_CHOOSE = 8

export type Halves = readonly [Int32Array, Int32Array]

/** Two random halves of the images, each ascending; of an odd number the first has one more. */
export function halvesOfImages(images: number, seed: number): Halves {
  const order = generator(seed, 'halves of images').permutation(images)
  const middle = Math.ceil(images / 2)
  return [order.slice(0, middle).sort(), order.slice(middle).sort()]
}

/**
 * Similarities of some of the images by themselves: their directions are from the mean of these, so that nothing of the
 * others is in them.
 * @param products centred, [images, images] @param whose in the sentence where an image has no direction
 */
export function similaritiesWithin(
  products: ArrayLike<number>,
  images: number,
  some: Int32Array,
  whose: string,
): Float64Array {
  const count = some.length
  const means = Float64Array.from(some, (i) => {
    let sum = 0
    for (const j of some) sum += products[i * images + j]!
    return sum / count
  })
  const mean = means.reduce((sum, value) => sum + value, 0) / count
  const values = new Float64Array(count * count)
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++)
      values[a * count + b] = products[some[a]! * images + some[b]!]! - means[a]! - means[b]! + mean
  return similaritiesOf({ images: count, values }, whose)
}

/** A layer's correlation with the population on each half. */
export type LayerOnHalves = readonly [ResampledCorrelation, ResampledCorrelation]

/** @param neural the population's similarities within each half */
export function layerOnHalves(
  neural: readonly [Float64Array, Float64Array],
  products: ArrayLike<number>,
  images: number,
  halves: Halves,
  whose: string,
  seed: number,
): LayerOnHalves {
  const on = (half: 0 | 1): ResampledCorrelation => {
    const some = halves[half]
    const own = similaritiesWithin(products, images, some, whose)
    return resampledCorrelation(neural[half], own, some.length, seed, 'half', half)
  }
  return [on(0), on(1)]
}

export interface ChosenLayer {
  /** Mean of the similarities on both halves, each of the layer that is the most similar on the other. */
  rsa: number
  low: number
  high: number
  /** Chosen on the first half, and on the second. */
  layers: [string, string]
}

/**
 * The interval is of this choice of layers (BCa over the images of both halves): another choice is not drawn again.
 * @param layers at least one
 */
export function chooseLayer(layers: readonly { name: string; halves: LayerOnHalves }[]): ChosenLayer {
  const bestOn = (half: 0 | 1): (typeof layers)[number] =>
    layers.reduce((best, layer) => (layer.halves[half].value > best.halves[half].value ? layer : best))
  const chosen = [bestOn(0), bestOn(1)] as const
  const [second, first] = [chosen[0].halves[1], chosen[1].halves[0]]
  const rsa = (first.value + second.value) / 2
  const resampled = first.resampled.map((value, i) => (value + second.resampled[i]!) / 2)
  const leftOut = [
    ...Array.from(first.leftOut, (value) => (value + second.value) / 2),
    ...Array.from(second.leftOut, (value) => (first.value + value) / 2),
  ]
  return { rsa, ...bcaInterval(rsa, resampled, leftOut, 0.95), layers: [chosen[0].name, chosen[1].name] }
}
