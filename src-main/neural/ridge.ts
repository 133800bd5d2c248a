/**
 * Ridge regression on the pixels of images, its strength by generalised cross-validation (Golub, Heath and Wahba 1979;
 * neural N.4), for several targets at once. Double precision, from one decomposition of the smaller of XᵀX and XXᵀ, which is
 * the principal components of the images, too.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Generator } from '../random/generator'

/** Eigenvalues below this share of the largest are rounding. */
const NEGLIGIBLE = 1e-12
/** Strengths tried: ten a decade, from 1e-8 to 1e3 times the largest eigenvalue (our choice). */
export const STRENGTHS = Array.from({ length: 111 }, (_, k) => 10 ** (-8 + k / 10))

/**
 * Largest share of degrees of freedom to images (our choice): beyond it nearly every image has a parameter of its own, and
 * the criterion, nought by nought, can prefer that.
 */
const MOST_FREEDOM = 0.9

/** Images taken apart: X − mean = U √D Vᵀ. */
export interface PixelDecomposition {
  images: number
  pixels: number
  /** Mean image, [pixels]. */
  mean: Float64Array
  /** Eigenvalues of the centred XᵀX, descending, without what is rounding. */
  eigenvalues: Float64Array
  /** Orthonormal rows [eigenvalues, pixels]: the principal components of the images. */
  components: Float64Array
  /** Scores of the images on them, [images, eigenvalues]. */
  scores: Float64Array
}

/** @param values [images, pixels], row-major */
export function decomposePixels(
  values: ArrayLike<number>,
  images: number,
  pixels: number,
): PixelDecomposition {
  const mean = new Float64Array(pixels)
  for (let i = 0; i < images; i++)
    for (let p = 0; p < pixels; p++) mean[p]! += values[i * pixels + p]! / images
  const centred = new Float64Array(images * pixels)
  for (let i = 0; i < images; i++)
    for (let p = 0; p < pixels; p++) centred[i * pixels + p] = values[i * pixels + p]! - mean[p]!
  const dual = images < pixels
  const rows = dual ? centred : transposed(centred, images, pixels)
  const { eigenvalues, vectors } = eigen(products(rows, dual ? images : pixels, dual ? pixels : images))
  const rank = eigenvalues.length
  const components = new Float64Array(rank * pixels)
  const scores = new Float64Array(images * rank)
  for (const [k, eigenvalue] of eigenvalues.entries()) {
    const vector = vectors[k]!
    const root = Math.sqrt(eigenvalue)
    if (dual) {
      const component = components.subarray(k * pixels, (k + 1) * pixels)
      for (let i = 0; i < images; i++) {
        const share = vector[i]! / root
        for (let p = 0; p < pixels; p++) component[p]! += share * centred[i * pixels + p]!
        scores[i * rank + k] = vector[i]! * root
      }
    } else {
      components.set(vector, k * pixels)
      for (let i = 0; i < images; i++) {
        let sum = 0
        for (let p = 0; p < pixels; p++) sum += centred[i * pixels + p]! * vector[p]!
        scores[i * rank + k] = sum
      }
    }
  }
  return { images, pixels, mean, eigenvalues, components, scores }
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(values.length)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) result[c * rows + r] = values[r * columns + c]!
  return result
}

/** rows · rowsᵀ of [count, length]. */
function products(rows: Float64Array, count: number, length: number): Matrix {
  const matrix = new Matrix(count, count)
  for (let i = 0; i < count; i++) {
    const a = rows.subarray(i * length, (i + 1) * length)
    for (let j = 0; j <= i; j++) {
      const b = rows.subarray(j * length, (j + 1) * length)
      let sum = 0
      for (let k = 0; k < length; k++) sum += a[k]! * b[k]!
      matrix.set(i, j, sum)
      matrix.set(j, i, sum)
    }
  }
  return matrix
}

function eigen(matrix: Matrix): { eigenvalues: Float64Array; vectors: number[][] } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  })
  const largest = Math.max(...realEigenvalues)
  const order = realEigenvalues
    .map((_, i) => i)
    .filter((i) => realEigenvalues[i]! > largest * NEGLIGIBLE)
    .sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
  return {
    eigenvalues: Float64Array.from(order, (i) => realEigenvalues[i]!),
    vectors: order.map((i) => eigenvectorMatrix.getColumn(i)),
  }
}

export interface RidgeFit {
  /** Weight of each pixel, [pixels]. */
  weights: Float64Array
  /** λ, in units of XᵀX; it minimises the criterion over the strengths tried. */
  strength: number
  /** tr H, the intercept counted. */
  degreesOfFreedom: number
  /** The criterion there: an estimate of the mean squared error on other images. */
  criterion: number
  /** 1 − criterion / variance of the target: the share of it that pixels are estimated to predict linearly; below 0: none. */
  explained: number
}

interface Strength extends Omit<RidgeFit, 'weights'> {
  /** Target on the left singular vectors. */
  along: Float64Array
}

function strengthFor(decomposition: PixelDecomposition, target: ArrayLike<number>): Strength {
  const { images, eigenvalues, scores } = decomposition
  const rank = eigenvalues.length
  let mean = 0
  for (let i = 0; i < images; i++) mean += target[i]! / images
  let total = 0
  const along = new Float64Array(rank)
  for (let i = 0; i < images; i++) {
    const y = target[i]! - mean
    total += y * y
    for (let k = 0; k < rank; k++) along[k]! += y * scores[i * rank + k]!
  }
  for (let k = 0; k < rank; k++) along[k]! /= Math.sqrt(eigenvalues[k]!)
  const reached = along.reduce((sum, value) => sum + value * value, 0)
  let best = { strength: NaN, criterion: Infinity, degreesOfFreedom: NaN }
  for (const share of STRENGTHS) {
    const strength = share * eigenvalues[0]!
    let residual = Math.max(0, total - reached)
    let degreesOfFreedom = 1
    for (let k = 0; k < rank; k++) {
      const shrunk = strength / (eigenvalues[k]! + strength)
      residual += (shrunk * along[k]!) ** 2
      degreesOfFreedom += 1 - shrunk
    }
    if (degreesOfFreedom > MOST_FREEDOM * images) continue
    const criterion = residual / images / (1 - degreesOfFreedom / images) ** 2
    if (criterion < best.criterion) best = { strength, criterion, degreesOfFreedom }
  }
  return { ...best, along, explained: 1 - best.criterion / (total / images) }
}

/**
 * y ≈ intercept + (x − mean)·w for one target.
 * @param target [images]
 */
export function ridge(decomposition: PixelDecomposition, target: ArrayLike<number>): RidgeFit {
  const { pixels, eigenvalues, components } = decomposition
  const { along, ...best } = strengthFor(decomposition, target)
  const weights = new Float64Array(pixels)
  for (let k = 0; k < eigenvalues.length; k++) {
    const factor = (along[k]! * Math.sqrt(eigenvalues[k]!)) / (eigenvalues[k]! + best.strength)
    for (let p = 0; p < pixels; p++) weights[p]! += factor * components[k * pixels + p]!
  }
  return { weights, ...best }
}

/** So many permutations that the largest of them is exceeded by chance in one case of twenty. */
const PERMUTATIONS = 19

/**
 * What pixels seem to predict of a target that has nothing to do with them: the best of many strengths is above 0 by chance,
 * with few images often and far.
 * @param target [images] @returns the largest `explained` of 19 random orders of the target
 */
export function explainedByChance(
  decomposition: PixelDecomposition,
  target: Float64Array,
  stream: Generator,
): number {
  return Math.max(
    ...Array.from({ length: PERMUTATIONS }, () => {
      const order = stream.permutation(decomposition.images)
      return strengthFor(
        decomposition,
        Float64Array.from(order, (i) => target[i]!),
      ).explained
    }),
  )
}
