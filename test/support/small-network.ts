/** The network of test/golden/make_attacks.py: two convolutions with softplus and a linear read-out, random weights. */
import * as tf from '../../src-main/devices/tf'
import { uniform } from './seeded-values'

export const SMALL = { count: 8, side: 12, channels: 3, classes: 5 } as const

export interface SmallNetwork {
  logits(images: tf.Tensor4D): tf.Tensor2D
  dispose(): void
}

/** Clean images [count, side, side, channels]. */
export function smallImages(): Float32Array {
  const { count, side, channels } = SMALL
  return Float32Array.from(uniform(7000, count * side * side * channels), (u) => 0.2 + 0.6 * u)
}

export function smallNetwork(): SmallNetwork {
  const values = (stream: number, count: number, fanIn: number) =>
    Float32Array.from(uniform(stream, count), (u) => (2 * u - 1) * Math.sqrt(6 / fanIn))
  const { channels, classes } = SMALL
  const first = tf.tensor4d(values(7001, 9 * channels * 8, 9 * channels), [3, 3, channels, 8])
  const second = tf.tensor4d(values(7002, 9 * 8 * 12, 9 * 8), [3, 3, 8, 12])
  const readOut = tf.tensor2d(values(7003, 432 * classes, 432), [432, classes])
  const softplus = (x: tf.Tensor4D): tf.Tensor4D => tf.log(tf.add(tf.exp(x), 1))
  const pads: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]
  return {
    logits: (images) => {
      const hidden = softplus(tf.conv2d(images, first, 1, pads))
      const features = softplus(tf.conv2d(hidden, second, 2, pads))
      return tf.matMul(tf.reshape<tf.Rank.R2>(features, [-1, 432]), readOut)
    },
    dispose: () => tf.dispose([first, second, readOut]),
  }
}
