/** Co-training of responses (methods N.7): loss and gradients against PyTorch in float64 (test/golden/make_neural.py). */
import { expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { readOut, responseError, uncertaintyWeighted } from '../../src-main/training/co-training-loss'
import { crossEntropy, oneHot } from '../../src-main/training/loss'
import { describeDevices } from '../support/devices'
import { goldenJson, goldenTensors, relativeError } from '../support/golden'

const numbers = (
  goldenJson('neural.json') as {
    'co-training': { total: number; crossEntropy: number; error: number; labels: number[] }
  }
)['co-training']
const arrays = goldenTensors('neural.safetensors')
const entry = (name: string): { shape: number[]; data: Float32Array } => {
  const { shape, data } = arrays.get(`co-training.${name}`)!
  return { shape, data: data as Float32Array }
}
const tensor = (name: string): tf.Tensor => tf.tensor(entry(name).data, entry(name).shape)
const TRAINED = ['map', 'positions', 'features', 'bias', 'uncertainty', 'logits']
const CLASSES = 4

describeDevices('the loss of co-training', () => {
  it('reads the map as PyTorch does, corners aligned', async () => {
    const predicted = tf.tidy(() =>
      readOut(tensor('map') as tf.Tensor4D, {
        positions: tensor('positions') as tf.Tensor2D,
        features: tensor('features') as tf.Tensor2D,
        bias: tensor('bias') as tf.Tensor1D,
      }),
    )
    expect(relativeError(await predicted.data(), entry('predicted').data)).toBeLessThan(1e-6)
    predicted.dispose()
  })

  it('is that of PyTorch in float64, to 1e-6, with its gradient by the map, the read-out and both uncertainties', async () => {
    const before = tf.memory().numTensors
    const targets = tf.tensor2d(oneHot(Int32Array.from(numbers.labels), CLASSES), [
      numbers.labels.length,
      CLASSES,
    ])
    const responses = tensor('responses') as tf.Tensor2D
    const { value, grads } = tf.tidy(() =>
      tf.valueAndGrads((...given: tf.Tensor[]) => {
        const [map, positions, features, bias, uncertainty, logits] = given as [
          tf.Tensor4D,
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor1D,
          tf.Tensor1D,
          tf.Tensor2D,
        ]
        const error = responseError(readOut(map, { positions, features, bias }), responses)
        return uncertaintyWeighted(crossEntropy(logits, targets), error, uncertainty)
      })(TRAINED.map(tensor)),
    )
    expect(relativeError(await value.data(), [numbers.total])).toBeLessThan(1e-6)
    for (const [i, name] of TRAINED.entries())
      expect(relativeError(await grads[i]!.data(), entry(`${name}.gradient`).data), name).toBeLessThan(1e-6)
    tf.dispose([value, ...grads, targets, responses])
    expect(tf.memory().numTensors).toBe(before)
  })
})
