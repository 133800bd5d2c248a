/** Noise for a batch from one random stream per row, so that it does not depend on an image's place in the batch. */
import * as tf from '../devices/tf'
import type { Tensor4D } from '../devices/tf'
import type { Generator } from '../random/generator'

/** Uniform noise of variance 1 has this half-width. */
const HALF_WIDTH = Math.sqrt(3)

/** Independent numbers of mean 0 and variance 1; `uniform` costs a third of `normal`. */
export function rowNoise(
  streams: readonly Generator[],
  shape: [number, number, number, number],
  kind: 'uniform' | 'normal',
): Tensor4D {
  const length = shape[1] * shape[2] * shape[3]
  const noise = new Float32Array(streams.length * length)
  streams.forEach((stream, row) => {
    for (let i = row * length; i < (row + 1) * length; i++)
      noise[i] = kind === 'uniform' ? HALF_WIDTH * (2 * stream.uniform() - 1) : stream.normal()
  })
  return tf.tensor4d(noise, shape)
}
