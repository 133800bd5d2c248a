import { describe, expect, it } from 'vitest'
import type { DataSet } from '../../src-main/datasets/data-set'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import { evaluate } from '../../src-main/training/evaluate'
import { RECIPES } from '../../src-main/training/recipe'
import type { Recipe } from '../../src-main/training/recipe'
import { splitForTraining, trainEpochs } from '../../src-main/training/train'
import type { TrainingOptions } from '../../src-main/training/train'
import { describeDevices } from '../support/devices'
import { memoryDataSet } from '../support/memory-data-set'

const configuration: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 2,
  stem: 'cifar',
  classes: 3,
  channels: 1,
  size: 8,
  mean: [0.5],
  std: [0.2],
  sigma: 0.5,
}
const recipe: Recipe = {
  ...RECIPES['blur-net-0.4'],
  epochs: 3,
  batchSize: 16,
  schedule: RECIPES.demo.schedule,
  learningRate: 0.1,
  validationFraction: 0.2,
}
const data = memoryDataSet(90, 8, 1, 3)
const options: TrainingOptions = { configuration, recipe, data, seed: 5, from: null, epochs: 3 }

/** Everything but the wall-clock time. */
function comparable(history: { seconds: number; supply?: object }[]): object[] {
  return history.map(({ supply: _supply, ...record }) => ({ ...record, seconds: 0 }))
}

function bits(state: StateDictionary): [string, string][] {
  return [...state].map(([name, { data: values }]) => [
    name,
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
  ])
}

describeDevices('training', () => {
  it('goes on after 2 of 3 epochs exactly as if it had never stopped, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const whole = await trainEpochs(options)
    const part = await trainEpochs({ ...options, epochs: 2 })
    expect(part.epoch).toBe(2)
    // One more than the recipe has left: the recipe's end is the end.
    const resumed = await trainEpochs({ ...options, from: part, epochs: 2 })
    expect(resumed.epoch).toBe(3)
    expect(bits(resumed.model)).toEqual(bits(whole.model))
    expect(bits(resumed.momentum)).toEqual(bits(whole.momentum))
    expect(comparable(resumed.history)).toEqual(comparable(whole.history))
    expect(bits(resumed.best!.state)).toEqual(bits(whole.best!.state))
    expect(tf.memory().numTensors).toBe(before)
    expect(whole.history.map((record) => record.images)).toEqual([64, 64, 64])
    const losses = whole.history.map((record) => record.validationLoss)
    expect(whole.best).toMatchObject({
      epoch: losses.indexOf(Math.min(...losses)) + 1,
      loss: Math.min(...losses),
    })
    expect(whole.model.get('conv0.1.num_batches_tracked')!.data[0]).toBe(12)
  })

  it('of random parts goes on in the same way, and is no training of the images as they are evaluated', async () => {
    const { crop } = RECIPES['imagenet-blur'].augmentation
    const parts: Recipe = { ...recipe, epochs: 2, augmentation: { ...recipe.augmentation!, crop } }
    const whole = await trainEpochs({ ...options, recipe: parts, epochs: 2 })
    const part = await trainEpochs({ ...options, recipe: parts, epochs: 1 })
    const resumed = await trainEpochs({ ...options, recipe: parts, from: part, epochs: 1 })
    expect(bits(resumed.model)).toEqual(bits(whole.model))
    const asked: number[] = []
    const watched: DataSet = {
      ...data,
      readParts: (indices, how) => {
        asked.push(how.epoch, how.seed, indices.length)
        return data.readParts!(indices, how)
      },
    }
    await trainEpochs({ ...options, recipe: parts, data: watched, from: part, epochs: 1 })
    // Four batches of sixteen in the second epoch; validation reads images as they are evaluated.
    expect(asked).toEqual(Array.from({ length: 4 }, () => [1, 5, 16]).flat())
  })

  it('learns', async () => {
    const longer = { ...recipe, epochs: 8, augmentation: null }
    const wider = { ...configuration, width: 4 }
    const { history } = await trainEpochs({ ...options, configuration: wider, recipe: longer, epochs: 8 })
    expect(history.at(-1)!.trainLoss).toBeLessThan(0.5 * history[0]!.trainLoss)
    expect(history.at(-1)!.trainAccuracy).toBeGreaterThan(0.8)
  })

  it('names the epoch and step at which the loss is no longer finite', async () => {
    const before = tf.memory().numTensors
    const broken: DataSet = { ...data, read: async (indices) => (await data.read(indices)).fill(NaN) }
    await expect(trainEpochs({ ...options, data: broken })).rejects.toThrow(
      /^Training diverged: in epoch 1, step 1 of 4, the loss is no longer a finite number; .* learning rate below 0\.1\.$/,
    )
    expect(tf.memory().numTensors).toBe(before)
  })

  it('notices a hopeless learning rate', async () => {
    const hopeless = { ...recipe, learningRate: 100, weightDecay: 1, schedule: { kind: 'constant' as const } }
    await expect(trainEpochs({ ...options, recipe: hopeless })).rejects.toThrow(
      /^Training diverged: .* below 100\.$/,
    )
  })

  it('stops on request and cleans up', async () => {
    const before = tf.memory().numTensors
    const controller = new AbortController()
    const training = trainEpochs({
      ...options,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(training).rejects.toMatchObject({ kind: 'cancelled' })
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('the split', () => {
  it('is drawn by its own seed, whatever the training seed', async () => {
    for (const [seed, splitSeed] of [
      [5, 0],
      [6, 0],
      [5, undefined],
    ] as const) {
      const read: number[] = []
      const watched: DataSet = {
        ...data,
        read: (indices) => {
          read.push(...Array.from(indices))
          return data.read(indices)
        },
      }
      await trainEpochs({ ...options, data: watched, seed, splitSeed, epochs: 1 })
      const { validation } = splitForTraining(data.count, recipe, splitSeed ?? seed)
      // Validation comes last in an epoch.
      expect(read.slice(-validation.length).sort((a, b) => a - b)).toEqual([...validation])
    }
  })
})

describe('what does not fit', () => {
  it.each<[string, Partial<TrainingOptions>, RegExp]>([
    [
      'a batch larger than the training set',
      { recipe: { ...recipe, batchSize: 73 } },
      /batch size 73 is larger than the training set of 72 images/,
    ],
    [
      'no validation image',
      { recipe: { ...recipe, validationFraction: 1e-17 }, data: memoryDataSet(40, 8, 1, 3) },
      /leaves no validation image/,
    ],
    [
      'another image size',
      { data: memoryDataSet(40, 9, 1, 3) },
      /9×9 with 1 channel\(s\), but the model takes 8×8/,
    ],
    ['colour', { data: memoryDataSet(40, 8, 3, 3) }, /set size, fit and gray/],
    [
      'too many classes',
      { data: memoryDataSet(40, 8, 1, 4) },
      /has 4 classes, but the model tells only 3 apart/,
    ],
  ])('%s is one sentence', async (_, change, sentence) => {
    // Not the result itself, which would fill pages if one were returned.
    const message = await trainEpochs({ ...options, ...change }).then(
      () => 'no error',
      (error: unknown) => (error as Error).message,
    )
    expect(message).toMatch(sentence)
  })
})

describeDevices('evaluation', () => {
  const run = async (batchSize: number, limit?: number, from: DataSet = data) => {
    const network = createNetwork(configuration, 3)
    try {
      return await evaluate(network, from, { batchSize, limit })
    } finally {
      network.dispose()
    }
  }

  it('does not depend on the batch size, nor on what fills up the last batch', async () => {
    const [one, other] = [await run(90), await run(16)]
    expect(other.predictions).toEqual(one.predictions)
    expect(other.accuracy).toBe(one.accuracy)
    expect(other.loss).toBeCloseTo(one.loss, 5)
    expect(one.images).toBe(90)
  })

  it('can be limited to the first images', async () => {
    const limited = await run(16, 20)
    expect(limited.images).toBe(20)
    expect(limited.predictions).toEqual((await run(16)).predictions.slice(0, 20))
  })
})

it('tells others the split it makes', () => {
  const { train, validation } = splitForTraining(90, recipe, 5)
  expect([train.length, validation.length]).toEqual([72, 18])
})
