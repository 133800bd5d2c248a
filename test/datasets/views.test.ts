import { describe, expect, it } from 'vitest'
import { createArrayDataSet } from '../../src-main/datasets/array-data-set'
import { imageBatches, indexBatches } from '../../src-main/datasets/batches'
import { ByteCache } from '../../src-main/datasets/cache'
import type { DataSet } from '../../src-main/datasets/data-set'
import { splitIndices } from '../../src-main/datasets/split'
import { subset } from '../../src-main/datasets/subset'

function numbers(count: number): DataSet {
  return createArrayDataSet({
    specification: { path: 'numbers', format: 'npy', transforms: { gray: false } },
    content: 'content',
    pixels: Float32Array.from({ length: count }, (_, i) => i / count),
    height: 1,
    width: 1,
    channels: 1,
    labels: Int32Array.from({ length: count }, (_, i) => i % 3),
    classNames: ['a', 'b', 'c'],
  })
}

describe('splitIndices', () => {
  it('uses every index once, in order, and depends on nothing but its arguments', () => {
    const { train, validation } = splitIndices(1000, 0.95, 7)
    expect([train.length, validation.length]).toEqual([950, 50])
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect([...train]).toEqual([...train].sort((a, b) => a - b))
    expect(splitIndices(1000, 0.95, 7)).toEqual({ train, validation })
    expect(splitIndices(1000, 0.95, 8).validation).not.toEqual(validation)
    expect(splitIndices(10, 1, 0).validation.length).toBe(0)
    expect(() => splitIndices(10, 1.5, 0)).toThrow(RangeError)
  })
})

describe('subset', () => {
  it('reads the chosen images, in order, and covers the choice with its hash', async () => {
    const data = numbers(10)
    const view = subset(data, Int32Array.of(9, 2, 2))
    expect(view).toMatchObject({ count: 3, classNames: ['a', 'b', 'c'] })
    expect([...view.labels]).toEqual([0, 2, 2])
    expect(await view.read([1, 0])).toEqual(Float32Array.of(0.2, 0.9))
    await expect(view.read([3])).rejects.toThrow(RangeError)
    expect(() => subset(data, Int32Array.of(10))).toThrow(RangeError)
    const hashes = [
      data.hash,
      view.hash,
      subset(data, Int32Array.of(2, 9, 2)).hash,
      subset(data, Int32Array.of(9, 2)).hash,
    ]
    expect(new Set(hashes).size).toBe(4)
    expect(subset(data, Int32Array.of(9, 2, 2)).hash).toBe(view.hash)
    await view.close()
    expect((await data.read([0])).length).toBe(1)
  })
})

describe('batches', () => {
  it('have one length, with padding marked, or without the rest', () => {
    const batches = [...indexBatches([5, 6, 7, 8, 9], 2)]
    expect(batches.map((batch) => [...batch.indices])).toEqual([
      [5, 6],
      [7, 8],
      [9, 9],
    ])
    expect(batches.map(({ count, padded, start }) => [count, padded, start])).toEqual([
      [2, false, 0],
      [2, false, 2],
      [1, true, 4],
    ])
    expect([...indexBatches([5, 6, 7], 2, 'drop')].length).toBe(1)
    expect([...indexBatches([], 2)]).toEqual([])
    expect(() => [...indexBatches([1], 0)]).toThrow(RangeError)
  })

  it('are read in order, one ahead, and padded with copies', async () => {
    const read: number[][] = []
    const data = numbers(5)
    const spy: DataSet = {
      ...data,
      read: (indices) => (read.push([...Array.from(indices)]), data.read(indices)),
    }
    const seen: number[][] = []
    for await (const { images, labels, count } of imageBatches(spy, [0, 1, 2, 3, 4], 2)) {
      seen.push(
        [...images].map((value) => Math.round(value * 5)),
        [...labels],
        [count],
      )
      if (seen.length === 3) expect(read.length).toBe(2)
    }
    expect(seen).toEqual([[0, 1], [0, 1], [2], [2, 3], [2, 0], [2], [4, 4], [1, 1], [1]])
    expect(read).toEqual([[0, 1], [2, 3], [4]])
  })

  it('throw at the broken batch, after the good ones', async () => {
    const data = numbers(4)
    const broken: DataSet = {
      ...data,
      read: async (indices) => (indices[0] === 2 ? Promise.reject(new Error('broken')) : data.read(indices)),
    }
    let good = 0
    await expect(
      (async () => {
        for await (const batch of imageBatches(broken, [0, 1, 2, 3], 2)) good += batch.count
      })(),
    ).rejects.toThrow('broken')
    expect(good).toBe(2)
  })
})

describe('ByteCache', () => {
  it('forgets what was not used for longest, and never exceeds its bound', () => {
    const cache = new ByteCache<Uint8Array>(10)
    cache.set(1, new Uint8Array(4))
    cache.set(2, new Uint8Array(4))
    expect(cache.get(1)).toBeDefined()
    cache.set(3, new Uint8Array(4))
    expect([cache.get(1) !== undefined, cache.get(2), cache.get(3) !== undefined]).toEqual([
      true,
      undefined,
      true,
    ])
    cache.set(4, new Uint8Array(11))
    expect([cache.get(4), cache.bytes]).toEqual([undefined, 8])
    cache.set(1, new Uint8Array(2))
    expect(cache.bytes).toBe(6)
    cache.clear()
    expect([cache.bytes, cache.get(3)]).toEqual([0, undefined])
  })
})
