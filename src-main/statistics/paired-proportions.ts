/**
 * The 95 % interval of the difference between two proportions of the same images: tighter than that of two proportions
 * of different ones, because an image that is hard for one model is hard for another.
 *
 * One cell for each image: the score interval of Newcombe (Stat. Med. 1998, 17:2635, method 10), which adds the squared
 * distances to the two Wilson limits less twice their product with the correlation φ of the answers (φ with Newcombe's
 * continuity correction). Several cells: the same sum with the limits and the correlation of the images' shares of right
 * answers (statistics/clustered-proportion.ts; Zou and Donner, Stat. Med. 2008, 27:1693). Both stay within [−1, 1] and
 * have a width where no image was answered differently.
 */
import { clusteredProportion } from './clustered-proportion'
import { wilson } from './wilson'

export interface PairedDifference {
  first: number
  second: number
  /** first − second, and its interval. */
  value: number
  low: number
  high: number
}

interface Limits {
  value: number
  low: number
  high: number
}

/**
 * @param first how many cells of each image the first model answered rightly, 0 … `cells`; one image or more
 * @param second of the second model, the same images in the same order; else RangeError
 * @param cells how many cells each image is in, 1 or more
 */
export function pairedDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  cells: number,
): PairedDifference {
  if (first.length !== second.length || first.length === 0)
    throw new RangeError(`${first.length} and ${second.length} images are no pairs`)
  if (cells > 1)
    return combined(
      clusteredProportion(first, cells),
      clusteredProportion(second, cells),
      correlation(first, second, cells),
    )
  let [both, onlyFirst, onlySecond] = [0, 0, 0]
  for (let i = 0; i < first.length; i++) {
    if (first[i]! > 0 && second[i]! > 0) both++
    else if (first[i]! > 0) onlyFirst++
    else if (second[i]! > 0) onlySecond++
  }
  return newcombe(both, onlyFirst, onlySecond, first.length - both - onlyFirst - onlySecond)
}

/** @param neither images that neither model answered rightly; the four counts add up to one or more */
export function newcombe(
  both: number,
  onlyFirst: number,
  onlySecond: number,
  neither: number,
): PairedDifference {
  const n = both + onlyFirst + onlySecond + neither
  const [one, two] = [both + onlyFirst, both + onlySecond]
  const product = one * (n - one) * two * (n - two)
  const excess = both * neither - onlyFirst * onlySecond
  const corrected = excess > 0 ? Math.max(0, excess - n / 2) : excess
  return combined(wilson(one / n, n), wilson(two / n, n), product === 0 ? 0 : corrected / Math.sqrt(product))
}

function combined(first: Limits, second: Limits, correlated: number): PairedDifference {
  const value = first.value - second.value
  const [down, up] = [first.value - first.low, first.high - first.value]
  const [otherDown, otherUp] = [second.value - second.low, second.high - second.value]
  const length = (a: number, b: number): number =>
    Math.sqrt(Math.max(0, a * a - 2 * correlated * a * b + b * b))
  return {
    first: first.value,
    second: second.value,
    value,
    low: Math.max(-1, value - length(down, otherUp)),
    high: Math.min(1, value + length(otherDown, up)),
  }
}

/**
 * Pearson's, of the images' shares of right answers; 0 where one of them does not vary. A positive one is reduced by as
 * much as Newcombe's correction reduces that of single answers with the same two means: images that two models answered
 * alike do not prove that they always would.
 */
function correlation(x: ArrayLike<number>, y: ArrayLike<number>, cells: number): number {
  const n = x.length
  let [sumX, sumY] = [0, 0]
  for (let i = 0; i < n; i++) {
    sumX += x[i]!
    sumY += y[i]!
  }
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [a, b] = [x[i]! - sumX / n, y[i]! - sumY / n]
    xx += a * a
    yy += b * b
    xy += a * b
  }
  if (xx === 0 || yy === 0) return 0
  const found = xy / Math.sqrt(xx * yy)
  const [one, two] = [sumX / (n * cells), sumY / (n * cells)]
  const correction = 1 / (2 * n * Math.sqrt(one * (1 - one) * two * (1 - two)))
  return found > 0 ? Math.max(0, found - correction) : found
}
