/**
 * What batch normalisations hold tells readings apart without labels: a network whose statistics are those of some
 * images is at no distance from them, another reading of the same weights is, and the search finds the right one two
 * answers away from what is usual.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeSafetensors } from '../../../src-main/checkpoints/safetensors'
import { useDevice } from '../../../src-main/devices/choose'
import * as tf from '../../../src-main/devices/tf'
import { nearestReadings } from '../../../src-main/jobs/import/nearest-readings'
import { OpenedFile } from '../../../src-main/jobs/import/opened-file'
import { networkFromState } from '../../../src-main/networks/create'
import { exportedState } from '../../../src-main/networks/export/export-safetensors'
import { initialState } from '../../../src-main/networks/initialisation'
import { statisticsDistance } from '../../../src-main/networks/recognition/statistics-distance'
import { uniform } from '../../support/seeded-values'
import type { StateDictionary } from '../../../src-main/checkpoints/state-dictionary'
import type { BatchStatistics, NetworkConfiguration } from '../../../src-main/networks/network'

const TRUE: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 4,
  stem: 'cifar',
  classes: 3,
  channels: 3,
  size: 32,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  sigma: null,
  pooling: 'mean',
  activation: 'elu',
}
const COUNT = 24
const pixels = Float32Array.from(uniform(7, COUNT * 32 * 32 * 3))

/** As if it had been trained on the images: its running statistics are theirs. */
async function settled(configuration: NetworkConfiguration): Promise<StateDictionary> {
  const state = initialState(configuration, 5)
  const network = networkFromState(configuration, state)
  const images = tf.tensor4d(pixels, [COUNT, 32, 32, 3])
  const statistics: BatchStatistics = new Map()
  const kept = tf.tidy(() => {
    network.trainingLogits(images, statistics)
    return [...statistics].map(([name, { mean, variance }]) => ({
      name,
      mean: tf.keep(mean),
      variance: tf.keep(variance),
    }))
  })
  for (const { name, mean, variance } of kept) {
    for (const [field, tensor] of [
      ['running_mean', mean],
      ['running_var', variance],
    ] as const)
      state.set(`${name}.${field}`, {
        shape: [...tensor.shape],
        dtype: 'float32',
        data: Float32Array.from(await tensor.data()),
      })
    tf.dispose([mean, variance])
  }
  tf.dispose(images)
  network.dispose()
  return state
}

describe('the distance of batch normalisations from images', () => {
  let folder: string
  let state: StateDictionary
  beforeAll(async () => {
    await useDevice('onnxruntime-cpu', { threads: 1 })
    folder = await mkdtemp(join(tmpdir(), 'halfpower-distance-'))
    state = await settled(TRUE)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is none for the images that they were made of, and some for another reading', async () => {
    const images = tf.tensor4d(pixels, [COUNT, 32, 32, 3])
    const before = tf.memory().numTensors
    const own = await statisticsDistance(TRUE, state, images)
    const { activation: _activation, ...relu } = TRUE
    const other = await statisticsDistance(relu, state, images)
    const mirrored = await statisticsDistance({ ...TRUE, paddingMode: 'reflect' }, state, images)
    expect(own).toBeLessThan(1e-6)
    expect(other).toBeGreaterThan(0.05)
    expect(mirrored).toBeGreaterThan(1e-4)
    expect(tf.memory().numTensors).toBe(before)
    images.dispose()
  })

  it('leads to a reading that departs from the usual in two answers', async () => {
    const path = join(folder, 'weights.safetensors')
    await writeFile(path, encodeSafetensors(exportedState(TRUE, state)))
    const file = await OpenedFile.open(path)
    try {
      const readings = file.candidates.filter(({ fits }) => fits)
      expect(readings.some(({ reading }) => reading.pooling === 'mean' && reading.activation === 'elu')).toBe(
        false,
      )
      const sample = {
        images: pixels,
        labels: new Uint8Array(COUNT),
        count: COUNT,
        size: 32,
        channels: 3 as const,
        classes: 3,
      }
      const [nearest] = await nearestReadings(
        file,
        { file: path, size: 32 },
        readings,
        { mean: [0, 0, 0], std: [1, 1, 1] },
        sample,
      )
      expect(nearest!.reading).toMatchObject({ pooling: 'mean', activation: 'elu', paddingMode: 'zeros' })
    } finally {
      await file.close()
    }
  })
})
