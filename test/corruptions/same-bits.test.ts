/** Same seed, same bits: whatever the batch, the order, the number of threads. */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createArrayDataSet } from '../../src-main/datasets/array-data-set'
import { subset } from '../../src-main/datasets/subset'
import { CORRUPTION_TYPES } from '../../src-main/contract/kinds/corruption/corruptions'
import { corruptedDataSet } from '../../src-main/corruptions/corrupted-data-set'
import { CORRUPTIONS } from '../../src-main/corruptions/corrupt'
import { CorruptionPool } from '../../src-main/corruptions/pool'
import { tableForSize } from '../../src-main/corruptions/tables'
import { memoryDataSet } from '../support/memory-data-set'

const pools: CorruptionPool[] = []

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    ssr: { noExternal: ['seedrandom', 'zod'] },
    build: {
      ssr: fileURLToPath(new URL('../../src-main/corruptions/worker.ts', import.meta.url)),
      outDir: fileURLToPath(new URL('../../out/corruption-worker-test', import.meta.url)),
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'corruption-worker.js' } },
    },
  })
})
afterAll(() => Promise.all(pools.map((pool) => pool.close())))

function pool(threads: number): CorruptionPool {
  const entry = fileURLToPath(
    new URL('../../out/corruption-worker-test/corruption-worker.js', import.meta.url),
  )
  const made = new CorruptionPool(entry, threads)
  pools.push(made)
  return made
}

describe('same seed, same bits', () => {
  const colour = memoryDataSet(9, 32, 3, 3)
  const everything = [0, 1, 2, 3, 4, 5, 6, 7, 8]

  it.each(CORRUPTION_TYPES)('%s: in one batch, one by one, backwards, another seed', async (type) => {
    const data = corruptedDataSet(colour, type, 3, { seed: 7 })
    const whole = await data.read(everything)
    const length = 32 * 32 * 3
    for (const index of [8, 3, 0]) {
      expect(await data.read([index])).toEqual(whole.slice(index * length, (index + 1) * length))
    }
    const other = await corruptedDataSet(colour, type, 3, { seed: 8 }).read(everything)
    const deterministic = [
      'defocus_blur',
      'zoom_blur',
      'brightness',
      'contrast',
      'pixelate',
      'jpeg_compression',
      'gaussian_blur',
      'saturate',
    ].includes(type)
    expect(other.every((value, i) => value === whole[i])).toBe(deterministic)
    expect(whole.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect(whole.every((value) => Math.abs(value * 255 - Math.round(value * 255)) < 1e-4)).toBe(true)
  })

  it('one thread, three threads and this thread', async () => {
    for (const type of ['glass_blur', 'frost', 'jpeg_compression'] as const) {
      const here = await corruptedDataSet(colour, type, 2, { seed: 1 }).read(everything)
      for (const threads of [1, 3]) {
        const data = corruptedDataSet(colour, type, 2, { seed: 1, corruptor: pool(threads) })
        expect(await data.read(everything)).toEqual(here)
      }
    }
  })

  it('a closed pool says so', async () => {
    const closed = pool(1)
    await closed.close()
    await expect(
      corruptedDataSet(colour, 'fog', 1, { seed: 0, corruptor: closed }).read([0]),
    ).rejects.toThrow('closed')
  })
})

describe('any size, gray or colour', () => {
  it.each(CORRUPTION_TYPES)('%s on 28×28 gray and 45×45 colour images', async (type) => {
    for (const data of [memoryDataSet(2, 28, 1, 2), memoryDataSet(2, 45, 3, 2)]) {
      for (const table of ['CIFAR-C', 'Tiny-ImageNet-C', 'ImageNet-C'] as const) {
        const corrupted = corruptedDataSet(data, type, 5, { seed: 0, table })
        const images = await corrupted.read([0, 1])
        expect(images.length).toBe(2 * data.height * data.width * data.channels)
        expect(images.some((value, i) => value !== images[0] && i > 0)).toBe(true)
        expect(images.every((value) => value >= 0 && value <= 1)).toBe(true)
      }
    }
  })

  it('chooses the table by size', () => {
    expect([28, 32, 45, 46, 64, 119, 120, 224].map((side) => tableForSize(side, side))).toEqual([
      'CIFAR-C',
      'CIFAR-C',
      'CIFAR-C',
      'Tiny-ImageNet-C',
      'Tiny-ImageNet-C',
      'Tiny-ImageNet-C',
      'ImageNet-C',
      'ImageNet-C',
    ])
  })

  it('the hash knows everything that the bits depend on', () => {
    const data = memoryDataSet(2, 32, 3, 2)
    const hashes = [
      corruptedDataSet(data, 'fog', 1, { seed: 0 }),
      corruptedDataSet(data, 'fog', 2, { seed: 0 }),
      corruptedDataSet(data, 'frost', 1, { seed: 0 }),
      corruptedDataSet(data, 'fog', 1, { seed: 1 }),
      corruptedDataSet(data, 'fog', 1, { seed: 0, table: 'ImageNet-C' }),
      data,
    ].map(({ hash }) => hash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('has constants for every type, table and severity', () => {
    for (const type of CORRUPTION_TYPES) {
      expect(CORRUPTIONS[type].type).toBe(type)
      for (const table of ['CIFAR-C', 'Tiny-ImageNet-C', 'ImageNet-C'] as const)
        for (const severity of [1, 2, 3, 4, 5] as const)
          expect(CORRUPTIONS[type].constants(table, severity)).toBeDefined()
    }
  })
})

describe('images that are bytes', () => {
  const side = 8
  const count = 6
  const stored = (channels: 1 | 3, gray: boolean, size?: number) =>
    createArrayDataSet({
      specification: {
        path: 'memory',
        format: 'npy',
        transforms: { gray, ...(size === undefined ? {} : { size, fit: 'pad' as const }) },
      },
      content: 'c',
      pixels: Uint8Array.from({ length: count * side * side * channels }, (_, i) => (i * 89) % 256),
      ...{ height: side, width: side, channels },
      labels: new Int32Array(count),
      classNames: ['a'],
    })

  it.each([
    ['gray', stored(1, false)],
    ['colour', stored(3, false)],
    ['padded', stored(3, false, 12)],
  ])('%s: are given as they are, and are corrupted to the same bits as through floats', async (_, data) => {
    const some = [4, 0, 5]
    const floats = await data.read(some)
    const bytes = await data.readBytes!(some)
    expect(Array.from(floats)).toEqual(Array.from(bytes, (value) => Math.fround(value / 255)))
    const corrupted = corruptedDataSet(data, 'gaussian_noise', 3, { seed: 7 })
    const throughFloats = corruptedDataSet({ ...data, readBytes: undefined }, 'gaussian_noise', 3, {
      seed: 7,
    })
    expect(await corrupted.read(some)).toEqual(await throughFloats.read(some))
    expect(await corrupted.readBytes(some)).toEqual(await throughFloats.readBytes(some))
    const part = subset(data, Int32Array.of(5, 4))
    expect(await part.readBytes!([1, 0])).toEqual(await data.readBytes!([4, 5]))
  })

  it('no bytes are given of colours made gray', () => {
    expect(stored(3, true).readBytes).toBeUndefined()
  })
})
