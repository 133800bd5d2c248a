/** Headers, indices, lists and tables in text that ask for much; and MATLAB's, CIFAR's and STL-10's binaries. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { encodeSafetensors } from '../../../src-main/checkpoints/safetensors'
import { bytesOf, pickle, uint32, uint64 } from '../../support/pickles'
import type { Hostile } from './hostile'

function weights(name: string, file: string, bytes: () => Uint8Array | string): Hostile {
  return {
    name,
    what: 'model',
    make(folder) {
      writeFileSync(join(folder, file), bytes())
      return join(folder, file)
    },
  }
}

function dataSet(name: string, write: (folder: string) => unknown): Hostile {
  return {
    name,
    what: 'data set',
    make(folder) {
      const inside = join(folder, 'data')
      mkdirSync(inside)
      const path = write(inside)
      return typeof path === 'string' ? path : inside
    },
  }
}

const header = (json: string, data = ''): Uint8Array =>
  bytesOf(uint64(Buffer.byteLength(json)), Buffer.from(json), data)
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const many = (count: number, entry: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => entry(i)).join(',')

export const texts: Hostile[] = [
  weights('a safetensors header nested 400,000 deep', 'w.safetensors', () =>
    header(`{"a":${nested(400_000)}}`),
  ),
  weights('a safetensors header of 20,000 empty tensors', 'w.safetensors', () =>
    header(`{${many(15_000, (i) => `"t${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`)}}`),
  ),
  weights('a safetensors header of a tensor of 64 sides', 'w.safetensors', () =>
    header(`{"a":{"dtype":"F32","shape":[${many(64, () => '4294967296')}],"data_offsets":[0,0]}}`),
  ),
  weights('a safetensors header of a hundred thousand pieces of metadata', 'w.safetensors', () =>
    header(`{"__metadata__":{${many(70_000, (i) => `"k${i}":""`)}}}`),
  ),
  weights('a safetensors header of one text', 'w.safetensors', () =>
    header(`{"__metadata__":{"a":"${'\\u0000'.repeat(150_000)}"}}`),
  ),
  weights('a safetensors header of 32 MB of blanks', 'w.safetensors', () =>
    header(`{${' '.repeat(33_000_000)}}`),
  ),
  weights('a safetensors header of 31 MB of arrays', 'w.safetensors', () =>
    header(`{"a":[${'[],'.repeat(10_000_000)}[]]}`),
  ),
  weights('a safetensors header of 31 MB of one-character names', 'w.safetensors', () =>
    header(`{${many(1_500_000, (i) => `"${i.toString(36)}":0`)}}`),
  ),
  weights(
    'an index of two hundred thousand tensors',
    'model.safetensors.index.json',
    () => `{"weight_map":{${many(25_000, (i) => `"t${i}":"model-1.safetensors"`)}}}`,
  ),
  weights(
    'an index of 31 MB',
    'model.safetensors.index.json',
    () => `{"weight_map":{${many(800_000, (i) => `"t${i}":"model-1.safetensors"`)}}}`,
  ),
  weights(
    'an index nested deeply',
    'model.safetensors.index.json',
    () => `{"weight_map":${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}}`,
  ),
  weights('JSON of 90 MB', 'weights.json', () => `{"a":[${'1,'.repeat(45_000_000)}1]}`),
  {
    name: 'a config.json beside weights, nested 400,000 deep',
    what: 'model',
    make(folder) {
      writeFileSync(join(folder, 'config.json'), `{"a":${nested(400_000)}}`)
      writeFileSync(
        join(folder, 'w.safetensors'),
        encodeSafetensors(
          new Map([['conv1.weight', { shape: [1], dtype: 'float32', data: Float32Array.of(1) }]]),
        ),
      )
      return join(folder, 'w.safetensors')
    },
  },
  {
    name: 'a config.json beside weights of 90 MB',
    what: 'model',
    make(folder) {
      writeFileSync(join(folder, 'config.json'), `{"a":[${'[],'.repeat(30_000_000)}1]}`)
      writeFileSync(
        join(folder, 'w.safetensors'),
        encodeSafetensors(
          new Map([['conv1.weight', { shape: [1], dtype: 'float32', data: Float32Array.of(1) }]]),
        ),
      )
      return join(folder, 'w.safetensors')
    },
  },
  dataSet('ImageNet: a meta.mat of one packed variable of 64 MB', (folder) => {
    imageNetVal(folder)
    writeFileSync(join(folder, 'meta.mat'), matlab(deflateSync(matrix(Buffer.alloc(60_000_000)))))
  }),
  dataSet('ImageNet: a meta.mat of nine hundred packed variables of 60 MB', (folder) => {
    imageNetVal(folder)
    const one = deflateSync(matrix(Buffer.alloc(15_000_000)))
    writeFileSync(join(folder, 'meta.mat'), matlab(...Array<Buffer>(50).fill(one)))
  }),
  dataSet('ImageNet: labels of a hundred thousand lines', (folder) => {
    imageNetVal(folder)
    writeFileSync(join(folder, 'ILSVRC2012_validation_ground_truth.txt'), '1\n'.repeat(450_000))
  }),
  dataSet('ImageNet: a synset list of one endless line', (folder) => {
    imageNetVal(folder)
    writeFileSync(join(folder, 'synset_words.txt'), 'n01440764 '.repeat(90_000))
  }),
  dataSet('CIFAR: a Python batch whose labels are one list again and again', (folder) => {
    const list = bytesOf(']', 'q\x01', '(', 'N'.repeat(400_000), 'e')
    writeFileSync(join(folder, 'data_batch_1'), pickle('}(', 'U\x06labels', list, 'U\x04data', 'h\x01', 'u'))
    writeFileSync(join(folder, 'test_batch'), pickle('}(', 'U\x06labels', list, 'U\x04data', 'h\x01', 'u'))
    writeFileSync(join(folder, 'batches.meta'), pickle('}(', 'U\x0blabel_names', list, 'u'))
  }),
  dataSet('CIFAR: sixty thousand batches', (folder) => {
    for (let i = 1; i <= 2000; i++) writeFileSync(join(folder, `data_batch_${i}.bin`), '')
    writeFileSync(join(folder, 'test_batch.bin'), '')
  }),
  dataSet('STL-10: images without a whole one', (folder) => {
    for (const part of ['train', 'test']) {
      writeFileSync(join(folder, `${part}_X.bin`), new Uint8Array(900_000))
      writeFileSync(join(folder, `${part}_y.bin`), new Uint8Array(900_000))
    }
  }),
  dataSet('Tiny-ImageNet: annotations of nine hundred thousand lines', (folder) => {
    mkdirSync(join(folder, 'val', 'images'), { recursive: true })
    mkdirSync(join(folder, 'train', 'n01', 'images'), { recursive: true })
    writeFileSync(join(folder, 'wnids.txt'), 'n01\n')
    writeFileSync(join(folder, 'words.txt'), 'n01\ta\n')
    writeFileSync(join(folder, 'val', 'val_annotations.txt'), 'a\tn01\n'.repeat(150_000))
  }),
  dataSet('a CSV of one endless line instead of a data set', (folder) => {
    writeFileSync(join(folder, 'set.csv'), 'a,'.repeat(45_000_000))
    return join(folder, 'set.csv')
  }),
]

function imageNetVal(folder: string): void {
  writeFileSync(join(folder, 'ILSVRC2012_val_00000001.JPEG'), new Uint8Array(10))
  writeFileSync(join(folder, 'ILSVRC2012_val_00000002.JPEG'), new Uint8Array(10))
}

/** A double matrix of one row. */
function matrix(content: Buffer): Buffer {
  const element = (type: number, data: Uint8Array): Uint8Array =>
    bytesOf(uint32(type), uint32(data.length), data, new Uint8Array((8 - (data.length % 8)) % 8))
  const inner = bytesOf(
    element(6, bytesOf(uint32(9), uint32(0))),
    element(5, bytesOf(uint32(1), uint32(content.length))),
    element(1, Buffer.from('synsets')),
    element(2, content),
  )
  return Buffer.from(element(14, inner))
}

function matlab(...packed: Buffer[]): Uint8Array {
  const start = Buffer.alloc(128, ' ')
  start.write('MATLAB 5.0 MAT-file')
  start.writeUInt16LE(0x0100, 124)
  start.write('IM', 126)
  return bytesOf(start, ...packed.map((each) => bytesOf(uint32(15), uint32(each.length), each)))
}
