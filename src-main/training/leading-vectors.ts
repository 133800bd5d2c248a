/**
 * The leading eigenvectors of a symmetric positive matrix that is too large to take apart whole, by subspace iteration:
 * the products with the matrix run on the device in float32, everything that makes vectors orthogonal runs here in
 * double precision. Seeded, so the same matrix gives the same bits. For covariances of pixels (methods A.5) and of
 * responses (neural N.4).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import * as tf from '../devices/tf'
import { generator } from '../random/generator'
import { breathe, checkCancelled } from './guards'
import { orthonormalise } from '../statistics/orthonormal'
import type { Tensor2D } from '../devices/tf'

/** Products with the matrix between two orthogonalisations. */
const POWERS = 2
const MOST_ITERATIONS = 60
/** Relative change of the captured eigenvalues at which the iteration ends. */
const TOLERANCE = 1e-9

/**
 * @param covariance [values, values]
 * @returns orthonormal rows by descending eigenvalue, each with its largest entry positive, [count, values], and the
 *   eigenvalues
 */
export async function leadingVectors(
  covariance: Float64Array,
  values: number,
  count: number,
  signal: AbortSignal | undefined,
): Promise<{ vectors: Float32Array; variances: Float64Array }> {
  // A wider block than asked for: its last vectors may stay rough.
  const width = Math.min(values, count + Math.max(16, Math.ceil(count / 4)))
  const stream = generator(0, 'principal components')
  let block = Float64Array.from({ length: values * width }, () => stream.normal())
  orthonormalise(block, values, width)
  const matrix = tf.tensor2d(Float32Array.from(covariance), [values, values])
  try {
    let before = 0
    for (let iteration = 0; ; iteration++) {
      checkCancelled(signal)
      block = await multiply(matrix, block, values, width, POWERS)
      orthonormalise(block, values, width)
      const inner = await innerEigenvectors(matrix, block, values, width, count)
      const captured = inner.variances.reduce((sum, value) => sum + value, 0)
      const change = Math.abs(captured - before) / captured
      before = captured
      if (change < TOLERANCE || width === values || iteration === MOST_ITERATIONS)
        return { vectors: outerVectors(block, inner.vectors, values, width), variances: inner.variances }
      await breathe()
    }
  } finally {
    matrix.dispose()
  }
}

/** matrixⁿ · block, scaled against overflow. */
async function multiply(
  matrix: Tensor2D,
  block: Float64Array,
  values: number,
  width: number,
  times: number,
): Promise<Float64Array<ArrayBuffer>> {
  const result = tf.tidy(() => {
    let x = tf.tensor2d(Float32Array.from(block), [values, width])
    for (let i = 0; i < times; i++) {
      const product: Tensor2D = tf.matMul(matrix, x)
      x = tf.div(product, tf.max(tf.abs(product)))
    }
    return x
  })
  const data = await result.data()
  result.dispose()
  return Float64Array.from(data)
}

/** The best vectors within the block's span (Rayleigh–Ritz), as coefficients of its columns, and their variances. */
async function innerEigenvectors(
  matrix: Tensor2D,
  block: Float64Array,
  values: number,
  width: number,
  count: number,
): Promise<{ vectors: number[][]; variances: Float64Array }> {
  const small = tf.tidy(() => {
    const x = tf.tensor2d(Float32Array.from(block), [values, width])
    return tf.matMul(x, tf.matMul(matrix, x), true, false)
  })
  const inner = await small.data()
  small.dispose()
  const symmetric = new Matrix(width, width)
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) symmetric.set(i, j, (inner[i * width + j]! + inner[j * width + i]!) / 2)
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  })
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
    .slice(0, count)
  return {
    vectors: order.map((i) => eigenvectorMatrix.getColumn(i)),
    variances: Float64Array.from(order, (i) => realEigenvalues[i]!),
  }
}

/** The vectors that these coefficients mean, as rows. */
function outerVectors(
  block: Float64Array,
  coefficients: readonly number[][],
  values: number,
  width: number,
): Float32Array {
  const rows = new Float32Array(coefficients.length * values)
  for (const [k, weights] of coefficients.entries()) {
    const vector = new Float64Array(values)
    for (let i = 0; i < values; i++) {
      let sum = 0
      for (let j = 0; j < width; j++) sum += block[i * width + j]! * weights[j]!
      vector[i] = sum
    }
    rows.set(withSign(vector), k * values)
  }
  return rows
}

/** An eigenvector has no sign of its own: its largest entry is made positive. */
function withSign(vector: Float64Array): Float64Array {
  let largest = 0
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value
  return largest < 0 ? vector.map((value) => -value) : vector
}
