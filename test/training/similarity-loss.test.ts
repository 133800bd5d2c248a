/** The loss of regularised training and its gradient, against PyTorch in float64 (test/golden/make_neural.py). */
import { expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import {
  mixedSimilarities,
  similarityLoss,
  transformedSimilarity,
} from '../../src-main/training/similarity-loss'
import { describeDevices } from '../support/devices'
import { goldenJson, goldenTensors, relativeError } from '../support/golden'

const numbers = (
  goldenJson('neural.json') as {
    regularisation: { loss: number; logits: number[]; logitsGradient: number[] }
  }
).regularisation
const arrays = goldenTensors('neural.safetensors')
const entry = (name: string): { shape: number[]; data: Float32Array } => {
  const { shape, data } = arrays.get(`regularisation.${name}`)!
  return { shape, data: data as Float32Array }
}
const ALPHA = 10

describeDevices('the loss of regularised training', () => {
  const layers = [0, 1, 2].map((k) => entry(`layer${k}`))
  const tensors = (): tf.Tensor[] => layers.map(({ shape, data }) => tf.tensor(data, shape))
  const target = (): tf.Tensor2D => tf.tensor2d(entry('target').data.map(transformedSimilarity), [9, 9])

  it('is that of PyTorch in float64, to 1e-6, with its gradient by every layer and by the shares', async () => {
    const before = tf.memory().numTensors
    const { value, grads } = tf.tidy(() =>
      tf.valueAndGrads((...given: tf.Tensor[]) =>
        tf.mul<tf.Scalar>(similarityLoss(given.slice(0, 3), given[3] as tf.Tensor1D, target()), ALPHA),
      )([...tensors(), tf.tensor1d(numbers.logits)]),
    )
    expect(relativeError(await value.data(), [numbers.loss])).toBeLessThan(1e-6)
    for (const k of [0, 1, 2])
      expect(relativeError(await grads[k]!.data(), entry(`gradient${k}`).data)).toBeLessThan(1e-6)
    expect(relativeError(await grads[3]!.data(), numbers.logitsGradient)).toBeLessThan(1e-6)
    tf.dispose([value, ...grads])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('takes one layer alone, with its gradient and none by its share, which is 1', async () => {
    const { value, grads } = tf.tidy(() =>
      tf.valueAndGrads((x: tf.Tensor, logits: tf.Tensor) =>
        similarityLoss([x], logits as tf.Tensor1D, tf.tensor2d(new Float32Array(9), [3, 3])),
      )([tf.tensor2d([0, 1, 1, 0, 2, 2], [3, 2]), tf.tensor1d([0.7])]),
    )
    // Mean (1, 1): directions (−1, 0), (0, −1), (1, 1)/√2, so S is 0, −1/√2, −1/√2 and the loss ⅔ artanh²(1/√2).
    expect((await value.data())[0]).toBeCloseTo((2 / 3) * Math.atanh(Math.SQRT1_2) ** 2, 5)
    expect(Array.from(await grads[1]!.data())).toEqual([expect.closeTo(0, 6)])
    expect(Array.from(await grads[0]!.data()).some((each) => Math.abs(each) > 0.1)).toBe(true)
    tf.dispose([value, ...grads])
  })

  it('is zero for a network whose similarities are those of the neurons', async () => {
    const loss = tf.tidy(() => {
      const logits = tf.tensor1d([0.2, -1, 0.5])
      const own = tensors()
      const same = tf.clipByValue(
        tf.atanh(tf.clipByValue(mixedSimilarities(own, logits), -0.9999, 0.9999)),
        -10,
        10,
      )
      return similarityLoss(own, logits, same)
    })
    expect((await loss.data())[0]).toBeLessThan(1e-10)
    loss.dispose()
  })

  it('has a finite gradient where an image is answered with exactly the mean answer', async () => {
    const gradient = tf.tidy(() =>
      tf.grad((x) => similarityLoss([x], tf.tensor1d([0]), tf.tensor2d(new Float32Array(9), [3, 3])))(
        tf.tensor2d([1, 2, 2, 1, 1.5, 1.5], [3, 2]),
      ),
    )
    expect((await gradient.data()).every(Number.isFinite)).toBe(true)
    gradient.dispose()
  })
})
