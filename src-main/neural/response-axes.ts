/**
 * The neural manifold's axes (neural N.4): the singular value decomposition of responses, images × neurons, centred per
 * neuron. Only the leading axes are computed (training/leading-vectors.ts), from the products of the smaller side; shares
 * of variance are of all of it.
 */
import * as tf from '../devices/tf'
import { generator } from '../random/generator'
import { leadingVectors } from '../training/leading-vectors'
import { orthonormalise } from '../statistics/orthonormal'
import { Gram } from './gram'

/** Rows of images of one product on the device. */
const ROWS = 512
const COLUMNS = 4096

/** `sd`: each neuron divided by its standard deviation over the images, so that all count alike. */
export type ResponseScaling = 'none' | 'sd'

export interface CentredResponses {
  images: number
  neurons: number
  /** (r − mean) · scale, [images, neurons]. */
  values: Float32Array
  mean: Float64Array
  /** 1, or 1/SD (over images, n − 1); 0 for a neuron that does not vary. */
  scale: Float64Array
  /** Neurons that do not vary at all. */
  silent: number
}

/** @param values [images, neurons]; changed in place, and kept */
export function centreResponses(
  values: Float32Array,
  images: number,
  neurons: number,
  scaling: ResponseScaling,
): CentredResponses {
  const mean = new Float64Array(neurons)
  const squares = new Float64Array(neurons)
  for (let i = 0; i < images; i++)
    for (let n = 0; n < neurons; n++) mean[n]! += values[i * neurons + n]! / images
  for (let i = 0; i < images; i++)
    for (let n = 0; n < neurons; n++) squares[n]! += (values[i * neurons + n]! - mean[n]!) ** 2
  const scale = squares.map((sum) =>
    sum > 0 ? (scaling === 'sd' ? 1 / Math.sqrt(sum / (images - 1)) : 1) : 0,
  )
  for (let i = 0; i < images; i++)
    for (let n = 0; n < neurons; n++) {
      const place = i * neurons + n
      values[place] = (values[place]! - mean[n]!) * scale[n]!
    }
  return { images, neurons, values, mean, scale, silent: scale.filter((factor) => factor === 0).length }
}

/** The same treatment for other responses of the same neurons, [rows, neurons]. */
export function centredLike(
  { neurons, mean, scale }: CentredResponses,
  responses: Float32Array,
): Float32Array {
  return responses.map((value, i) => (value - mean[i % neurons]!) * scale[i % neurons]!)
}

export interface ResponseAxes {
  /** Orthonormal rows in the space of the neurons, [count, neurons], by descending variance. */
  axes: Float32Array
  count: number
  /** s_k² / Σs² of each, 0 … 1. */
  explained: number[]
  /** (Σλ)² / Σλ² of all eigenvalues λ: how many dimensions of equal variance would be as wide. */
  participation: number
}

/** @throws RangeError for more axes than min(images − 1, neurons) */
export async function responseAxes(responses: CentredResponses, count: number): Promise<ResponseAxes> {
  const { images, neurons, values } = responses
  if (!(count >= 1 && count <= Math.min(images - 1, neurons)))
    throw new RangeError(`${count} axes of ${images} images × ${neurons} neurons`)
  const side = Math.min(images, neurons)
  const products = images <= neurons ? await imageProducts(responses) : await neuronProducts(responses)
  let total = 0
  let squares = 0
  for (let i = 0; i < side; i++) total += products[i * side + i]!
  for (const product of products) squares += product * product
  const { vectors, variances } = await leadingVectors(products, side, count, undefined)
  return {
    axes: images <= neurons ? await acrossNeurons(vectors, count, values, images, neurons) : vectors,
    count,
    explained: Array.from(variances, (variance) => variance / total),
    participation: (total * total) / squares,
  }
}

async function imageProducts({ images, neurons, values }: CentredResponses): Promise<Float64Array> {
  const gram = new Gram(images)
  await gram.add(values, neurons)
  return gram.values
}

async function neuronProducts({ images, neurons, values }: CentredResponses): Promise<Float64Array> {
  const sum = new Float64Array(neurons * neurons)
  for (let first = 0; first < images; first += ROWS) {
    const rows = Math.min(ROWS, images - first)
    const product = tf.tidy(() => {
      const x = tf.tensor2d(values.slice(first * neurons, (first + rows) * neurons), [rows, neurons])
      return tf.matMul(x, x, true, false)
    })
    const part = await product.data()
    product.dispose()
    for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!
  }
  return sum
}

/** Left vectors [count, images] · responses, each brought to length 1. */
async function acrossNeurons(
  vectors: Float32Array,
  count: number,
  values: Float32Array,
  images: number,
  neurons: number,
): Promise<Float32Array> {
  const axes = new Float32Array(count * neurons)
  for (let first = 0; first < neurons; first += COLUMNS) {
    const width = Math.min(COLUMNS, neurons - first)
    const block = new Float32Array(images * width)
    for (let i = 0; i < images; i++)
      block.set(values.subarray(i * neurons + first, i * neurons + first + width), i * width)
    const product = tf.tidy(() =>
      tf.matMul(tf.tensor2d(vectors, [count, images]), tf.tensor2d(block, [images, width])),
    )
    const part = await product.data()
    product.dispose()
    for (let k = 0; k < count; k++) axes.set(part.subarray(k * width, (k + 1) * width), k * neurons + first)
  }
  for (let k = 0; k < count; k++) {
    const axis = axes.subarray(k * neurons, (k + 1) * neurons)
    const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0))
    for (let n = 0; n < neurons; n++) axis[n]! /= length
  }
  return axes
}

/**
 * As many axes of a random rotation of the space of the neurons, with the share of variance that each has: the control
 * against which the leading axes are set.
 */
export async function randomAxes(
  responses: CentredResponses,
  count: number,
  seed: number,
): Promise<Omit<ResponseAxes, 'participation'>> {
  const { images, neurons, values } = responses
  const stream = generator(seed, 'random rotation')
  const columns = Float64Array.from({ length: neurons * count }, () => stream.normal())
  orthonormalise(columns, neurons, count)
  const axes = new Float32Array(count * neurons)
  for (let n = 0; n < neurons; n++)
    for (let k = 0; k < count; k++) axes[k * neurons + n] = columns[n * count + k]!
  const scores = await scoresOn(axes, count, values, neurons)
  let total = 0
  for (const value of values) total += value * value
  const explained = Array.from({ length: count }, (_, k) => {
    let sum = 0
    for (let i = 0; i < images; i++) sum += scores[i * count + k]! ** 2
    return sum / total
  })
  return { axes, count, explained }
}

/** Centred responses [rows, neurons] on axes [count, neurons]: scores [rows, count]. */
export async function scoresOn(
  axes: Float32Array,
  count: number,
  values: Float32Array,
  neurons: number,
): Promise<Float32Array> {
  const rows = values.length / neurons
  const scores = new Float32Array(rows * count)
  for (let first = 0; first < rows; first += ROWS) {
    const some = Math.min(ROWS, rows - first)
    const product = tf.tidy(() =>
      tf.matMul(
        tf.tensor2d(values.slice(first * neurons, (first + some) * neurons), [some, neurons]),
        tf.tensor2d(axes, [count, neurons]),
        false,
        true,
      ),
    )
    scores.set(await product.data(), first * count)
    product.dispose()
  }
  return scores
}
