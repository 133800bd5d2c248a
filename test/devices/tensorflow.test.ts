/**
 * TensorFlow's own library on the processor beside tfjs's `cpu` backend: what tfjs-node refuses and is computed here
 * (padding in numbers, with its gradients), and where the two differ, which is only where something is not a number.
 * Runs with HALFPOWER_TEST_DEVICE=tensorflow, as build/test.mjs does where the library can be had.
 */
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { tensorflowVersion } from '../../src-main/devices/tensorflow/select'
import { DEVICES } from '../support/devices'
import { relativeError } from '../support/golden'
import { uniform } from '../support/seeded-values'

const { reason } = DEVICES.find(({ device }) => device === 'tensorflow') ?? {
  reason: 'HALFPOWER_TEST_DEVICE is not tensorflow',
}
/** Rounding of a few hundred products. */
const ROUNDING = 2e-6

function values(stream: number, shape: number[]): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1)
  return Float32Array.from(uniform(stream, count), (u) => 2 * u - 1)
}

/** What a function of images and a filter gives on a device, with its gradients with respect to both. */
async function computed(
  device: string,
  shapes: { images: number[]; filter: number[] },
  f: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor,
): Promise<ArrayLike<number>[]> {
  await tf.setBackend(device)
  return tf.tidy(() => {
    const inputs = [
      tf.tensor(values(1, shapes.images), shapes.images),
      tf.tensor(values(2, shapes.filter), shapes.filter),
    ]
    const y = f(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D)
    const dy = tf.tensor(values(3, y.shape), y.shape)
    const gradients = tf.grads((x, filter) => f(x as tf.Tensor4D, filter as tf.Tensor4D))(inputs, dy)
    return [y, ...gradients].map((tensor) => tensor.dataSync())
  })
}

const IMAGES = [2, 9, 8, 4]
type Pad = number | [[number, number], [number, number], [number, number], [number, number]]
const UNEVEN: Pad = [
  [0, 0],
  [0, 1],
  [2, 1],
  [0, 0],
]
const PADS: [string, Pad][] = [
  ['1', 1],
  ['uneven', UNEVEN],
]

describe.skipIf(reason !== null)(`TensorFlow's own library${reason === null ? '' : `: ${reason}`}`, () => {
  it('says its version', async () => {
    await tf.setBackend('tensorflow')
    expect(tensorflowVersion()).toMatch(/^2\.\d+\.\d+/)
  })

  describe.each(PADS)('with a padding of %s', (_, pad) => {
    it.each([
      ['a convolution', 1],
      ['a convolution of every second place', 2],
    ])('has the values and gradients of %s', async (_name, stride) => {
      const shapes = { images: IMAGES, filter: [3, 3, 4, 5] }
      const f = (x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor => tf.conv2d(x, filter, stride, pad)
      await same(shapes, f)
    })

    it('has the values and gradients of a convolution of each channel', async () => {
      const shapes = { images: IMAGES, filter: [3, 3, 4, 1] }
      await same(shapes, (x, filter) => tf.depthwiseConv2d(x, filter, 2, pad))
    })

    it('has the values and gradients of maxima', async () => {
      // The filter takes part so that both inputs have a gradient.
      const shapes = { images: IMAGES, filter: [1, 1, 1, 4] }
      await same(shapes, (x, filter) => tf.maxPool(tf.mul(x, filter), 3, 2, pad))
    })

    it.each(['floor', 'ceil'] as const)('has the values of means, %s', async (rounding) => {
      const means: ArrayLike<number>[] = []
      for (const device of ['cpu', 'tensorflow']) {
        await tf.setBackend(device)
        const x = tf.tensor4d(values(1, IMAGES), IMAGES as [number, number, number, number])
        means.push(tf.tidy(() => tf.avgPool(x, 3, 2, pad, rounding).dataSync()))
        x.dispose()
      }
      expect(relativeError(means[1]!, means[0]!)).toBeLessThan(ROUNDING)
    })

    // Not against `cpu`, which divides the gradient by the whole window though its means do not count padding.
    it('has gradients of means that are their adjoint', async () => {
      await tf.setBackend('tensorflow')
      const [left, right] = tf.tidy(() => {
        const f = (x: tf.Tensor): tf.Tensor => tf.avgPool(x as tf.Tensor4D, 3, 2, pad)
        const x = tf.tensor(values(1, IMAGES), IMAGES)
        const y = f(x)
        const dy = tf.tensor(values(3, y.shape), y.shape)
        const gradient = tf.grad(f)(x, dy)
        return [tf.sum(tf.mul(dy, y)).dataSync()[0]!, tf.sum(tf.mul(gradient, x)).dataSync()[0]!]
      })
      expect(Math.abs(left - right)).toBeLessThan(1e-5)
    })
  })

  it('pads a maximum with nothing: it stays negative where all numbers are', async () => {
    await tf.setBackend('tensorflow')
    const found = tf.tidy(() => tf.maxPool(tf.fill<tf.Rank.R4>([1, 2, 2, 1], -3), 3, 1, 1).dataSync())
    expect(Array.from(found)).toEqual([-3, -3, -3, -3])
  })

  it('has the gradient of ReLU at 0 that all devices have: none', async () => {
    for (const device of ['cpu', 'tensorflow']) {
      await tf.setBackend(device)
      const gradient = tf.tidy(() =>
        tf
          .grad((x) => tf.relu(x))(tf.tensor1d([-1, 0, -0, 2]))
          .dataSync(),
      )
      expect([device, ...gradient]).toEqual([device, 0, 0, 0, 1])
    }
  })

  it('carries NaN on through a sign, where tfjs and ONNX Runtime make it 0', async () => {
    await tf.setBackend('tensorflow')
    expect(Array.from(tf.sign(tf.tensor1d([NaN, -2])).dataSync())).toEqual([NaN, -1])
    await tf.setBackend('cpu')
    expect(Array.from(tf.sign(tf.tensor1d([NaN, -2])).dataSync())).toEqual([0, -1])
  })

  it('lets go of what is disposed', async () => {
    await tf.setBackend('tensorflow')
    const before = tf.memory().numTensors
    tf.tidy(() => tf.avgPool(tf.ones<tf.Rank.R4>([1, 4, 4, 1]), 3, 2, 1).dataSync())
    expect(tf.memory().numTensors).toBe(before)
  })
})

async function same(
  shapes: { images: number[]; filter: number[] },
  f: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor,
): Promise<void> {
  const [expected, found] = [await computed('cpu', shapes, f), await computed('tensorflow', shapes, f)]
  expect(found).toHaveLength(3)
  for (const [i, array] of found.entries()) expect(relativeError(array, expected[i]!)).toBeLessThan(ROUNDING)
}
