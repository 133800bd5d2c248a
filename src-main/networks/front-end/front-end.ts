/**
 * What every network does to an image before its first layer (methods A.1, A.3, A.5): project it onto principal
 * components, repeat a gray channel where the network takes three, normalise, blur.
 *
 * The projection is x' = μ + VVᵀ(x − μ) of the whole image, as two matrix products with the k components.
 * Repeating is left to the normaliser's broadcasting: one mean for all copies, or one for each.
 * The blur is a circular convolution with a separable kernel, done as two matrix products with
 * circulant matrices: along the rows one product over all images (the channels ride along as a block
 * diagonal), along the columns one product per image. For 32 to 224 pixels this is far cheaper than a
 * k×k convolution on a copy padded by hand, and a kernel longer than the image is no special case.
 */
import * as tf from '../../devices/tf'
import type { Tensor, Tensor2D, Tensor4D } from '../../devices/tf'
import { blurKernel, circulant } from './blur-kernel'
import { networkChannels } from '../configuration'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../network'
import { PCA_COMPONENTS, PCA_MEAN } from '../state-fields'

/** The fixed tensors of the front end; owned by whoever made them. */
export interface FrontEnd {
  /** Images [n, size, size, channels] in [0,1] → projected, normalised and blurred, [n, size, size, network's channels]. */
  apply(images: Tensor4D): Tensor4D
  /** All tensors it holds, to be frozen and disposed with the network. */
  readonly tensors: readonly Tensor[]
}

/** @param state holds `pca.mean` and `pca.components`, checked, where the configuration has components. */
export function createFrontEnd(
  configuration: NetworkConfiguration,
  state: StateDictionary = new Map(),
): FrontEnd {
  const { sigma, components } = configuration
  const steps = [normalisation(configuration)]
  if (components !== undefined) steps.unshift(projection(configuration, state))
  if (sigma !== null) steps.push(blur(configuration, sigma))
  return {
    apply: (images) => steps.reduce((x, step) => step.apply(x), images),
    tensors: steps.flatMap((step) => step.tensors),
  }
}

function normalisation(configuration: NetworkConfiguration): FrontEnd {
  const channels = networkChannels(configuration)
  const wide = (values: number[]): number[] =>
    Array.from({ length: channels }, (_, channel) => values[channel] ?? values[0]!)
  const [mean, std] = [wide(configuration.mean), wide(configuration.std)]
  const isIdentity = mean.every((value) => value === 0) && std.every((value) => value === 1)
  if (isIdentity && channels === configuration.channels) return { apply: (images) => images, tensors: [] }
  const scale = tf.tensor1d(std.map((value) => 1 / value))
  const shift = tf.tensor1d(mean.map((value, channel) => -value / std[channel]!))
  return { apply: (images) => tf.add(tf.mul(images, scale), shift), tensors: [scale, shift] }
}

function projection({ size, channels }: NetworkConfiguration, state: StateDictionary): FrontEnd {
  const values = (name: string): Float32Array => {
    const entry = state.get(name)
    if (!entry) throw new Error(`The front end needs "${name}".`)
    return toPixelOrder(entry.data as Float32Array, size * size, channels)
  }
  const pixels = channels * size * size
  const mean = tf.tensor2d(values(PCA_MEAN), [1, pixels])
  const basis = values(PCA_COMPONENTS)
  const components = tf.tensor2d(basis, [basis.length / pixels, pixels])
  const apply = (images: Tensor4D): Tensor4D => {
    const centred = tf.sub<Tensor2D>(tf.reshape(images, [-1, pixels]), mean)
    const scores = tf.matMul<Tensor2D>(centred, components, false, true)
    return tf.reshape(tf.add(tf.matMul<Tensor2D>(scores, components), mean), images.shape)
  }
  return { apply, tensors: [mean, components] }
}

/** Rows of PyTorch's order (channel, place) to the device's (place, channel). */
function toPixelOrder(data: Float32Array, places: number, channels: number): Float32Array {
  const result = new Float32Array(data.length)
  const row = places * channels
  for (let start = 0; start < data.length; start += row) {
    for (let channel = 0; channel < channels; channel++) {
      for (let place = 0; place < places; place++) {
        result[start + place * channels + channel] = data[start + channel * places + place]!
      }
    }
  }
  return result
}

function blur(configuration: NetworkConfiguration, sigma: number): FrontEnd {
  const { size } = configuration
  const channels = networkChannels(configuration)
  const matrix = circulant(blurKernel(sigma), size)
  const columns = tf.tensor3d(Float32Array.from(matrix), [1, size, size])
  const row = size * channels
  const rows = tf.tensor2d(interleave(matrix, size, channels), [row, row])
  const apply = (images: Tensor4D): Tensor4D => {
    const alongRows = tf.matMul(tf.reshape(images, [-1, row]), rows)
    const alongColumns = tf.matMul(columns, tf.reshape(alongRows, [-1, size, row]))
    return tf.reshape(alongColumns, images.shape)
  }
  return { apply, tensors: [columns, rows] }
}

/** matrix ⊗ identity(channels), [side·channels, side·channels]: filters each channel of an interleaved row by itself. */
function interleave(matrix: Float64Array, side: number, channels: number): Float32Array {
  const row = side * channels
  const result = new Float32Array(row * row)
  for (let from = 0; from < side; from++) {
    for (let to = 0; to < side; to++) {
      for (let channel = 0; channel < channels; channel++) {
        // The matrix is symmetric (the kernel is even), so its orientation does not matter.
        result[(from * channels + channel) * row + to * channels + channel] = matrix[to * side + from]!
      }
    }
  }
  return result
}
