import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectFormat } from '../../src-main/datasets/detect'
import { openDataSet } from '../../src-main/datasets/open'
import { in255ths, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()

/** A record whose red, green and blue planes are filled with three values; the first pixel of red is 7. */
function record(labelBytes: number[], red: number, green: number, blue: number): Buffer {
  const planes = Buffer.concat([Buffer.alloc(1024, red), Buffer.alloc(1024, green), Buffer.alloc(1024, blue)])
  planes[0] = 7
  return Buffer.concat([Buffer.from(labelBytes), planes])
}

describe('CIFAR, binary version', () => {
  it('reads CIFAR-10 with the class names of batches.meta.txt', async () => {
    const path = join(folder, 'cifar-10')
    const names = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')
    put(join(path, 'data_batch_1.bin'), Buffer.concat([record([3], 10, 20, 30), record([9], 1, 2, 3)]))
    put(join(path, 'data_batch_2.bin'), record([0], 100, 110, 120))
    put(join(path, 'test_batch.bin'), record([5], 40, 50, 60))
    put(join(path, 'batches.meta.txt'), names.join('\n') + '\n\n')
    expect(await detectFormat(path)).toEqual({ format: 'cifar', splits: ['train', 'test'] })
    const data = await openDataSet(specification(path, 'cifar', { split: 'train' }))
    expect(data).toMatchObject({ count: 3, height: 32, width: 32, channels: 3, classNames: names })
    expect([...data.labels]).toEqual([3, 9, 0])
    const pixels = await data.read([2, 0])
    expect(in255ths(pixels, 6)).toEqual([7, 110, 120, 100, 110, 120])
    expect(in255ths(pixels.subarray(3072), 6)).toEqual([7, 20, 30, 10, 20, 30])
    const gray = await openDataSet(specification(path, 'cifar', { split: 'test', gray: true }))
    expect(gray.channels).toBe(1)
    expect((await gray.read([0]))[1]).toBeCloseTo((0.2989 * 40 + 0.587 * 50 + 0.114 * 60) / 255, 6)
  })

  it('reads the fine labels of CIFAR-100', async () => {
    const path = join(folder, 'cifar-100')
    put(join(path, 'train.bin'), Buffer.concat([record([4, 72], 1, 2, 3), record([10, 99], 1, 2, 3)]))
    put(join(path, 'test.bin'), record([4, 0], 1, 2, 3))
    const data = await openDataSet(specification(path, 'cifar', { split: 'train' }))
    expect([...data.labels]).toEqual([72, 99])
    expect(data.classNames.length).toBe(100)
  })

  it('refuses more names of classes than a byte can tell apart', async () => {
    const path = join(folder, 'named')
    put(join(path, 'test_batch.bin'), record([1], 0, 0, 0))
    put(join(path, 'batches.meta.txt'), Array.from({ length: 257 }, (_, i) => `c${i}`).join('\n'))
    await expect(openDataSet(specification(path, 'cifar'))).rejects.toThrow(
      /batches.meta.txt" names 257 classes, and a label of these files is one byte/,
    )
  })

  it('refuses truncation, a missing batch and labels out of range', async () => {
    const truncated = join(folder, 'truncated')
    put(join(truncated, 'test_batch.bin'), record([1], 0, 0, 0).subarray(0, 3000))
    await expect(openDataSet(specification(truncated, 'cifar'))).rejects.toThrow(
      /has 3000 bytes, but records of 3073 bytes would need 3073/,
    )
    const gap = join(folder, 'gap')
    put(join(gap, 'data_batch_1.bin'), record([1], 0, 0, 0))
    put(join(gap, 'data_batch_3.bin'), record([1], 0, 0, 0))
    await expect(detectFormat(gap)).rejects.toThrow(/data_batch_2.bin" is missing/)
    const label = join(folder, 'label')
    put(join(label, 'test_batch.bin'), Buffer.concat([record([1], 0, 0, 0), record([10], 0, 0, 0)]))
    await expect(openDataSet(specification(label, 'cifar'))).rejects.toThrow(
      /gives image 1 the label 10; allowed are whole numbers from 0 to 9/,
    )
  })
})
