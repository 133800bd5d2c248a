/**
 * What a model's answers to hybrids mean (methods C.5): per f_mix the proportions of pairs in which it
 * named the class of the low image (p_low), of the high image (p_high) or a third one (p_other), and its
 * mean confidence. Pure arithmetic on stored answers; no tensors.
 *
 * Every read-out carries two standard errors. Over seeds: how much the mean over pairings would vary with
 * other pairings of the same images; it needs two seeds. Over images: how much one pairing would vary with
 * other images; it is not divided by the number of seeds, since the same images return in every seed. Pairs that share an
 * image (listed ones may) are a cluster: √(Σ over images of (Σ over its pairs of v − mean)²) / pairs, the cluster-robust
 * standard error (Liang and Zeger, Biometrika 1986), which is the other one where every image has one pair.
 *
 * Invariant: p_low + p_high + p_other = 1 for each seed, because the two classes of a pair differ.
 */
import type { FractionOfNyquist } from '../contract/units'
import type { HybridMeasurement } from './hybrid-measurement'
import { clustersOf } from './pair-clusters'
import type { PairClusters } from './pair-clusters'
import type { Pairs } from './pairing'

/** One pairing (one seed) and the model's answers to it. */
export interface SeedMeasurement extends HybridMeasurement {
  pairs: Pairs
}

/** A mean over seeds, dimensionless. */
export interface Estimate {
  mean: number
  /** Standard deviation over seeds (n − 1) / √seeds; null with one seed. */
  standardErrorOverSeeds: number | null
  /** Standard deviation over images / √(pairs per seed), by clusters where pairs share an image; for a proportion the binomial √(p(1 − p)/n). */
  standardErrorOverImages: number
}

/** The read-outs at one f_mix. Proportions and the confidence lie in 0 … 1, the difference in −1 … 1. */
export interface ReadOut {
  fMix: FractionOfNyquist
  pLow: Estimate
  pHigh: Estimate
  pOther: Estimate
  /** p_low − p_high, the curve whose zero is f_rev. */
  difference: Estimate
  /** Mean of the largest softmax probability. */
  confidence: Estimate
}

/**
 * @param measurements one per seed, all at the same f_mix
 * @param labels class index of every image of the data set
 * @param fMix the mixing frequencies in the order of the measurements' rows
 */
export function readOuts(
  measurements: readonly SeedMeasurement[],
  labels: Int32Array,
  fMix: readonly FractionOfNyquist[],
): ReadOut[] {
  if (measurements.length === 0) throw new RangeError('read-outs need the measurement of at least one seed')
  const answers = measurements.map((measurement) => outcomes(measurement, labels, fMix.length))
  const sizes = measurements.map((measurement) => measurement.pairs.low.length)
  const clusters = clustersOf(measurements)
  return fMix.map((value, row) => {
    const low = answers.map((outcome, s) => count(outcome, row, sizes[s]!, LOW))
    const high = answers.map((outcome, s) => count(outcome, row, sizes[s]!, HIGH))
    const other = sizes.map((size, s) => size - low[s]! - high[s]!)
    const decided = low.map((lows, s) => lows + high[s]!)
    const difference = low.map((lows, s) => lows - high[s]!)
    const found: ReadOut = {
      fMix: value,
      pLow: estimate(low, low, sizes),
      pHigh: estimate(high, high, sizes),
      pOther: estimate(other, other, sizes),
      difference: estimate(difference, decided, sizes),
      confidence: confidenceAt(measurements, row),
    }
    if (!clusters.repeated) return found
    const answer = (s: number, i: number): number => answers[s]![row * sizes[s]! + i]!
    const over = (known: Estimate, valueOf: (s: number, i: number) => number): Estimate => ({
      ...known,
      standardErrorOverImages: clusteredError(clusters, known.mean, valueOf),
    })
    return {
      fMix: value,
      pLow: over(found.pLow, (s, i) => Number(answer(s, i) === LOW)),
      pHigh: over(found.pHigh, (s, i) => Number(answer(s, i) === HIGH)),
      pOther: over(found.pOther, (s, i) => Number(answer(s, i) === 0)),
      difference: over(found.difference, answer),
      confidence: over(found.confidence, (s, i) => measurements[s]!.confidence[row * sizes[s]! + i]!),
    }
  })
}

const LOW = 1
const HIGH = -1

/**
 * What each answer was: +1 the low image's class, −1 the high image's, 0 a third; row-major [f_mix, pairs].
 * The mean of a row is p_low − p_high.
 */
export function outcomes(measurement: SeedMeasurement, labels: Int32Array, frequencies: number): Int8Array {
  const { pairs, predicted, confidence } = measurement
  const pairCount = pairs.low.length
  if (pairCount === 0) throw new RangeError('a measurement without pairs has no read-outs')
  if (predicted.length !== frequencies * pairCount || confidence.length !== predicted.length) {
    throw new RangeError(
      `${predicted.length} predictions and ${confidence.length} confidences for ${frequencies} f_mix × ${pairCount} pairs`,
    )
  }
  const lowLabels = pairs.low.map((index) => labels[index]!)
  const highLabels = pairs.high.map((index) => labels[index]!)
  const result = new Int8Array(predicted.length)
  for (let row = 0; row < frequencies; row++) {
    for (let i = 0; i < pairCount; i++) {
      const at = row * pairCount + i
      const answer = predicted[at]!
      result[at] = answer === lowLabels[i] ? LOW : answer === highLabels[i] ? HIGH : 0
    }
  }
  return result
}

function count(outcome: Int8Array, row: number, size: number, wanted: number): number {
  let found = 0
  for (let at = row * size; at < (row + 1) * size; at++) if (outcome[at] === wanted) found++
  return found
}

/**
 * Mean over seeds of sum/size, with its standard errors.
 * @param sums per seed, the sum over pairs of a value v in {−1, 0, 1}
 * @param squares per seed, the sum over pairs of v²
 * @param sizes pairs per seed
 */
function estimate(sums: number[], squares: number[], sizes: number[]): Estimate {
  const mean = meanOfRatios(sums, sizes)
  const variance = Math.max(0, meanOfRatios(squares, sizes) - mean * mean)
  return {
    mean,
    standardErrorOverSeeds: standardErrorOverSeeds(sums.map((sum, s) => sum / sizes[s]!)),
    standardErrorOverImages: Math.sqrt(variance / average(sizes)),
  }
}

/**
 * Mean over seeds of sum/size. Seeds of one size are added as integers first, so that a tie of p_low and
 * p_high is exactly zero and not a rounding error with a sign.
 */
function meanOfRatios(sums: number[], sizes: number[]): number {
  const size = sizes[0]!
  if (sizes.every((other) => other === size)) return average(sums) / size
  return average(sums.map((sum, s) => sum / sizes[s]!))
}

function confidenceAt(measurements: readonly SeedMeasurement[], row: number): Estimate {
  const means: number[] = []
  const variances: number[] = []
  const sizes: number[] = []
  for (const { pairs, confidence } of measurements) {
    const size = pairs.low.length
    const values = confidence.subarray(row * size, (row + 1) * size)
    const mean = average(values)
    means.push(mean)
    variances.push(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size)
    sizes.push(size)
  }
  return {
    mean: average(means),
    standardErrorOverSeeds: standardErrorOverSeeds(means),
    standardErrorOverImages: Math.sqrt(average(variances) / average(sizes)),
  }
}

/** Of one pairing, on average over the pairings. @param valueOf of a pair of a pairing */
function clusteredError(
  { count, ofPair }: PairClusters,
  mean: number,
  valueOf: (pairing: number, pair: number) => number,
): number {
  const variances = ofPair.map((images, s) => {
    const sums = new Float64Array(count)
    images.forEach((image, i) => (sums[image]! += valueOf(s, i) - mean))
    return sums.reduce((sum, value) => sum + value * value, 0) / images.length ** 2
  })
  return Math.sqrt(average(variances))
}

function standardErrorOverSeeds(values: number[]): number | null {
  if (values.length < 2) return null
  const mean = average(values)
  const sumOfSquares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(sumOfSquares / (values.length - 1) / values.length)
}

function average(values: number[] | Float32Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
