/**
 * Clean accuracy of a data set without a test part: measured on exactly the images that training kept
 * aside, never on one it learned from.
 */
import '@tensorflow/tfjs-backend-cpu'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import type { DataSet } from '../../src-main/datasets/data-set'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import type { UnitContext } from '../../src-main/studies/context'
import { runAccuracy } from '../../src-main/studies/sweep/accuracy'
import { RECIPES } from '../../src-main/training/recipe'
import { trainEpochs } from '../../src-main/training/train'
import { memoryDataSet } from '../support/memory-data-set'

const COUNT = 40
const VALIDATION_FRACTION = 0.25
const SEED = 3
const BATCH = 10

/** The data set, noting the images of each call to `read`. */
function watched(calls: number[][]): DataSet {
  const data = memoryDataSet(COUNT, 8, 1, 2)
  return {
    ...data,
    read: (indices) => {
      calls.push(Array.from(indices))
      return data.read(indices)
    },
  }
}

it('measures on the images that training did not learn from, all of them', async () => {
  await tf.setBackend('cpu')
  const network = {
    architecture: 'resnet18' as const,
    width: 1,
    stem: 'cifar' as const,
    classes: 2,
    channels: 1 as const,
    size: 8,
    mean: [0.5],
    std: [0.2],
    sigma: null,
  }
  const folder = await mkdtemp(join(tmpdir(), 'halfpower-accuracy-'))
  try {
    const made = createNetwork(network, SEED)
    const weights = join(folder, 'weights.safetensors')
    await writeFile(weights, encodeSafetensors(await made.stateDictionary()))
    made.dispose()

    const measuredCalls: number[][] = []
    const context = {
      data: () => Promise.resolve(watched(measuredCalls)),
      progress: () => undefined,
    } as unknown as UnitContext
    const train = { limit: null } as never
    const task = {
      kind: 'accuracy' as const,
      network,
      weights,
      test: null,
      train,
      validationFraction: VALIDATION_FRACTION,
      seed: SEED,
    }
    const { data } = await runAccuracy(task, context)

    const calls: number[][] = []
    const recipe = {
      ...RECIPES.demo,
      validationFraction: VALIDATION_FRACTION,
      batchSize: BATCH,
      epochs: 1,
    }
    await trainEpochs({
      configuration: network,
      recipe,
      data: watched(calls),
      seed: SEED,
      from: null,
      epochs: 1,
    })
    // One epoch reads its training batches first, then the validation split.
    const batches = (COUNT * (1 - VALIDATION_FRACTION)) / BATCH
    const learned = new Set(calls.slice(0, batches).flat())
    const measured = new Set(measuredCalls.flat())

    expect(learned.size).toBe(COUNT * (1 - VALIDATION_FRACTION))
    expect(measured.size).toBe(COUNT * VALIDATION_FRACTION)
    expect([...measured].filter((index) => learned.has(index))).toEqual([])
    expect(data).toMatchObject({ accuracy: { on: 'validation' } })
  } finally {
    await rm(folder, { recursive: true })
  }
})
