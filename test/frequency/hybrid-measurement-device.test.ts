import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { freeze } from '../../src-main/devices/step'
import { currentBackend } from '../../src-main/devices/onnxruntime/backend'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import type { DataSet } from '../../src-main/datasets/data-set'
import { measureHybrids } from '../../src-main/frequency/hybrid-measurement'
import { MIXING_GRIDS } from '../../src-main/frequency/mixing-grids'
import { pairImages } from '../../src-main/frequency/pairing'
import type { FrozenNetwork } from '../../src-main/networks/network'
import { pixels, useTestDevice } from './inputs'

const SIDE = 15
const labels = Int32Array.from({ length: 30 }, (_, i) => i % 3)

const data: DataSet = {
  specification: { path: '', format: 'npy', transforms: { gray: false } },
  hash: '',
  count: 30,
  classNames: ['a', 'b', 'c'],
  labels,
  height: SIDE,
  width: SIDE,
  channels: 3,
  read: async (indices) => {
    const size = SIDE * SIDE * 3
    const all = pixels(30 * size, 77)
    return Float32Array.from(
      { length: indices.length * size },
      (_, i) => all[indices[Math.floor(i / size)]! * size + (i % size)]!,
    )
  },
  close: async () => undefined,
}

/** A small non-linear model with fixed weights. */
function model(): FrozenNetwork {
  const filter = tf.tensor4d(
    pixels(3 * 3 * 3 * 3, 5).map((value) => value - 0.5),
    [3, 3, 3, 3],
  )
  freeze([filter])
  return {
    configuration: {
      architecture: 'resnet18',
      width: 1,
      stem: 'cifar',
      classes: 3,
      channels: 3,
      size: SIDE,
      mean: [],
      std: [],
      sigma: null,
    },
    logits: (images) =>
      tf.tidy(() => tf.mul(tf.mean(tf.relu(tf.conv2d(images, filter, 1, 'same')), [1, 2]), 10)),
    dispose: () => filter.dispose(),
  }
}

const fMix = MIXING_GRIDS.cifar10.fMix

describe('on the lazy device', () => {
  beforeAll(() => registerOnnxruntime())

  it('answers as on tfjs cpu, compiles one graph per kind of step, and none for a second pairing', async () => {
    await useTestDevice()
    const pairs = pairImages(labels, 0)
    const wanted = await measureHybrids({ model: model(), data, pairs, fMix, batchSize: 8 })

    await tf.setBackend('onnxruntime')
    const network = model()
    const before = tf.memory().numTensors
    const graphs = currentBackend().compiledGraphs
    const found = await measureHybrids({ model: network, data, pairs, fMix, batchSize: 8 })
    expect(currentBackend().compiledGraphs - graphs).toBe(2)
    let largest = 0
    found.confidence.forEach(
      (value, i) => (largest = Math.max(largest, Math.abs(value - wanted.confidence[i]!))),
    )
    expect(largest).toBeLessThan(1e-5)
    expect(found.predicted).toEqual(wanted.predicted)

    await measureHybrids({ model: network, data, pairs: pairImages(labels, 1), fMix, batchSize: 8 })
    expect(currentBackend().compiledGraphs - graphs).toBe(2)
    expect(tf.memory().numTensors).toBe(before)
    network.dispose()
  })
})
