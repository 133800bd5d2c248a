import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { DataSetSpecification } from '../../src-main/datasets/specification'
import { detectFormat } from '../../src-main/datasets/detect'
import { openDataSet } from '../../src-main/datasets/open'
import { png, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()
function tarOf(name: string): Buffer {
  const tar = Buffer.alloc(1024)
  tar.write(name)
  tar.write('ustar', 257)
  return tar
}
const tar = tarOf('file.txt')

describe('what is no data set', () => {
  it.each<[string, Uint8Array | string, RegExp]>([
    ['empty', '', /is an empty file, which is no data set. Halfpower opens IDX files/],
    ['page.npy', '\n<!DOCTYPE html><html>', /is a web page \(the download probably failed\)/],
    [
      'pointer.npz',
      'version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1',
      /is a Git LFS pointer/,
    ],
    ['archive.zip', zipSync({ 'a.png': new Uint8Array(3) }), /is a zip archive \(unpack it first\)/],
    ['a.tar', tar, /is a tar archive/],
    ['a.tar.gz', gzipSync(tar), /is a gzip file that holds a tar archive \(unpack it first\)/],
    ['broken.gz', Uint8Array.of(0x1f, 0x8b, 8, 0), /is a damaged gzip file/],
    [
      'weights.pt',
      zipSync({ 'archive/data.pkl': new Uint8Array(3) }),
      /is a file of PyTorch \(of images and labels: save them with numpy.savez/,
    ],
    ['shard.tar', tarOf('000000.jpg'), /loose files, as the shards of a WebDataset/],
    ['train.csv', 'label,pixel0,pixel1\n3,0,255\n', /is a table with the pixels of an image in each row/],
    ['a.pkl', Uint8Array.of(0x80, 4, 0x95), /is a Python pickle/],
    ['a.mat', 'MATLAB 5.0 MAT-file', /is a MATLAB file/],
    ['a.h5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /is an HDF5/],
    ['a.json', '{"a": 1}', /is a JSON document/],
    ['a.txt', 'hello', /is a text file/],
    ['a.bin', Uint8Array.of(1, 2, 3, 0), /is a file of an unknown kind/],
  ])('%s is named for what it looks like', async (name, bytes, sentence) => {
    await expect(detectFormat(put(join(folder, 'files', name), bytes))).rejects.toThrow(sentence)
  })

  it('names a single image, folders of the wrong kind, and nothing at all', async () => {
    await expect(detectFormat(put(join(folder, 'one', 'a.png'), await png([1])))).rejects.toThrow(
      /is a single PNG image \(give the folder of class folders instead\)/,
    )
    put(join(folder, 'numpy', 'x.npy'), 'x')
    await expect(detectFormat(join(folder, 'numpy'))).rejects.toThrow(/is a folder of NumPy files/)
    put(join(folder, 'archives', 'x.tar.gz'), 'x')
    await expect(detectFormat(join(folder, 'archives'))).rejects.toThrow(/is a folder of archives/)
    put(join(folder, 'hidden', '.x'), 'x')
    await expect(detectFormat(join(folder, 'hidden'))).rejects.toThrow(/is an empty folder/)
    await expect(detectFormat(join(folder, 'nowhere'))).rejects.toThrow(/^There is nothing at ".*nowhere"/)
  })

  it('says so when the format is not the given one, or does not exist', async () => {
    const file = put(join(folder, 'other', 'a.txt'), 'hello')
    await expect(openDataSet(specification(file, 'idx'))).rejects.toThrow(
      /is a text file, not a data set of the format idx/,
    )
    const unknown = { ...specification(file, 'idx'), format: 'hdf5' } as unknown as DataSetSpecification
    await expect(openDataSet(unknown)).rejects.toThrow(
      /no format "hdf5"; there are idx, cifar, cifar-python, .*, npz, .*image-folder/,
    )
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says so when a file may not be read (skipped for root and on Windows)',
    async () => {
      const file = put(join(folder, 'secret', 'a.npy'), 'x')
      chmodSync(file, 0)
      await expect(detectFormat(file)).rejects.toThrow(/may not be read/)
    },
  )
})
