import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import type { NpyArray } from '../../src-main/checkpoints/npy'
import { encodeNpz } from '../../src-main/checkpoints/npz'
import { detectFormat, noticesOf } from '../../src-main/datasets/detect'
import { openDataSet } from '../../src-main/datasets/open'
import { in255ths, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()
const bytes = (shape: number[], values: number[]): NpyArray => ({
  shape,
  dtype: 'uint8',
  data: Uint8Array.from(values),
})
const floats = (shape: number[], values: number[]): NpyArray => ({
  shape,
  dtype: 'float32',
  data: Float32Array.from(values),
})
const labels = (...values: number[]): NpyArray => ({
  shape: [values.length],
  dtype: 'int64',
  data: BigInt64Array.from(values.map(BigInt)),
})
const count12 = Array.from({ length: 12 }, (_, i) => i)

let number = 0
function pair(
  images: NpyArray,
  of: NpyArray | undefined,
  names: [string, string] = ['X.npy', 'X-labels.npy'],
): string {
  const path = join(folder, `pair-${number++}`)
  if (of) put(join(path, names[1]), encodeNpy(of))
  return put(join(path, names[0]), encodeNpy(images))
}

describe('npy data sets', () => {
  it.each<[string, NpyArray, number, number[]]>([
    ['N,H,W', bytes([3, 2, 2], count12), 1, count12],
    ['N,H,W,1', bytes([3, 2, 2, 1], count12), 1, count12],
    ['N,1,H,W', bytes([3, 1, 2, 2], count12), 1, count12],
    ['N,H,W,3', bytes([1, 2, 2, 3], count12), 3, count12],
    ['N,3,H,W', bytes([1, 3, 2, 2], count12), 3, [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]],
    ['floats', floats([1, 2, 2], [0, 0.2, 0.4, 1]), 1, [0, 51, 102, 255]],
    [
      'doubles',
      { shape: [1, 2, 2], dtype: 'float64', data: Float64Array.of(0, 0.2, 0.4, 1) },
      1,
      [0, 51, 102, 255],
    ],
  ])('reads %s', async (_, images, channels, expected) => {
    const n = images.shape[0]!
    const path = pair(images, labels(...Array.from({ length: n }, (_, i) => i)))
    expect(await detectFormat(path)).toEqual({ format: 'npy', splits: [] })
    const data = await openDataSet(specification(path, 'npy'))
    expect(data).toMatchObject({ count: n, height: 2, width: 2, channels })
    expect(in255ths(await data.read(Array.from({ length: n }, (_, i) => i)))).toEqual(expected)
  })

  it.each([
    ['a.npy', 'a_labels.npy'],
    ['a.npy', 'labels.npy'],
    ['train_images.npy', 'train_labels.npy'],
    ['x_test.npy', 'y_test.npy'],
    ['X.npy', 'y.npy'],
    ['train_x.npy', 'train_y.npy'],
  ])('finds the labels of %s in %s', async (images, of) => {
    expect(
      (await openDataSet(specification(pair(bytes([2, 1, 1], [1, 2]), labels(0, 1), [images, of]), 'npy')))
        .count,
    ).toBe(2)
  })

  it.each<[string, NpyArray, NpyArray | undefined, RegExp]>([
    [
      'missing labels',
      bytes([1, 1, 1], [0]),
      undefined,
      /labels of ".*X.npy" are missing: one of X-labels.npy, X_labels.npy/,
    ],
    [
      'a wrong range',
      floats([1, 1, 2], [0, 200]),
      labels(0),
      /floats from 0 to 200; images should lie in \[0, 1\]: divide by 255/,
    ],
    ['normalised images', floats([1, 1, 2], [-2, 2]), labels(0), /undo the normalisation/],
    ['NaN', floats([1, 1, 2], [0, NaN]), labels(0), /holds NaN/],
    [
      'integers',
      { shape: [1, 1, 1], dtype: 'int32', data: Int32Array.of(5) },
      labels(0),
      /holds int32 values; images should be uint8/,
    ],
    ['a wrong shape', bytes([1, 2], [0, 0]), labels(0), /has the shape \(1, 2\); images should be N,H,W/],
    [
      'two channels',
      bytes([1, 2, 2, 2], new Array<number>(8).fill(0)),
      labels(0),
      /has the shape \(1, 2, 2, 2\)/,
    ],
    ['one-hot labels', bytes([1, 1, 1], [0]), bytes([1, 3], [0, 1, 0]), /as one-hot labels have: save/],
    [
      'several classes of an image',
      bytes([1, 1, 1], [0]),
      bytes([1, 3], [0, 1, 1]),
      /not a single 1 in each row/,
    ],
    ['shares of classes', bytes([1, 1, 1], [0]), floats([1, 2], [0.9, 0.1]), /not a single 1 in each row/],
    ['too many labels', bytes([1, 1, 1], [0]), labels(0, 1), /holds 2 labels for 1 images/],
    ['a negative label', bytes([2, 1, 1], [0, 0]), labels(0, -1), /gives image 1 the label -1/],
    ['fractional labels', bytes([1, 1, 1], [0]), floats([1], [0.5]), /gives image 0 the label 0.5/],
  ])('refuses %s with one sentence', async (_, images, of, sentence) => {
    await expect(openDataSet(specification(pair(images, of), 'npy'))).rejects.toThrow(sentence)
  })
})

describe('npz data sets', () => {
  it.each([
    [{ images: bytes([3, 2, 2], count12), labels: labels(0, 1, 2) }, [], [undefined]],
    [{ x: bytes([3, 2, 2], count12), y: labels(0, 1, 2) }, [], [undefined]],
    [
      {
        x_train: bytes([3, 2, 2], count12),
        y_train: labels(0, 1, 2),
        x_test: bytes([3, 2, 2], count12),
        y_test: labels(0, 1, 1),
      },
      ['train', 'test'],
      ['train', 'test'],
    ],
    [
      {
        train_images: bytes([3, 2, 2], count12),
        train_labels: bytes([3, 1], [0, 1, 2]),
        val_images: bytes([3, 2, 2], count12),
        val_labels: labels(2, 1, 1),
      },
      ['train', 'val'],
      ['train', 'val'],
    ],
  ])('reads the names %o', async (arrays, splits, each) => {
    const path = put(join(folder, `names-${number++}.npz`), encodeNpz(arrays))
    expect(await detectFormat(path)).toEqual({ format: 'npz', splits })
    for (const split of each) {
      const data = await openDataSet(specification(path, 'npz', split === undefined ? {} : { split }))
      expect(data.classNames.length).toBe(3)
      expect(in255ths(await data.read([1]))).toEqual([4, 5, 6, 7])
    }
  })

  it('says that it does not read names of classes inside, which are numbered then', async () => {
    const arrays = { images: bytes([1, 1, 1], [0]), labels: bytes([1], [0]), class_names: bytes([1], [0]) }
    const path = put(join(folder, 'named/named.npz'), encodeNpz(arrays))
    expect(await noticesOf(specification(path, 'npz'))).toEqual([
      expect.stringMatching(/names of the classes in 'class_names' are not read.*classes\.txt/),
    ])
    put(join(folder, 'named/classes.txt'), 'cat\n')
    expect(await noticesOf(specification(path, 'npz'))).toEqual([])
  })

  it('says which arrays there are when none fits, and when the file is truncated', async () => {
    const good = encodeNpz({ pictures: bytes([1, 1, 1], [0]) })
    const path = put(join(folder, 'other.npz'), good)
    await expect(detectFormat(path)).rejects.toThrow(
      /has the arrays pictures; images and labels should be called/,
    )
    const truncated = put(join(folder, 'truncated.npz'), good.subarray(0, 100))
    await expect(openDataSet(specification(truncated, 'npz'))).rejects.toThrow(
      /truncated.npz" is truncated or damaged/,
    )
  })
})
