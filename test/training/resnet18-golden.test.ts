/** One whole training of a ResNet-18 of width 8 against PyTorch (test/golden/make_resnet18_training.py). */
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { Network } from '../../src-main/networks/network'
import { fromDeviceLayout } from '../../src-main/networks/tensor-layout'
import { oneHot } from '../../src-main/training/loss'
import { StochasticGradientDescent, trainingGradients } from '../../src-main/training/sgd'
import { describeDevices } from '../support/devices'
import { goldenTensors, relativeError } from '../support/golden'
import { toNhwc } from '../support/layout'
import { WIDTH_8, goldenInitialState } from '../support/networks'
import { uniform } from '../support/seeded-values'

const BATCH = 8
const SIDE = 16
const golden = goldenTensors('resnet18-training.safetensors')

function batch(step: number): { images: tf.Tensor4D; targets: tf.Tensor2D } {
  const pixels = Float32Array.from(uniform(1000 + step, BATCH * 3 * SIDE * SIDE))
  const labels = Array.from(uniform(2000 + step, BATCH), (u) => Math.floor(u * 10))
  return {
    images: tf.tensor4d(toNhwc(pixels, [BATCH, 3, SIDE, SIDE]), [BATCH, SIDE, SIDE, 3]),
    targets: tf.tensor2d(oneHot(labels, 10), [BATCH, 10]),
  }
}

describeDevices('ResNet-18 of width 8 in training mode', () => {
  let network: Network
  const gradients = new Map<string, Float32Array>()
  const losses: number[] = []
  let final: StateDictionary
  const tensors: number[] = []

  beforeAll(async () => {
    network = createNetwork({ ...WIDTH_8, size: SIDE }, 0)
    network.loadStateDictionary(
      goldenInitialState(await network.stateDictionary(), network.parameters.keys()),
    )
    tf.tidy(() => {
      const { images, targets } = batch(0)
      const result = trainingGradients(network, images, targets)
      for (const [name, gradient] of result.gradients) {
        gradients.set(
          name,
          fromDeviceLayout(gradient.shape, gradient.dataSync() as Float32Array).data as Float32Array,
        )
      }
      tf.dispose([result.logits, ...[...result.statistics.values()].flatMap((s) => [s.mean, s.variance])])
    })
    const optimiser = new StochasticGradientDescent(network, { momentum: 0.9, weightDecay: 5e-4 }, null)
    for (let step = 0; step < 3; step++) {
      const { images, targets } = batch(step)
      const { loss, logits } = optimiser.step(images, targets, 0.05)
      losses.push(loss.dataSync()[0]!)
      tf.dispose([images, targets, loss, logits])
      tensors.push(tf.memory().numTensors)
    }
    final = await network.stateDictionary()
    optimiser.dispose()
  })

  afterAll(() => network.dispose())

  it('has the same loss at each of three steps', () => {
    expect(relativeError(losses, golden.get('losses')!.data)).toBeLessThan(1e-5)
  })

  // PyTorch's own float32 is up to 2.6e-6 away from its float64, which the golden file holds.
  it('has the same gradient in every parameter, to 1e-5 of its largest entry', () => {
    const expected = [...golden.keys()].filter((name) => name.startsWith('gradient.'))
    expect(expected).toHaveLength(62)
    const apart = expected.map((name) => ({
      name,
      error: relativeError(gradients.get(name.slice('gradient.'.length)) ?? [], golden.get(name)!.data),
    }))
    expect(apart.filter(({ error }) => !(error < 1e-5))).toEqual([])
  })

  it('has the same running statistics after three steps', () => {
    const expected = [...golden.keys()].filter((name) => name.includes('running_'))
    expect(expected).toHaveLength(40)
    const apart = expected.map((name) => ({
      name,
      error: relativeError(final.get(name)!.data, golden.get(name)!.data),
    }))
    expect(apart.filter(({ error }) => !(error < 1e-5))).toEqual([])
    expect(final.get('conv0.1.num_batches_tracked')!.data).toEqual(Int32Array.of(3))
  })

  it('leaves no tensor behind', () => {
    expect(new Set(tensors).size).toBe(1)
  })
})
