/** Common downloads that are not read as they are unpacked: each is named for what it is, with advice that works. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDataSet } from '../../src-main/datasets/find'
import { png, put, temporaryFolder } from './temporary'

const folder = temporaryFolder()
let image: Buffer

beforeAll(async () => {
  image = await png([1, 2, 3])
})

function make(name: string, ...paths: string[]): string {
  const root = join(folder, name)
  for (const path of paths) put(join(root, path), image)
  return root
}

describe('a download that is not read as it is', () => {
  it('is Tiny-ImageNet with its validation part, from above and by itself', async () => {
    const root = make(
      'tiny',
      'train/n01/images/0.png',
      'train/n02/images/0.png',
      'val/images/0.png',
      'val/val_annotations.txt',
    )
    // By itself it was added as one class called "images".
    for (const path of [root, join(root, 'val')])
      await expect(findDataSet(path)).rejects.toThrow(
        /val" is the validation part of Tiny-ImageNet as downloaded.*folder named after its class/,
      )
    expect(await findDataSet(join(root, 'train'))).toMatchObject({ format: 'image-folder' })
  })

  it.each([
    [
      'CIFAR-10',
      ['cifar-10-batches-py/data_batch_1', 'cifar-10-batches-py/batches.meta', 'cifar-10-python.tar.gz'],
      /Python version of CIFAR-10:.*cifar-10-batches-bin/,
    ],
    [
      'CIFAR-100',
      ['cifar-100-python/train', 'cifar-100-python/test', 'cifar-100-python/meta'],
      /Python version of CIFAR-100:.*cifar-100-binary/,
    ],
    ['STL-10', ['stl10_binary/train_X.bin', 'stl10_binary/train_y.bin'], /binary version of STL-10/],
    ['SVHN', ['train_32x32.mat'], /SVHN in MATLAB's format/],
    ['Parquet', ['data/train-00000-of-00001.parquet'], /Parquet files, as data sets of Hugging Face do/],
  ])('is %s, from above', async (name, paths, sentence) => {
    await expect(findDataSet(make(name, ...paths))).rejects.toThrow(sentence)
  })

  it('is no folder of classes that are called train, test and meta', async () => {
    const root = make('words', 'train/0.png', 'meta/0.png', 'bus/0.png')
    expect(await findDataSet(root)).toMatchObject({ format: 'image-folder' })
  })
})
