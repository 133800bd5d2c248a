/**
 * One number per image and channel against whole images, as squeeze-and-excitation blocks have it: smaller images
 * meet larger ones in whichever layout the convolutions left them.
 */
import { describe, expect, it } from 'vitest'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '../../src-main/devices/tf'
import { DEVICES } from '../support/devices'
import { uniform } from '../support/seeded-values'

const absent = DEVICES.find(({ device }) => device === 'onnxruntime')!.reason

function random(stream: number, shape: [number, number, number, number]): tf.Tensor4D {
  const count = shape.reduce((product, side) => product * side, 1)
  return tf.tensor4d(
    Float32Array.from(uniform(stream, count), (value) => value - 0.5),
    shape,
  )
}

/** The image after a convolution and the gate made of it, combined; on the device that is chosen. */
function gated(combine: (image: tf.Tensor, gate: tf.Tensor) => tf.Tensor): Float32Array {
  return tf.tidy(() => {
    const image = tf.relu(tf.conv2d(random(1, [2, 8, 8, 3]), random(2, [3, 3, 3, 16]), 1, 1))
    const mean = tf.mean<tf.Tensor4D>(image, [1, 2], true)
    return combine(image, tf.conv2d(mean, random(3, [1, 1, 16, 16]), 1, 0)).dataSync<'float32'>()
  })
}

describe.skipIf(absent !== null)(`gates [onnxruntime${absent === null ? '' : `: ${absent}`}]`, () => {
  it.each([
    ['multiplied', (image: tf.Tensor, gate: tf.Tensor) => tf.mul(image, gate)],
    ['multiplied the other way round', (image: tf.Tensor, gate: tf.Tensor) => tf.mul(gate, image)],
    ['added', (image: tf.Tensor, gate: tf.Tensor) => tf.add(image, gate)],
    ['subtracted', (image: tf.Tensor, gate: tf.Tensor) => tf.sub(image, gate)],
    ['taken the larger of', (image: tf.Tensor, gate: tf.Tensor) => tf.maximum(image, gate)],
  ])('%s', async (_, combine) => {
    await tf.setBackend('cpu')
    const expected = gated(combine)
    await tf.setBackend('onnxruntime')
    const found = gated(combine)
    expect(Math.max(...expected.map((value, i) => Math.abs(value - found[i]!)))).toBeLessThan(1e-5)
  })
})
