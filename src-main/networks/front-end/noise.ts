/**
 * The noise of stochastic models: Gaussian noise on the image (a front end, as in the noise-trained baselines of
 * Dapello et al. 2021) and what an ONNX graph draws (networks/onnx/operators/random.ts).
 *
 * Invariant: what is drawn for an image depends on the seed, the purpose, the pass, the image's index and the place
 * in the network, never on the other images of its batch. Who asks a stochastic model says which draws it wants;
 * there is no default that would draw the same noise twice without anybody noticing.
 */
import * as tf from '../../devices/tf'
import { flush } from '../../devices/step'
import { isStochastic } from '../../contract/model'
import { generator } from '../../random/generator'
import type { Tensor, Tensor2D, Tensor4D } from '../../devices/tf'
import type { Draws, FrozenNetwork, NetworkConfiguration } from '../network'

/** Passes whose mean logits are a stochastic model's answer in every measurement but attacks, which have their own number. */
export const MEASURED_PASSES = 10

/** Of every measurement but attacks, so that all see a model draw the same. */
export const MEASURED_SEED = 0

export type Distribution = 'normal' | 'uniform'

/**
 * Draws [rows, ...rest]: standard normal, or uniform in [0, 1).
 * @param place in the network, e.g. the name of a node
 * @throws Error (a defect of the caller) where nobody said which draws are meant
 */
export function drawRows(
  draws: Draws | undefined,
  place: string,
  rest: readonly number[],
  distribution: Distribution,
): Tensor {
  const { seed, purpose, pass, rows } = needed(draws)
  const length = rest.reduce((product, side) => product * side, 1)
  const values = new Float32Array(rows.length * length)
  for (let row = 0; row < rows.length; row++) {
    const stream = generator(seed, 'model noise', purpose, pass, rows[row]!, place)
    fill(values.subarray(row * length, (row + 1) * length), stream, distribution)
  }
  return tf.tensor(values, [rows.length, ...rest], 'float32')
}

/** Draws of a shape without rows of images: the same for all images of a pass. */
export function drawOnce(
  draws: Draws | undefined,
  place: string,
  shape: readonly number[],
  distribution: Distribution,
): Tensor {
  const { seed, purpose, pass } = needed(draws)
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1))
  fill(values, generator(seed, 'model noise', purpose, pass, 'all images', place), distribution)
  return tf.tensor(values, [...shape], 'float32')
}

function needed(draws: Draws | undefined): Draws {
  if (draws) return draws
  throw new Error('A stochastic model was asked without saying which noise it shall draw.')
}

function fill(values: Float32Array, stream: ReturnType<typeof generator>, distribution: Distribution): void {
  for (let i = 0; i < values.length; i++)
    values[i] = distribution === 'normal' ? stream.normal() : stream.uniform()
}

/** Images with the noise of the configuration's front end; the same images where it has none. */
export function withImageNoise(
  { noise }: Pick<NetworkConfiguration, 'noise'>,
  images: Tensor4D,
  draws: Draws | undefined,
): Tensor4D {
  if (noise === undefined) return images
  const [, ...rest] = images.shape
  return tf.add(images, tf.mul(drawRows(draws, 'image', rest, 'normal'), noise))
}

/** The same for pixels that are not on the device yet: in place. */
export function addImageNoise(pixels: Float32Array, noise: number, draws: Draws): void {
  const length = pixels.length / draws.rows.length
  for (let row = 0; row < draws.rows.length; row++) {
    const { seed, purpose, pass, rows } = draws
    const stream = generator(seed, 'model noise', purpose, pass, rows[row]!, 'image')
    for (let i = row * length; i < (row + 1) * length; i++) pixels[i]! += noise * stream.normal()
  }
}

/**
 * A model's answer: its logits, or the mean logits over MEASURED_PASSES where it is stochastic (expectation over
 * transformation). Ends the device's step after each pass, so that one graph serves all of them.
 * @param images owned by the caller @param rows index of each image
 */
export function measuredLogits(
  network: Pick<FrozenNetwork, 'configuration' | 'logits'>,
  images: Tensor4D,
  rows: ArrayLike<number>,
): Tensor2D {
  if (!isStochastic(network.configuration)) return network.logits(images)
  let sum: Tensor2D | null = null
  for (let pass = 0; pass < MEASURED_PASSES; pass++) {
    const before: Tensor2D | null = sum
    sum = tf.tidy(() => {
      const logits = network.logits(images, measuredDraws(rows, pass))
      return before ? tf.add(before, logits) : tf.clone(logits)
    })
    flush()
    before?.dispose()
  }
  const total = sum!
  const mean: Tensor2D = tf.tidy(() => tf.div(total, MEASURED_PASSES))
  flush()
  total.dispose()
  return mean
}

export function measuredDraws(rows: ArrayLike<number>, pass: number): Draws {
  return { seed: MEASURED_SEED, purpose: 'measurement', pass, rows }
}
