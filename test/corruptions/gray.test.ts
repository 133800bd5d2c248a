/** Gray images: corrupted in colour and then reduced, as the published gray sets, or pixel by pixel. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeNpz } from '../../src-main/checkpoints/npz'
import { CORRUPTION_TYPES } from '../../src-main/contract/kinds/corruption/corruptions'
import { corrupt } from '../../src-main/corruptions/corrupt'
import { PER_PIXEL_FACTOR } from '../../src-main/contract/images/gray-weights'
import { nearestBytes } from '../../src-main/corruptions/image'
import { openDataSet } from '../../src-main/datasets/open'
import { generator } from '../../src-main/random/generator'
import { OpenThings } from '../../src-main/studies/context'
import { openCell } from '../../src-main/studies/corruption/cells'
import type { CorruptionType } from '../../src-main/contract/kinds/corruption/corruptions'
import type { ImagesChoice } from '../../src-main/contract/data-set'

const SIDE = 32
const COUNT = 24
const CELL = { kind: 'generated', severity: 1, table: 'CIFAR-C', seed: 3 } as const
const indices = Array.from({ length: COUNT }, (_, i) => i)

let folder: string
const open = new OpenThings()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halfpower-gray-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Images of an `.npz` in a gray data set, as a study chooses them. */
async function grayImages(name: string, pixels: Uint8Array, channels: 1 | 3): Promise<ImagesChoice> {
  const path = join(folder, `${name}.npz`)
  await writeFile(
    path,
    encodeNpz({
      images: { shape: [COUNT, SIDE, SIDE, channels], dtype: 'uint8', data: pixels },
      labels: { shape: [COUNT], dtype: 'int32', data: Int32Array.from(indices, (i) => i % 2) },
    }),
  )
  const specification = { path, format: 'npz' as const, transforms: { gray: true } }
  return { specification, hash: (await openDataSet(specification)).hash, limit: null }
}

const constant = (channels: 1 | 3): Uint8Array => new Uint8Array(COUNT * SIDE * SIDE * channels).fill(128)
function coloured(): Uint8Array {
  const random = generator(0, 'colours')
  return Uint8Array.from({ length: COUNT * SIDE * SIDE * 3 }, () => Math.floor(random.uniform() * 256))
}

async function read(images: ImagesChoice, type: CorruptionType, inColour: boolean): Promise<Float32Array> {
  const { data } = await openCell(open, images, { ...CELL, type, inColour }, false)
  expect(data.channels).toBe(1)
  return await data.read(indices)
}

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

describe('noise on gray images', () => {
  it('of a colour source has √(0.2989² + 0.587² + 0.114²) of the standard deviation of one channel', async () => {
    const images = await grayImages('colour', constant(3), 3)
    const expected = 0.04 * Math.sqrt(0.2989 ** 2 + 0.587 ** 2 + 0.114 ** 2)
    const found = deviation(await read(images, 'gaussian_noise', true))
    // 24 576 values: the standard deviation is known to 0.5 %.
    expect(found / expected).toBeGreaterThan(0.98)
    expect(found / expected).toBeLessThan(1.02)
  })

  it('of a gray source goes through three equal channels when that is asked for', async () => {
    const images = await grayImages('gray', constant(1), 1)
    const perPixel = deviation(await read(images, 'gaussian_noise', false))
    const published = deviation(await read(images, 'gaussian_noise', true))
    expect(perPixel / 0.04).toBeGreaterThan(0.98)
    expect(perPixel / 0.04).toBeLessThan(1.02)
    expect(PER_PIXEL_FACTOR).toBeCloseTo(1.49586, 5)
    expect(perPixel / published / 1.4959).toBeGreaterThan(0.97)
    expect(perPixel / published / 1.4959).toBeLessThan(1.03)
    // As strong, relative to what is published, in noise that depends on the brightness.
    const shot =
      deviation(await read(images, 'shot_noise', false)) / deviation(await read(images, 'shot_noise', true))
    expect(shot / 1.4959).toBeGreaterThan(0.97)
    expect(shot / 1.4959).toBeLessThan(1.03)
  })
})

describe('every corruption of a gray data set with a colour source', () => {
  it.each(CORRUPTION_TYPES)('%s is that of the colours, reduced', async (type) => {
    const pixels = coloured()
    const images = await grayImages('colours', pixels, 3)
    const { data } = await openCell(open, images, { ...CELL, type, inColour: true }, true)
    const index = 5
    const length = SIDE * SIDE * 3
    const image = {
      ...{ height: SIDE, width: SIDE, channels: 3 as const },
      pixels: pixels.subarray(index * length, (index + 1) * length),
    }
    const colour = await corrupt(image, { type, severity: 1, table: 'CIFAR-C', seed: 3 }, index)
    const expected = Float64Array.from(
      { length: SIDE * SIDE },
      (_, i) => (0.2989 * colour[3 * i]! + 0.587 * colour[3 * i + 1]! + 0.114 * colour[3 * i + 2]!) / 255,
    )
    // Once made, and once out of the memory of made images.
    for (let time = 0; time < 2; time++) {
      const found = await data.read([index])
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0)
      expect(worst).toBeLessThan(1e-6)
    }
    // Not rounded to bytes in between.
    const rounded = nearestBytes(Float32Array.from(expected), 0, expected.length)
    expect(rounded.some((byte, i) => Math.abs(byte / 255 - expected[i]!) > 1e-4)).toBe(true)
  })
})
