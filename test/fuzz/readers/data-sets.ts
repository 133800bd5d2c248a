/** Data sets of every format, found, inspected and read as "dataset add" and a study do; sets of corrupted images. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { encodeNpz } from '../../../src-main/checkpoints/npz'
import { hashContents } from '../../../src-main/datasets/contents'
import { listImages } from '../../../src-main/datasets/image-list'
import { openCorruptionSet } from '../../../src-main/datasets/corruption-set'
import { findDataSet } from '../../../src-main/datasets/find'
import { openDataSet } from '../../../src-main/datasets/open'
import { permutation } from '../../../src-main/datasets/order'
import { readOrderFile } from '../../../src-main/datasets/order-file'
import { goldenJson } from '../../support/golden'
import { inspectDataSet } from '../../../src-main/jobs/inspect-data-set'
import { bytesOf, call, integer, named, pickle, text, tuple } from '../../support/pickles'
import type { FuzzedReader } from './reader'

const DOOR = ['files/look.ts']

function idx(...sides: number[]): Uint8Array {
  const head = Buffer.alloc(4 + 4 * sides.length)
  head[2] = 8
  head[3] = sides.length
  sides.forEach((side, i) => head.writeUInt32BE(side, 4 + 4 * i))
  const count = sides.reduce((product, side) => product * side, 1)
  return new Uint8Array(Buffer.concat([head, Buffer.alloc(count, 1)]))
}

const bytes = (...shape: number[]): Uint8Array =>
  encodeNpy({
    shape,
    dtype: 'uint8',
    data: new Uint8Array(shape.reduce((product, side) => product * side, 1)),
  })

/** A dictionary of Python 2's, as CIFAR's are. */
function batch(images: number): Uint8Array {
  const pixels = new Uint8Array(images * 3072)
  const array = bytesOf(
    named('numpy.core.multiarray', '_reconstruct'),
    tuple(named('numpy', 'ndarray'), tuple('K\x00'), 'C\x01b'),
    'R',
    tuple(
      'K\x01',
      tuple(integer(images), integer(3072)),
      call('numpy', 'dtype', text('u1'), 'K\x00', 'K\x01'),
      0x89,
      bytesOf('T', uint32(pixels.length), pixels),
    ),
    'b',
  )
  return pickle('}(', 'U\x04data', array, 'U\x06labels', '](', 'K\x01'.repeat(images), 'e', 'u')
}

function uint32(value: number): Uint8Array {
  const four = Buffer.alloc(4)
  four.writeUInt32LE(value)
  return four
}

/** @param files by their path in the folder; those whose path ends in a mark `*` are mutated */
function dataSet(
  name: string,
  share: number,
  files: Readonly<Record<string, () => Uint8Array | string | Promise<Uint8Array>>>,
  given = '',
  beside: { labelFile?: string; classFile?: string } = {},
): FuzzedReader {
  return {
    name: `data set: ${name}`,
    opens: [...DOOR, 'datasets/decode.ts', 'datasets/sixteen-bit-gray.ts'],
    share,
    async make(folder) {
      const mutated: string[] = []
      for (const [marked, content] of Object.entries(files)) {
        const file = marked.replace(/\*$/, '')
        if (marked.endsWith('*')) mutated.push(file)
        mkdirSync(join(folder, file, '..'), { recursive: true })
        writeFileSync(join(folder, file), await content())
      }
      return mutated
    },
    async read(folder) {
      const found = await findDataSet(join(folder, given))
      const transforms = { gray: false, size: 8 }
      for (const split of found.splits.length > 0 ? found.splits : [undefined]) {
        const specification = {
          path: found.path,
          format: found.format,
          transforms,
          ...(split === undefined ? {} : { split }),
          ...beside,
        }
        await inspectDataSet(specification)
        const data = await openDataSet(specification)
        try {
          await data.read(Array.from({ length: Math.min(2, data.count) }, (_, i) => i))
        } finally {
          await data.close()
        }
      }
    },
  }
}

const ORDERS = ['int64.npy', 'pandas.csv', 'list.json', 'matlab.mat', 'list-of-ints']
const orders = goldenJson('orders.json') as { files: Record<string, string> }

const image = (kind: 'png' | 'jpeg' | 'webp' | 'tiff') => async (): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width: 9, height: 8, channels: 3, background: { r: 200, g: 30, b: 90 } } })
      .toFormat(kind)
      .toBuffer(),
  )
const label = (...values: number[]): Uint8Array =>
  encodeNpy({ shape: [values.length], dtype: 'int32', data: Int32Array.from(values) })

export const dataSetReaders: FuzzedReader[] = [
  dataSet('IDX', 40, {
    'train-images-idx3-ubyte*': () => idx(3, 4, 4),
    'train-labels-idx1-ubyte*': () => idx(3),
    'classes.txt*': () => 'a\nb\nc\n',
  }),
  dataSet('packed IDX', 30, {
    'train-images-idx3-ubyte.gz*': () => gzipSync(idx(3, 4, 4)),
    'train-labels-idx1-ubyte.gz*': () => gzipSync(idx(3)),
  }),
  dataSet('CIFAR, binary', 20, {
    'data_batch_1.bin*': () => new Uint8Array(2 * 3073),
    'test_batch.bin*': () => new Uint8Array(3073),
    'batches.meta.txt*': () => 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n',
  }),
  dataSet('CIFAR, Python', 30, {
    'data_batch_1*': () => batch(2),
    'test_batch*': () => batch(1),
    'batches.meta*': () => pickle('}(', 'U\x0blabel_names', '](', 'U\x01a'.repeat(10), 'e', 'u'),
  }),
  dataSet('STL-10', 10, {
    'train_X.bin*': () => new Uint8Array(27_648),
    'train_y.bin*': () => Uint8Array.of(1),
    'class_names.txt*': () => 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n',
  }),
  dataSet(
    '.npy',
    30,
    {
      'X.npy*': () => bytes(3, 4, 4),
      'labels.npy*': () => label(0, 1, 2),
      'classes.txt*': () => 'a\nb\nc\n',
    },
    'X.npy',
  ),
  dataSet(
    '.npz',
    30,
    {
      'set.npz*': () =>
        encodeNpz({
          images: { shape: [3, 4, 4], dtype: 'uint8', data: new Uint8Array(48) },
          labels: { shape: [3], dtype: 'int64', data: BigInt64Array.of(0n, 1n, 2n) },
        }),
    },
    'set.npz',
  ),
  dataSet('folder of images', 40, {
    'a/1.png*': image('png'),
    'a/2.jpg*': image('jpeg'),
    'b/1.webp*': image('webp'),
    'b/2.tif*': image('tiff'),
  }),
  dataSet('Tiny-ImageNet', 20, {
    'wnids.txt*': () => 'n01443537\nn01629819\n',
    'words.txt*': () => 'n01443537\tgoldfish\nn01629819\tsalamander\n',
    'val/val_annotations.txt*': () => 'val_0.png\tn01443537\t0\t0\t1\t1\nval_1.png\tn01629819\t0\t0\t1\t1\n',
    'val/images/val_0.png': image('png'),
    'val/images/val_1.png*': image('png'),
  }),
  dataSet(
    'ImageNet',
    20,
    {
      'ILSVRC2012_val_00000001.JPEG*': image('jpeg'),
      'ILSVRC2012_val_00000002.JPEG': image('jpeg'),
      'LOC_val_solution.csv*': () =>
        'ImageId,PredictionString\nILSVRC2012_val_00000001,n01443537 1 2 3 4\nILSVRC2012_val_00000002,n01440764 1 2 3 4\n',
      'LOC_synset_mapping.txt*': () => 'n01440764 tench, Tinca tinca\nn01443537 goldfish\n',
    },
    '',
    { labelFile: 'LOC_val_solution.csv', classFile: 'LOC_synset_mapping.txt' },
  ),
  {
    name: 'an order of images',
    opens: DOOR,
    share: 10,
    make(folder) {
      for (const name of ORDERS) writeFileSync(join(folder, name), Buffer.from(orders.files[name]!, 'base64'))
      return ORDERS
    },
    async read(folder) {
      for (const name of ORDERS) permutation(await readOrderFile(join(folder, name)), 12, name)
    },
  },
  {
    name: 'all files of a folder of images',
    opens: ['datasets/contents.ts'],
    readsAnything: true,
    share: 10,
    async make(folder) {
      mkdirSync(join(folder, 'a'))
      for (const kind of ['png', 'jpeg'] as const)
        writeFileSync(join(folder, 'a', `1.${kind}`), await image(kind)())
      return ['a/1.png', 'a/1.jpeg']
    },
    async read(folder) {
      const nothing = { recall: () => Promise.resolve(new Map()), remember: () => Promise.resolve() }
      await hashContents(folder, await listImages(folder, ['a']), nothing, false)
    },
  },
  {
    name: 'corrupted images as arrays',
    opens: ['datasets/corruption-arrays.ts', ...DOOR],
    share: 20,
    make(folder) {
      writeFileSync(join(folder, 'fog.npy'), bytes(10, 4, 4, 3))
      writeFileSync(join(folder, 'snow.npy'), bytes(10, 4, 4, 3))
      writeFileSync(join(folder, 'labels.npy'), label(0, 1, 0, 1, 0, 1, 0, 1, 0, 1))
      return ['fog.npy', 'labels.npy']
    },
    async read(folder) {
      const set = await openCorruptionSet(folder)
      const cell = await set.cell('fog', 3, { gray: false, crop: 'as stored' })
      try {
        await cell.read([0, 1])
      } finally {
        await cell.close()
      }
    },
  },
]
