import { expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { crossEntropy, oneHot, readLogits } from '../../src-main/training/loss'
import { describeDevices } from '../support/devices'

describeDevices('cross-entropy', () => {
  const labels = [0, 2]

  it('is the mean of −log softmax, with gradient (softmax − target)/n', () => {
    tf.tidy(() => {
      // Softmax of [log 1, log 2, log 5] is [1, 2, 5]/8.
      const logits = tf.tensor2d([
        [0, Math.log(2), Math.log(5)],
        [Math.log(5), Math.log(2), 0],
      ])
      const targets = tf.tensor2d(oneHot(labels, 3), [2, 3])
      const { value, grad } = tf.valueAndGrad((x) => crossEntropy(x as tf.Tensor2D, targets))(logits)
      expect(value.dataSync()[0]).toBeCloseTo(Math.log(8), 6)
      const expected = [1 / 8 - 1, 2 / 8, 5 / 8, 5 / 8, 2 / 8, 1 / 8 - 1].map((v) => v / 2)
      grad.dataSync().forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 6))
    })
  })

  it('stays finite for logits beyond the range of exp', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([
        [1000, 0, -1000],
        [-500, 0, 500],
      ])
      const targets = tf.tensor2d(oneHot(labels, 3), [2, 3])
      const { value, grad } = tf.valueAndGrad((x) => crossEntropy(x as tf.Tensor2D, targets))(logits)
      expect(value.dataSync()[0]).toBeCloseTo(0, 6)
      expect([...grad.dataSync()].every(Number.isFinite)).toBe(true)
      expect(crossEntropy(logits, tf.tensor2d(oneHot([2, 0], 3), [2, 3])).dataSync()[0]).toBeCloseTo(1500, 3)
    })
  })
})

it('reads prediction, confidence and loss of one row', () => {
  const logits = Float32Array.of(9, 9, 9, 0, Math.log(2), Math.log(5))
  const reading = readLogits(logits, 3, 1, 1)
  expect(reading.prediction).toBe(2)
  expect(reading.confidence).toBeCloseTo(5 / 8, 6)
  expect(reading.loss).toBeCloseTo(Math.log(4), 6)
  expect(readLogits(Float32Array.of(NaN, 0), 2, 0, 0).loss).toBeNaN()
})
