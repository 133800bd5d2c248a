/**
 * The lazy backend against tfjs's own `cpu` backend (independent code) on what networks are made of:
 * convolutions of many shapes with their gradients, batch normalisation, residual blocks.
 */
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'

function numbers(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, 'float32', seed)
}

/** Runs the same computation on both backends and returns the largest difference relative to the largest entry. */
async function difference(compute: () => tf.Tensor[]): Promise<number> {
  const results: Float32Array[][] = []
  for (const name of ['cpu', 'onnxruntime']) {
    await tf.setBackend(name)
    const tensors = tf.tidy(compute)
    results.push(tensors.map((tensor) => Float32Array.from(tensor.dataSync())))
    tf.dispose(tensors)
  }
  const [wanted, got] = results as [Float32Array[], Float32Array[]]
  let worst = 0
  wanted.forEach((values, i) => {
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-6)
    expect(got[i]!.length).toBe(values.length)
    values.forEach((value, j) => (worst = Math.max(worst, Math.abs(value - got[i]![j]!) / largest)))
    if (got[i]!.some((value) => Number.isNaN(value))) worst = Infinity
  })
  return worst
}

const convolutions = [
  { images: [2, 8, 8, 16], filter: [3, 3, 16, 32], strides: 1, pad: 1 },
  { images: [2, 17, 16, 16], filter: [3, 3, 16, 16], strides: 1, pad: 1 },
  { images: [2, 16, 18, 6], filter: [5, 5, 6, 5], strides: 1, pad: 2 },
  { images: [1, 16, 16, 96], filter: [3, 3, 96, 80], strides: 1, pad: 1 },
  { images: [2, 8, 8, 32], filter: [3, 3, 32, 16], strides: 2, pad: 1 },
  { images: [2, 9, 7, 16], filter: [3, 3, 16, 16], strides: 2, pad: 1 },
  { images: [3, 6, 6, 1], filter: [3, 3, 1, 16], strides: 1, pad: 1 },
  { images: [3, 6, 6, 3], filter: [3, 3, 3, 16], strides: 1, pad: 1 },
  { images: [2, 8, 8, 16], filter: [1, 1, 16, 32], strides: 2, pad: 0 },
  { images: [2, 5, 5, 6], filter: [3, 3, 6, 5], strides: 1, pad: 1 },
  { images: [2, 12, 12, 3], filter: [7, 7, 3, 16], strides: 2, pad: 3 },
  { images: [1, 4, 4, 16], filter: [1, 1, 16, 16], strides: 1, pad: 0 },
  { images: [2, 4, 4, 256], filter: [3, 3, 256, 256], strides: 1, pad: 1 },
  { images: [2, 1, 1, 32], filter: [1, 1, 32, 16], strides: 1, pad: 0 },
]

describe.each([true, false])('onnxruntime backend, internal layout %s', (internalLayout) => {
  beforeAll(() => registerOnnxruntime({ internalLayout }))

  it.each(convolutions)(
    'convolution of $images with $filter, stride $strides',
    async ({ images, filter, strides, pad }) => {
      const worst = await difference(() => {
        const x = numbers(images, 1) as tf.Tensor4D
        const w = numbers(filter, 2) as tf.Tensor4D
        const forward = tf.conv2d(x, w, strides, pad)
        const weights = numbers(forward.shape, 3)
        const [dx, dw] = tf.grads((a, b) =>
          tf.sum(tf.mul(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad), weights)),
        )([x, w])
        return [forward, dx!, dw!]
      })
      expect(worst).toBeLessThan(1e-5)
    },
  )

  it.each([16, 12])(
    'a residual block with batch normalisation of %i channels, and its gradients',
    async (channels) => {
      const worst = await difference(() => {
        const x = numbers([4, 6, 6, channels], 1)
        const w = numbers([3, 3, channels, channels], 2)
        const gamma = numbers([channels], 3)
        const beta = numbers([channels], 4)
        const target = numbers([4, 10], 5)
        const head = numbers([channels, 10], 6)
        const loss = (a: tf.Tensor, b: tf.Tensor, g: tf.Tensor, o: tf.Tensor): tf.Scalar => {
          const y = tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 1)
          const { mean, variance } = tf.moments(y, [0, 1, 2])
          const scale = tf.mul(g, tf.rsqrt(tf.add(variance, 1e-5)))
          const normalised = tf.add(tf.mul(tf.sub(y, mean), scale), o)
          const block = tf.relu(tf.add(normalised, a))
          const pooled = tf.mean<tf.Tensor2D>(block, [1, 2])
          return tf.sum(tf.mul(tf.logSoftmax(tf.matMul(pooled, head as tf.Tensor2D)), target))
        }
        const { value, grads } = tf.valueAndGrads((a, b, g, o) => loss(a, b, g, o))([x, w, gamma, beta])
        return [value, ...grads]
      })
      expect(worst).toBeLessThan(2e-5)
    },
  )

  it('frozen weights give the same logits and input gradient as variable ones', async () => {
    await tf.setBackend('onnxruntime')
    const { freeze } = await import('../../src-main/devices/step')
    const w = numbers([3, 3, 16, 16], 2) as tf.Tensor4D
    const bias = numbers([16], 3)
    const x = numbers([2, 6, 6, 16], 1) as tf.Tensor4D
    const compute = (): Float32Array[] =>
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((a) =>
          tf.sum(tf.square(tf.relu(tf.add(tf.add(tf.conv2d(a as tf.Tensor4D, w, 1, 1), bias), a)))),
        )(x)
        return [value.dataSync() as Float32Array, grad.dataSync() as Float32Array]
      })
    const variable = compute()
    freeze([w, bias])
    const frozen = compute()
    expect(frozen[0]![0]! / variable[0]![0]!).toBeCloseTo(1, 5)
    frozen[1]!.forEach((value, i) => expect(value).toBeCloseTo(variable[1]![i]!, 3))
  })
})
