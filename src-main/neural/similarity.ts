/**
 * Representational similarity (neural N.5; Li et al. 2019): S_ij = e_i·e_j with e_i the direction of image i's answers from
 * the mean answer; how alike two such matrices are (correlation of the upper triangles, bootstrapped over images), and
 * linear centred kernel alignment, as published (Kornblith et al. 2019) and without its bias for few images (Song et al.
 * 2012). From centred products (gram.ts); plain numbers in double precision.
 */
import { UserError } from '../contract/errors'
import { generator } from '../random/generator'
import { bcaInterval } from '../statistics/bootstrap-interval'
import type { Gram } from './gram'

/**
 * S [images, images] of centred products; the diagonal is 1.
 * @param whose in the sentence where an image's answer is exactly the mean answer, which has no direction
 */
export function similaritiesOf(
  { images, values }: Pick<Gram, 'images' | 'values'>,
  whose: string,
): Float64Array {
  const lengths = Float64Array.from({ length: images }, (_, i) => Math.sqrt(values[i * images + i]!))
  const still = lengths.findIndex((length) => !(length > 0))
  if (still >= 0)
    throw new UserError(
      'input',
      `${whose} answers image ${still} exactly as the mean of the ${images} images, so its similarity to the others is not defined: choose more, and different, images.`,
    )
  const similarities = new Float64Array(images * images)
  for (let i = 0; i < images; i++)
    for (let j = 0; j < images; j++)
      similarities[i * images + j] = i === j ? 1 : values[i * images + j]! / (lengths[i]! * lengths[j]!)
  return similarities
}

/**
 * Pearson correlation over the pairs i < j, image i counted `counts[i]` times; pairs of an image with itself are left out.
 * NaN where either side does not vary.
 */
export function pairCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  images: number,
  counts: ArrayLike<number> | null = null,
): number {
  let [pairs, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < images; i++) {
    const times = counts === null ? 1 : counts[i]!
    if (times === 0) continue
    for (let j = i + 1; j < images; j++) {
      const weight = counts === null ? 1 : times * counts[j]!
      if (weight === 0) continue
      const [x, y] = [a[i * images + j]!, b[i * images + j]!]
      pairs += weight
      sumA += weight * x
      sumB += weight * y
      squaresA += weight * x * x
      squaresB += weight * y * y
      products += weight * x * y
    }
  }
  const varianceA = squaresA - (sumA * sumA) / pairs
  const varianceB = squaresB - (sumB * sumB) / pairs
  return (products - (sumA * sumB) / pairs) / Math.sqrt(varianceA * varianceB)
}

const RESAMPLES = 500

export interface SimilarityInterval {
  value: number
  low: number
  high: number
}

/** A correlation of pairs with what its interval over images is made of. */
export interface ResampledCorrelation {
  value: number
  /** Of bootstrap resamples of the images. */
  resampled: Float64Array
  /** [images]: without each. */
  leftOut: Float64Array
}

/**
 * Images are drawn, not pairs, so that pairs that share an image are not taken for independent. The same seed draws the same
 * images, whatever is compared.
 */
export function resampledCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  images: number,
  seed: number,
  ...purpose: (string | number)[]
): ResampledCorrelation {
  const stream = generator(seed, 'similarity over images', ...purpose)
  const counts = new Uint32Array(images)
  const resampled = Float64Array.from({ length: RESAMPLES }, () => {
    counts.fill(0)
    for (let i = 0; i < images; i++) counts[stream.integer(images)]! += 1
    return pairCorrelation(a, b, images, counts)
  })
  return { value: pairCorrelation(a, b, images), resampled, leftOut: withoutEach(a, b, images) }
}

/** The correlation over pairs without each image in turn, from the sums over all pairs less those of its own. */
function withoutEach(a: ArrayLike<number>, b: ArrayLike<number>, images: number): Float64Array {
  const rows = Array.from({ length: 5 }, () => new Float64Array(images))
  const [sumA, sumB, squaresA, squaresB, products] = rows as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const add = (image: number, x: number, y: number): void => {
    sumA[image]! += x
    sumB[image]! += y
    squaresA[image]! += x * x
    squaresB[image]! += y * y
    products[image]! += x * y
  }
  for (let i = 0; i < images; i++)
    for (let j = i + 1; j < images; j++) {
      add(i, a[i * images + j]!, b[i * images + j]!)
      add(j, a[i * images + j]!, b[i * images + j]!)
    }
  // Every pair is in the sums of two images.
  const totals = rows.map((row) => row.reduce((sum, value) => sum + value, 0) / 2)
  const pairs = ((images - 1) * (images - 2)) / 2
  return Float64Array.from({ length: images }, (_, i) => {
    const [x, y, xx, yy, xy] = totals.map((total, k) => total - rows[k]![i]!) as [
      number,
      number,
      number,
      number,
      number,
    ]
    return (xy - (x * y) / pairs) / Math.sqrt((xx - (x * x) / pairs) * (yy - (y * y) / pairs))
  })
}

/** Representational similarity with its 95 % interval: BCa over images. */
export function representationalSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  images: number,
  seed = 0,
): SimilarityInterval {
  const { value, resampled, leftOut } = resampledCorrelation(a, b, images, seed)
  return { value, ...bcaInterval(value, resampled, leftOut, 0.95) }
}

/** Linear centred kernel alignment of centred products, 0 … 1. */
export function kernelAlignment(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [products, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    products += a[i]! * b[i]!
    squaresA += a[i]! * a[i]!
    squaresB += b[i]! * b[i]!
  }
  return products / Math.sqrt(squaresA * squaresB)
}

/**
 * The same from the unbiased estimate of the Hilbert–Schmidt independence criterion: about 0 for answers that have nothing
 * in common, however many neurons there are. Four images or more.
 */
export function unbiasedKernelAlignment(a: ArrayLike<number>, b: ArrayLike<number>, images: number): number {
  const own = (x: ArrayLike<number>, y: ArrayLike<number>): number => unbiasedCriterion(x, y, images)
  return own(a, b) / Math.sqrt(own(a, a) * own(b, b))
}

/** Song et al. 2012, equation 5, up to its factor; products may be centred or not. */
function unbiasedCriterion(a: ArrayLike<number>, b: ArrayLike<number>, n: number): number {
  let [trace, sumA, sumB, crossed] = [0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    let [rowA, rowB] = [0, 0]
    for (let j = 0; j < n; j++) {
      if (i === j) continue
      const [x, y] = [a[i * n + j]!, b[i * n + j]!]
      trace += x * y
      rowA += x
      rowB += y
    }
    sumA += rowA
    sumB += rowB
    crossed += rowA * rowB
  }
  return trace + (sumA * sumB) / ((n - 1) * (n - 2)) - (2 * crossed) / (n - 2)
}
