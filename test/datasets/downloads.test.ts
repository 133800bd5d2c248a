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
  it.each([
    ['STL-10 without labels', ['stl10_binary/unlabeled_X.bin'], /unlabelled images of STL-10 only/],
    [
      "ImageNet's test part",
      ['test/ILSVRC2012_test_00000001.JPEG'],
      /test images, whose classes were never published/,
    ],
    ['SVHN', ['train_32x32.mat'], /SVHN in MATLAB's format/],
    ['TFRecord', ['cifar10-train.tfrecord-00000-of-00001'], /TFRecord files of TensorFlow/],
    ['Parquet', ['data/train-00000-of-00001.parquet'], /Parquet or Arrow files, as data sets/],
    [
      'Arrow',
      ['train/data-00000-of-00001.arrow', 'dataset_dict.json'],
      /Parquet or Arrow files, as data sets/,
    ],
    ['HDF5', ['train.h5'], /HDF5 files.*with h5py and numpy.savez/],
  ])('is %s, from above', async (name, paths, sentence) => {
    await expect(findDataSet(make(name, ...paths))).rejects.toThrow(sentence)
  })

  it('is no folder of classes that are called train, test and meta', async () => {
    const root = make('words', 'train/0.png', 'meta/0.png', 'bus/0.png')
    expect(await findDataSet(root)).toMatchObject({ format: 'image-folder' })
  })
})
