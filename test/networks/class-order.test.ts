import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDevice } from '../../src-main/devices/choose'
import * as tf from '../../src-main/devices/tf'
import { inClassOrder } from '../../src-main/networks/class-order'
import { createNetwork } from '../../src-main/networks/create'
import type { FrozenNetwork, NetworkConfiguration } from '../../src-main/networks/network'
import { uniform } from '../support/seeded-values'

const CONFIGURATION: NetworkConfiguration = {
  ...{ architecture: 'resnet18', width: 2, stem: 'cifar', classes: 4, channels: 1, size: 8 },
  ...{ mean: [0.5], std: [0.2], sigma: null },
}
const ORDER = [2, 0, 3, 1]
let plain: FrozenNetwork
let other: FrozenNetwork

beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  const network = createNetwork(CONFIGURATION, 1)
  plain = network.frozen()
  other = inClassOrder(network.frozen(), ORDER)
  network.dispose()
})
afterAll(() => {
  plain.dispose()
  other.dispose()
})

/** Logits of one class and their gradient in the images. */
async function column(network: FrozenNetwork, index: number): Promise<{ logit: number[]; slope: number[] }> {
  const images = tf.tensor4d(Float32Array.from(uniform(5, 3 * 64)), [3, 8, 8, 1])
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor4D) =>
    tf.sum(tf.slice(network.logits(x), [0, index], [3, 1])),
  )(images)
  const logits = tf.tidy(() => tf.slice(network.logits(images), [0, index], [3, 1]))
  const found = { logit: [...(await logits.data())], slope: [...(await grad.data())] }
  tf.dispose([images, value, grad, logits])
  return found
}

describe('a network with its classes in another order', () => {
  it.each([0, 1, 2, 3])('answers class %i with the number of the same class, and its gradient', async (i) => {
    const [expected, found] = [await column(plain, ORDER[i]!), await column(other, i)]
    expect(found.logit).toEqual(expected.logit)
    expect(expected.slope.some((slope) => slope !== 0)).toBe(true)
    found.slope.forEach((slope, k) => expect(slope).toBeCloseTo(expected.slope[k]!, 6))
  })

  it('keeps the classes that the images do not have behind theirs', async () => {
    const some = inClassOrder(plain, [3, 1])
    for (const [i, own] of [3, 1, 0, 2].entries())
      expect((await column(some, i)).logit).toEqual((await column(plain, own)).logit)
  })

  it('refuses what is no order', () => {
    expect(() => inClassOrder(plain, [0, 1, 2, 2])).toThrow(/no order of 4 classes/)
    expect(() => inClassOrder(plain, [1, 2, 3, 4])).toThrow(/no order of 4 classes/)
  })
})
