/**
 * The leading principal components of a data set's images (methods A.5): the eigenvectors of the covariance of
 * all pixels with the largest eigenvalues. What the front end of the `PCA` models projects onto.
 *
 * Found by subspace iteration (leading-vectors.ts), seeded, so the same images give the same bits.
 */
import { imageBatches } from '../datasets/batches'
import * as tf from '../devices/tf'
import { UserError } from '../contract/errors'
import { breathe, checkCancelled } from './guards'
import { leadingVectors } from './leading-vectors'
import type { DataSet } from '../datasets/data-set'

/** The covariance of so many numbers per image still fits in memory with ease: 64×64 gray, 36×36 colour. */
const MOST_VALUES = 4096
const BATCH = 1000
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
