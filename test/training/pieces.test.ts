/**
 * Steps whose gradients are added up over pieces of a batch, and steps that leave some parameters alone (methods B.4):
 * what they come to, and that stopping changes nothing of it.
 */
import { expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import { entriesToStartFrom, parametersUntil, readOutEntries } from '../../src-main/networks/start-from'
import { usualDetails } from '../../src-main/contract/architectures'
import { RECIPES } from '../../src-main/training/recipe'
import { trainEpochs } from '../../src-main/training/train'
import { describeDevices } from '../support/devices'
import { relativeError } from '../support/golden'
import { memoryDataSet } from '../support/memory-data-set'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import type { Recipe } from '../../src-main/training/recipe'
import type { TrainingOptions } from '../../src-main/training/train'

const common: Pick<NetworkConfiguration, 'classes' | 'channels' | 'mean' | 'std' | 'sigma' | 'stem'> = {
  ...{ classes: 3, channels: 1, mean: [0.5], std: [0.2], sigma: 0.5, stem: 'cifar' },
}
const RESNET: NetworkConfiguration = { architecture: 'resnet18', width: 2, size: 8, ...common }
/** Without batch normalisation. */
const VGG: NetworkConfiguration = {
  ...{ architecture: 'vgg11', width: 2, size: 32, ...common },
  ...{ ...usualDetails('vgg11'), batchNormalisation: false, readOutHidden: [8] },
}
const recipe: Recipe = {
  ...RECIPES['imagenet-blur'],
  ...{ epochs: 2, batchSize: 16, learningRate: 0.05, validationFraction: 0.2 },
  ...{ schedule: { kind: 'constant' }, augmentation: null },
}

function training(configuration: NetworkConfiguration, more: Partial<TrainingOptions> = {}): TrainingOptions {
  const data = memoryDataSet(90, configuration.size, 1, 3)
  return { configuration, recipe, data, seed: 5, from: null, epochs: 2, ...more }
}

const values = (state: StateDictionary): [string, Float32Array | Int32Array][] =>
  [...state].map(([name, { data }]) => [name, data])

describeDevices('a step in pieces', () => {
  it('is the step of the whole batch where there is no batch normalisation, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const whole = await trainEpochs(training(VGG))
    const pieces = await trainEpochs(training(VGG, { recipe: { ...recipe, microBatch: 4 } }))
    expect(tf.memory().numTensors).toBe(before)
    const begun = createNetwork(VGG, 5)
    const start = await begun.stateDictionary()
    begun.dispose()
    for (const [name, { data }] of whole.model) {
      const other = pieces.model.get(name)!.data
      expect(relativeError(other, data), name).toBeLessThan(2e-5)
      // Both have moved, so that being equal says something.
      if (/^(features|classifier).*weight$/.test(name)) expect(start.get(name)!.data, name).not.toEqual(data)
    }
    expect(pieces.history[1]!.trainLoss).toBeCloseTo(whole.history[1]!.trainLoss, 5)
    expect(pieces.history[1]!.trainAccuracy).toBe(whole.history[1]!.trainAccuracy)
  })

  it('is another one with batch normalisation, which counts each piece', async () => {
    const whole = await trainEpochs(training(RESNET))
    const pieces = await trainEpochs(training(RESNET, { recipe: { ...recipe, microBatch: 4 } }))
    const name = 'sections.0.0.layer0.0.weight'
    expect(relativeError(pieces.model.get(name)!.data, whole.model.get(name)!.data)).toBeGreaterThan(1e-3)
    expect(whole.model.get('conv0.1.num_batches_tracked')!.data[0]).toBe(8)
    expect(pieces.model.get('conv0.1.num_batches_tracked')!.data[0]).toBe(32)
  })

  it('refuses pieces that do not make up the batch', async () => {
    const uneven = training(RESNET, { recipe: { ...recipe, microBatch: 6 } })
    await expect(trainEpochs(uneven)).rejects.toThrow(/A batch of 16 images cannot be made of pieces of 6/)
  })
})

describeDevices('training that goes on from other weights', () => {
  it('leaves the parameters up to a section alone and their running statistics not, and goes on after a stop bit by bit', async () => {
    const source = createNetwork({ ...RESNET, sigma: null, classes: 7 }, 9)
    const state = await source.stateDictionary()
    source.dispose()
    const given = entriesToStartFrom(RESNET, state, { kind: 'new', because: 'number of classes' })
    expect(readOutEntries(RESNET)).toEqual(['fc.weight', 'fc.bias'])
    expect([...state.keys()].filter((name) => !given.has(name))).toEqual([
      ...['normalizer.mean', 'normalizer.std', 'fc.weight', 'fc.bias'],
    ])
    const tuned = training(RESNET, { given, freezeUntil: 'section2', recipe: { ...recipe, microBatch: 8 } })
    const before = tf.memory().numTensors
    const whole = await trainEpochs(tuned)
    const part = await trainEpochs({ ...tuned, epochs: 1 })
    const resumed = await trainEpochs({ ...tuned, given: undefined, from: part, epochs: 1 })
    expect(tf.memory().numTensors).toBe(before)
    expect(values(resumed.model)).toEqual(values(whole.model))
    expect(values(resumed.momentum)).toEqual(values(whole.momentum))

    const frozen = parametersUntil(RESNET, 'section2')
    expect(frozen.has('conv0.0.weight') && frozen.has('sections.1.1.layer1.1.bias')).toBe(true)
    expect(frozen.has('sections.2.0.layer0.0.weight') || frozen.has('fc.weight')).toBe(false)
    for (const [name, { data }] of whole.model) {
      if (frozen.has(name)) expect(data, name).toEqual(state.get(name)!.data)
      else if (name.startsWith('sections.2') && name.endsWith('weight'))
        expect(data, name).not.toEqual(state.get(name)!.data)
    }
    expect([...whole.momentum.keys()].filter((name) => frozen.has(name))).toEqual([])
    expect(whole.model.get('conv0.1.running_mean')!.data).not.toEqual(state.get('conv0.1.running_mean')!.data)
  })

  it('brings the rows of a last layer into another order', () => {
    const data = Float32Array.from({ length: 3 * 16 }, (_, i) => Math.floor(i / 16))
    const state: StateDictionary = new Map([['fc.weight', { shape: [3, 16], dtype: 'float32', data }]])
    const entries = entriesToStartFrom(RESNET, state, { kind: 'reordered', order: [2, 0, 1] })
    const moved = entries.get('fc.weight')!
    expect(moved.shape).toEqual([3, 16])
    expect([0, 16, 32].map((i) => moved.data[i])).toEqual([2, 0, 1])
  })
})
