/**
 * The leading principal components of a data set's images (methods A.5): the eigenvectors of the covariance of
 * all pixels with the largest eigenvalues. What the front end of the `PCA` models projects onto.
 *
 * Found by subspace iteration: the products with the covariance run on the device in float32, everything that
 * makes vectors orthogonal runs here in double precision. Seeded, so the same images give the same bits.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { imageBatches } from '../datasets/batches'
import * as tf from '../devices/tf'
import { UserError } from '../contract/errors'
import { generator } from '../random/generator'
import { breathe, checkCancelled } from './guards'
import { orthonormalise } from './orthonormal'
import type { DataSet } from '../datasets/data-set'
import type { Tensor2D } from '../devices/tf'

/** The covariance of so many numbers per image still fits in memory with ease: 64×64 gray, 36×36 colour. */
const MOST_VALUES = 4096
const BATCH = 1000
/** Products with the covariance between two orthogonalisations. */
const POWERS = 2
const MOST_ITERATIONS = 60
/** Relative change of the captured variance at which the iteration ends. */
const TOLERANCE = 1e-9

export interface PrincipalComponents {
  /** Mean image, [D] in PyTorch's order (channel, row, column), D = channels·height·width. */
  mean: Float32Array
  /** Orthonormal rows, by descending variance, [count, D] in the same order. */
  components: Float32Array
  /** Variance along each component, of images in [0,1]. */
  variances: Float64Array
  /** Sum of the variances of all pixels. */
  totalVariance: number
}

export interface PrincipalComponentsOptions {
  data: DataSet
  /** How many. */
  count: number
  onProgress?: ((done: number, total: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/**
 * @throws UserError('usage') when there cannot be so many components, or the images are too large;
 *   UserError('cancelled') on abort.
 */
export async function principalComponents(options: PrincipalComponentsOptions): Promise<PrincipalComponents> {
  const { data, count } = options
  const values = data.height * data.width * data.channels
  if (values > MOST_VALUES)
    throw new UserError(
      'usage',
      `Principal components of images of ${data.width}×${data.height}×${data.channels} = ${values} values are not computed: at most ${MOST_VALUES} are possible; add the data set with a smaller --size or in gray.`,
    )
  const most = Math.min(values, data.count - 1)
  if (!(count >= 1 && count <= most))
    throw new UserError(
      'usage',
      `${count} principal components are not possible: these images have at most ${most}.`,
    )
  const mean = await meanImage(options, values)
  const covariance = await covarianceOf(options, mean)
  let totalVariance = 0
  for (let i = 0; i < values; i++) totalVariance += covariance[i * values + i]!
  const { vectors, variances } = await leadingVectors(covariance, values, count, options.signal)
  return {
    mean: toChannelOrder(Float32Array.from(mean), data),
    components: toChannelOrder(vectors, data),
    variances,
    totalVariance,
  }
}

/** In the device's order (row, column, channel). */
async function meanImage(
  { data, signal }: PrincipalComponentsOptions,
  values: number,
): Promise<Float64Array> {
  const sum = new Float64Array(values)
  for await (const { images, count } of batchesOf(data)) {
    checkCancelled(signal)
    for (let image = 0; image < count; image++) {
      for (let i = 0; i < values; i++) sum[i]! += images[image * values + i]!
    }
  }
  return sum.map((value) => value / data.count)
}

/** Σ (x − μ)(x − μ)ᵀ / (n − 1), [D, D]: products of a batch on the device, their sum in double precision. */
async function covarianceOf(
  { data, onProgress, signal }: PrincipalComponentsOptions,
  mean: Float64Array,
): Promise<Float64Array> {
  const values = mean.length
  const sum = new Float64Array(values * values)
  for await (const { images, count, start } of batchesOf(data)) {
    checkCancelled(signal)
    // Padding is left at zero: it adds nothing.
    const centred = new Float32Array(images.length)
    for (let i = 0; i < count * values; i++) centred[i] = images[i]! - mean[i % values]!
    const product = tf.tidy(() => {
      const x = tf.tensor2d(centred, [images.length / values, values])
      return tf.matMul(x, x, true, false)
    })
    const part = await product.data()
    product.dispose()
    for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!
    onProgress?.(start + count, data.count)
    await breathe()
  }
  return sum.map((value) => value / (data.count - 1))
}

function batchesOf(data: DataSet): ReturnType<typeof imageBatches> {
  const order = Int32Array.from({ length: data.count }, (_, i) => i)
  return imageBatches(data, order, Math.min(BATCH, data.count))
}

async function leadingVectors(
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

/** Rows from the device's order (row, column, channel) to PyTorch's (channel, row, column). */
function toChannelOrder(rows: Float32Array, { height, width, channels }: DataSet): Float32Array {
  const places = height * width
  const result = new Float32Array(rows.length)
  for (let start = 0; start < rows.length; start += places * channels) {
    for (let place = 0; place < places; place++) {
      for (let channel = 0; channel < channels; channel++)
        result[start + channel * places + place] = rows[start + place * channels + channel]!
    }
  }
  return result
}
