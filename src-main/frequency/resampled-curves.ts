/**
 * Resampled curves p_low − p_high: what the interval of f_rev and that of a difference between two f_rev are made of.
 *
 * A draw says how often each pairing and each low image was drawn; a pair counts as often as its low image was (or its
 * high image, where listed pairs have fewer of those: pair-clusters.ts), in every drawn pairing and at every f_mix alike. Two models that were shown the same pairs are resampled by one draw.
 *
 * Cost: an image's outcome is −1, 0 or +1, so that a resampled curve is a few dot products with the images' counts;
 * nothing is copied.
 */
import type { Generator } from '../random/generator'
import { clustersOf } from './pair-clusters'
import { outcomes } from './read-outs'
import type { SeedMeasurement } from './read-outs'

/** Outcomes of all pairings of a model. */
export interface Sources {
  /** Low images in all of them, or high ones where those are fewer. */
  images: number
  frequencies: number
  pairings: Pairing[]
}

/** One pairing's outcomes [f_mix, pairs] and the number of the image of each pair. */
interface Pairing {
  outcome: Int8Array
  images: Int32Array
}

/** How often each image and each pairing was drawn. */
export interface Draw {
  images: Int32Array
  pairings: Int32Array
}

/** @param labels class index of every image of the data set */
export function sourcesOf(
  measurements: readonly SeedMeasurement[],
  labels: Int32Array,
  frequencies: number,
): Sources {
  const { count, ofPair } = clustersOf(measurements)
  return {
    images: count,
    frequencies,
    pairings: measurements.map((measurement, s) => ({
      outcome: outcomes(measurement, labels, frequencies),
      images: ofPair[s]!,
    })),
  }
}

/** As many images and pairings as there are, with replacement. */
export function drawOf({ images, pairings }: Sources, random: Generator): Draw {
  const drawn = drawWithReplacement(images, random)
  return { images: drawn, pairings: drawWithReplacement(pairings.length, random) }
}

/** The curve of one resample; null if it left a drawn pairing without any pair. */
export function resampledCurve({ pairings, frequencies }: Sources, draw: Draw): Float64Array | null {
  const curve = new Float64Array(frequencies)
  for (const [s, { outcome, images }] of pairings.entries()) {
    const times = draw.pairings[s]!
    if (times === 0) continue
    const weights = images.map((image) => draw.images[image]!)
    let total = 0
    for (let i = 0; i < weights.length; i++) total += weights[i]!
    if (total === 0) return null
    for (let row = 0; row < frequencies; row++) {
      curve[row]! += (times * weightedSum(outcome, weights, row * weights.length)) / total
    }
  }
  return curve
}

/** How often each of n things is drawn in n draws. */
function drawWithReplacement(n: number, random: Generator): Int32Array {
  const times = new Int32Array(n)
  for (let draw = 0; draw < n; draw++) times[Math.floor(random.uniform() * n)]! += 1
  return times
}

/** The inner loop of the bootstrap, by itself so that it is compiled well. */
function weightedSum(outcome: Int8Array, weights: Int32Array, from: number): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += outcome[from + i]! * weights[i]!
  return sum
}
