/** On real data: the shipped part of Fashion-MNIST, and where they are present, its source and CIFAR-10. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeNpz } from '../../src-main/checkpoints/npz'
import { detectFormat } from '../../src-main/datasets/detect'
import { openDataSet } from '../../src-main/datasets/open'
import { in255ths, specification, temporaryFolder } from './temporary'

const shipped = resolve('resources/fashion-mnist')
const shared = resolve('../shared')
const source = join(shared, 'data/fashion-mnist')
const cifarArchive = join(shared, 'data/cifar10-jpeg.tar.gz')
const decoded = join(shared, 'fixtures/corruptions/cifar-deterministic.npz')
const absent = (path: string) =>
  existsSync(path) ? '' : ` (skipped: ${path.slice(shared.length + 1)} is not in ../shared)`

describe('the shipped Fashion-MNIST', () => {
  it('is what its README says', () => {
    const readme = readFileSync(join(shipped, 'README.md'), 'utf8')
    const files = readdirSync(shipped).filter((file) => file.endsWith('.gz'))
    expect(files.length).toBe(4)
    for (const file of files) {
      const hash = createHash('sha256')
        .update(readFileSync(join(shipped, file)))
        .digest('hex')
      expect(readme).toMatch(new RegExp(`${file}\` \\| [0-9,]+ \\| \`${hash}`))
    }
    expect(readFileSync(join(shipped, 'LICENSE'), 'utf8')).toContain(
      'Copyright © 2017 Zalando SE, https://tech.zalando.com',
    )
  })

  it('opens class-balanced and padded to 32×32', async () => {
    expect(await detectFormat(shipped)).toEqual({ format: 'idx', splits: ['train', 'test'] })
    for (const [split, perClass] of [
      ['train', 1200],
      ['test', 200],
    ] as const) {
      const data = await openDataSet(specification(shipped, 'idx', { split, size: 32, fit: 'pad' }))
      expect(data).toMatchObject({ count: 10 * perClass, height: 32, width: 32, channels: 1 })
      expect([data.classNames[0], data.classNames[9]]).toEqual(['T-shirt/top', 'Ankle boot'])
      const counts = new Int32Array(10)
      for (const label of data.labels) counts[label]!++
      expect([...counts]).toEqual(Array(10).fill(perClass))
      const image = await data.read([data.count - 1])
      expect(image.length).toBe(1024)
      expect(in255ths(image, 64).every((value) => value === 0)).toBe(true)
      expect(Math.max(...image)).toBeGreaterThan(0.5)
    }
  })
})

describe.skipIf(!existsSync(source))(`Fashion-MNIST as published${absent(source)}`, () => {
  it('opens whole, with the bytes of the files', async () => {
    const data = await openDataSet(specification(source, 'idx', { split: 'test' }))
    expect(data.count).toBe(10000)
    const raw = gunzipSync(readFileSync(join(source, 't10k-images-idx3-ubyte.gz')))
    expect(in255ths(await data.read([0, 9999]))).toEqual([
      ...raw.subarray(16, 16 + 784),
      ...raw.subarray(16 + 9999 * 784),
    ])
    expect([...data.labels.subarray(0, 5)]).toEqual([9, 2, 1, 1, 6])
  })

  it('holds the shipped images, each at its place', async () => {
    const whole = await openDataSet(specification(source, 'idx', { split: 'test' }))
    const part = await openDataSet(specification(shipped, 'idx', { split: 'test' }))
    const taken = new Int32Array(10)
    const indices = [...whole.labels.keys()].filter((index) => taken[whole.labels[index]!]!++ < 200)
    const [ours, theirs] = [await part.read([...part.labels.keys()]), await whole.read(indices)]
    expect(ours.length).toBe(2000 * 28 * 28)
    // As bytes: `toEqual` takes a minute for as many numbers.
    expect(Buffer.from(ours.buffer).equals(Buffer.from(theirs.buffer))).toBe(true)
  })
})

describe.skipIf(!existsSync(cifarArchive))(`CIFAR-10 as JPEG files${absent(cifarArchive)}`, () => {
  const folder = existsSync(cifarArchive) ? temporaryFolder() : ''

  it('opens as class folders, and decodes as Pillow did', async () => {
    execFileSync('tar', ['xzf', cifarArchive, '-C', folder, '--wildcards', 't*/*/000?.jpg'])
    expect(await detectFormat(folder)).toEqual({ format: 'image-folder', splits: ['train', 'test'] })
    const data = await openDataSet(specification(folder, 'image-folder', { split: 'test' }))
    expect(data).toMatchObject({ count: 100, height: 32, width: 32, channels: 3 })
    expect(data.classNames).toEqual('airplane automobile bird cat deer dog frog horse ship truck'.split(' '))
    expect(data.labels[15]).toBe(1)
    if (existsSync(decoded)) {
      // The first file of airplane, automobile, bird and cat, decoded by another program.
      const clean = decodeNpz(readFileSync(decoded), { keys: ['clean'] }).clean!
      expect(in255ths(await data.read([0, 10, 20, 30]))).toEqual([...(clean.data as Uint8Array)])
    }
  })
})
