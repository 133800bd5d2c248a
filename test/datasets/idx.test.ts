import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src-main/contract/errors'
import { detectFormat } from '../../src-main/datasets/detect'
import { openDataSet } from '../../src-main/datasets/open'
import { idxBytes, in255ths, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()
const images = idxBytes([3, 2, 2], [0, 1, 2, 3, 10, 11, 12, 13, 252, 253, 254, 255])
const labels = idxBytes([3], [2, 0, 1])

function standardFolder(name: string, files: Record<string, Uint8Array | string>): string {
  for (const [file, bytes] of Object.entries(files)) put(join(folder, name, file), bytes)
  return join(folder, name)
}

describe('IDX', () => {
  it('reads a folder with the standard names, packed or not', async () => {
    const path = standardFolder('both', {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      't10k-images-idx3-ubyte.gz': gzipSync(images),
      't10k-labels-idx1-ubyte.gz': gzipSync(labels),
    })
    expect(await detectFormat(path)).toEqual({ format: 'idx', splits: ['train', 'test'] })
    for (const split of ['train', 'test']) {
      const data = await openDataSet(specification(path, 'idx', { split }))
      expect(data).toMatchObject({ count: 3, height: 2, width: 2, channels: 1, classNames: ['0', '1', '2'] })
      expect([...data.labels]).toEqual([2, 0, 1])
      expect(in255ths(await data.read([2, 0]))).toEqual([252, 253, 254, 255, 0, 1, 2, 3])
    }
    await expect(openDataSet(specification(path, 'idx'))).rejects.toThrow(
      /has the parts train, test: say which one with --split/,
    )
    await expect(openDataSet(specification(path, 'idx', { split: 'val' }))).rejects.toThrow(
      /no part "val"; it has train, test/,
    )
  })

  it('gives exactly value / 255', async () => {
    const path = standardFolder('exact', {
      'a-images-idx3-ubyte': idxBytes(
        [1, 16, 16],
        Array.from({ length: 256 }, (_, i) => i),
      ),
      'a-labels-idx1-ubyte': idxBytes([1], [0]),
    })
    const data = await openDataSet(specification(join(path, 'a-images-idx3-ubyte'), 'idx'))
    expect(await data.read([0])).toEqual(Float32Array.from({ length: 256 }, (_, i) => i / 255))
  })

  it('finds the labels of a single images file, and takes class names from classes.txt', async () => {
    const path = standardFolder('single', {
      'my-images.idx': images,
      'my-labels.idx.gz': gzipSync(labels),
      'classes.txt': 'cat\r\ndog\nfish\n',
    })
    const data = await openDataSet(specification(join(path, 'my-images.idx'), 'idx'))
    expect(data.classNames).toEqual(['cat', 'dog', 'fish'])
    expect(await detectFormat(join(path, 'my-images.idx'))).toEqual({ format: 'idx', splits: [] })
    await expect(openDataSet(specification(join(path, 'my-labels.idx.gz'), 'idx'))).rejects.toThrow(
      /named like labels: give the images file/,
    )
  })

  it('knows from the training part how many classes a test part has that lacks some', async () => {
    const path = standardFolder('lacking', {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      't10k-images-idx3-ubyte': images,
      't10k-labels-idx1-ubyte': idxBytes([3], [0, 0, 1]),
    })
    expect((await openDataSet(specification(path, 'idx', { split: 'test' }))).classNames.length).toBe(3)
  })

  it('has a hash that changes with content, part, transforms and class names, and not with the place', async () => {
    const files = {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      't10k-images-idx3-ubyte': images,
      't10k-labels-idx1-ubyte': labels,
    }
    const first = standardFolder('hash-1', files)
    const hash = async (path: string, more: Parameters<typeof specification>[2] = {}) =>
      (await openDataSet(specification(path, 'idx', { split: 'train', ...more }))).hash
    const original = await hash(first)
    expect(original).toMatch(/^[0-9a-f]{64}$/)
    expect(await hash(standardFolder('hash-2', files))).toBe(original)
    const changed = images.slice()
    changed[20]! ^= 1
    const others = [
      await hash(first, { split: 'test' }),
      await hash(first, { gray: true }),
      await hash(first, { size: 4, fit: 'pad' }),
      await hash(first, { size: 4, fit: 'resize' }),
      await hash(standardFolder('hash-3', { ...files, 'train-images-idx3-ubyte': changed })),
      await hash(standardFolder('hash-4', { ...files, 'train-labels-idx1-ubyte': idxBytes([3], [2, 1, 1]) })),
      await hash(standardFolder('hash-5', { ...files, 'classes.txt': 'a\nb\nc' })),
    ]
    expect(new Set([original, ...others]).size).toBe(8)
  })

  it.each<[string, Record<string, Uint8Array | string>, RegExp]>([
    [
      'truncated images',
      { 'train-images-idx3-ubyte': images.subarray(0, 25) },
      /train-images-idx3-ubyte" is truncated or damaged: its header promises 28 bytes, but it has 25\.$/,
    ],
    [
      'too long images',
      { 'train-images-idx3-ubyte': Buffer.concat([images, images]) },
      /promises 28 bytes, but it has 56/,
    ],
    [
      'a truncated header',
      { 'train-images-idx3-ubyte': images.subarray(0, 9) },
      /ends inside its IDX header/,
    ],
    [
      'a wrong magic',
      { 'train-images-idx3-ubyte': idxBytes([20], new Uint8Array(20)) },
      /begins with 00 00 08 01, but an IDX file of unsigned-byte images .* begins with 00 00 08 03/,
    ],
    [
      'another type',
      { 'train-images-idx3-ubyte': Buffer.concat([Buffer.from([0, 0, 0x0d, 3]), images.subarray(4)]) },
      /begins with 00 00 0d 03, but/,
    ],
    [
      'too few labels',
      { 'train-labels-idx1-ubyte': idxBytes([2], [0, 1]) },
      /holds 2 labels for 3 images: the two do not belong together/,
    ],
    [
      'a label without a name',
      { 'classes.txt': 'a\nb' },
      /gives image 0 the label 2; allowed are whole numbers from 0 to 1 \(there are 2 class names\)/,
    ],
    ['an empty classes.txt', { 'classes.txt': '\n' }, /classes.txt" is empty/],
    [
      'an impossible size',
      {
        'train-images-idx3-ubyte': Buffer.from([
          0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        ]),
      },
      /promises 7\.9\d*e\+28 bytes, but it has 16/,
    ],
    [
      'no images',
      { 'train-images-idx3-ubyte': idxBytes([0, 2, 2], []), 'train-labels-idx1-ubyte': idxBytes([0], []) },
      /holds no images/,
    ],
  ])('refuses %s with one sentence', async (name, files, sentence) => {
    const path = standardFolder(`bad-${name}`, {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      ...files,
    })
    const opening = openDataSet(specification(path, 'idx'))
    await expect(opening).rejects.toThrow(sentence)
    await expect(opening).rejects.toSatisfy((error) => error instanceof UserError && error.kind === 'input')
  })

  it('refuses a truncated or lying gzip file', async () => {
    const noise = Uint8Array.from({ length: 28 * 28 * 50 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255)
    const packed = gzipSync(idxBytes([50, 28, 28], noise))
    const with50 = { 'train-labels-idx1-ubyte': idxBytes([50], new Uint8Array(50)) }
    const truncated = standardFolder('gz-truncated', {
      ...with50,
      'train-images-idx3-ubyte.gz': packed.subarray(0, packed.length >> 1),
    })
    await expect(openDataSet(specification(truncated, 'idx'))).rejects.toThrow(
      /images-idx3-ubyte.gz" is truncated or damaged: its header promises 39216 bytes, but it has \d+/,
    )
    const lying = standardFolder('gz-lying', {
      ...with50,
      'train-images-idx3-ubyte.gz': gzipSync(idxBytes([4000000000, 28, 28], [])),
    })
    await expect(openDataSet(specification(lying, 'idx'))).rejects.toThrow(
      /promises 3136000000016 bytes, but it is far too small/,
    )
    const bomb = standardFolder('gz-bomb', {
      ...with50,
      'train-images-idx3-ubyte.gz': gzipSync(
        Buffer.concat([idxBytes([1, 2, 2], [1, 2, 3, 4]), Buffer.alloc(1 << 22)]),
      ),
    })
    await expect(openDataSet(specification(bomb, 'idx'))).rejects.toThrow(
      /promises 20 bytes, but it has \d+ or more/,
    )
  })

  it('says which labels file is missing, and that a path vanished', async () => {
    const path = standardFolder('missing', { 'train-images-idx3-ubyte': images })
    await expect(openDataSet(specification(path, 'idx'))).rejects.toThrow(
      /"train-labels-idx1-ubyte" or "train-labels-idx1-ubyte.gz" should lie beside it/,
    )
    rmSync(path, { recursive: true })
    await expect(openDataSet(specification(path, 'idx'))).rejects.toThrow(
      /^There is nothing at ".*missing": check the path/,
    )
  })
})
