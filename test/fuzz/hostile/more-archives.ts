/** Headers, archives and data sets of other kinds than texts.ts and archives.ts. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { bytesOf, named, pickle, text, tuple, uint32 } from '../../support/pickles'
import { zipOf } from './archives'
import { dataSet, get, header, packed, put, stored, times, weights } from './file-parts'
import { png } from './images'
import type { Hostile } from './hostile'

export const moreArchives: Hostile[] = [
  weights('safetensors: a name of thirty million characters', 'w.safetensors', () =>
    header(`{"${'a'.repeat(30_000_000)}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`),
  ),
  weights('safetensors: a text of thirty million escapes', 'w.safetensors', () =>
    header(`{"__metadata__":{"a":"${'\\n'.repeat(15_000_000)}"}}`),
  ),
  weights('safetensors: a text that does not end', 'w.safetensors', () =>
    header(`{"${'a\\"'.repeat(8_000_000)}`),
  ),
  weights('safetensors: one name two hundred thousand times', 'w.safetensors', () =>
    header(`{${times(17_000, () => `"t":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join(',')}}`),
  ),
  weights('safetensors: overlapping ranges', 'w.safetensors', () =>
    header(
      `{${times(15_000, (i) => `"t${i}":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}`).join(',')}}`,
      '12345678',
    ),
  ),
  weights('safetensors: offsets of 2^53 and shapes of floats', 'w.safetensors', () =>
    header(
      `{"a":{"dtype":"F32","shape":[9007199254740992,1e3],"data_offsets":[0,9007199254740992]},"b":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}`,
    ),
  ),
  weights('safetensors: a type of nine hundred thousand characters', 'w.safetensors', () =>
    header(`{"a":{"dtype":"${'F'.repeat(900_000)}","shape":[1],"data_offsets":[0,4]}}`, '1234'),
  ),
  weights('safetensors: __proto__ and constructor as tensors', 'w.safetensors', () =>
    header(
      `{"__proto__":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"constructor":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}`,
      '12345678',
    ),
  ),
  weights(
    'an index whose shards are ten thousand',
    'model.safetensors.index.json',
    () => `{"weight_map":{${times(20_000, (i) => `"t${i}":"m${i}.safetensors"`).join(',')}}}`,
  ),
  weights(
    'an index whose one shard is itself',
    'model.safetensors.index.json',
    () => `{"weight_map":{"a":"model.safetensors.index.json"}}`,
  ),
  weights('an .npz with one name twenty thousand times', 'w.npz', () =>
    zipOf(
      times(8000, () => stored('a.npy', encodeNpy({ shape: [1], dtype: 'uint8', data: Uint8Array.of(1) }))),
    ),
  ),
  weights('an .npz whose headers are pickles', 'w.npz', () =>
    zipOf([
      stored(
        'a.npy',
        bytesOf(
          '\x93NUMPY\x01\x00',
          0x46,
          0,
          `{'descr': '|O', 'fortran_order': False, 'shape': (4,), }`.padEnd(69) + '\n',
          pickle(named('os', 'system'), tuple(text('true')), 'R'),
        ),
      ),
    ]),
  ),
  weights('an .npz whose headers of version 3 are 4 GB', 'w.npz', () =>
    zipOf(times(2000, (i) => stored(`a${i}.npy`, bytesOf('\x93NUMPY\x03\x00', uint32(0xfffffff0), '{')))),
  ),
  weights('an .npz of four hundred headers of 60 kB', 'w.npz', () =>
    zipOf(
      times(400, (i) =>
        packed(
          `a${i}.npy`,
          bytesOf(
            '\x93NUMPY\x01\x00',
            0x60,
            0xea,
            `{'descr': '|u1', 'fortran_order': False, 'shape': (${'1,'.repeat(20_000)}), }`.padEnd(59_999) +
              '\n',
            Uint8Array.of(1),
          ),
        ),
      ),
    ),
  ),
  weights('a zip whose comment is a zip', 'w.npz', () =>
    zipOf(
      [stored('a.npy', 'x')],
      Buffer.from(zipOf(times(400, (i) => stored(`${i}`, '')))).toString('latin1'),
    ),
  ),
  weights('a zip whose directory has sizes of 2^64', 'w.npz', () => {
    const bytes = Buffer.from(zipOf([stored('a.npy', 'xxxx')]))
    const at = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1')
    bytes.writeUInt32LE(0xffffffff, at + 20)
    bytes.writeUInt32LE(0xffffffff, at + 24)
    bytes.writeUInt32LE(0xffffffff, at + 42)
    return bytes
  }),
  weights('weights packed by gzip five times', 'w.pt.gz', () =>
    times(5, (i) => i).reduce<Uint8Array>((bytes) => gzipSync(bytes), new Uint8Array(900_000)),
  ),
  dataSet('a .npy of objects', (folder) => {
    writeFileSync(
      join(folder, 'x.npy'),
      bytesOf(
        '\x93NUMPY\x01\x00',
        0x46,
        0,
        `{'descr': '|O', 'fortran_order': False, 'shape': (4,), }`.padEnd(69) + '\n',
        pickle('](', 'N'.repeat(800_000), 'e'),
      ),
    )
    return join(folder, 'x.npy')
  }),
  dataSet('an .npz with nine hundred pairs of images and labels', (folder) => {
    const image = packed(
      '',
      encodeNpy({ shape: [64, 64, 64], dtype: 'uint8', data: new Uint8Array(64 ** 3) }),
    )
    const label = packed('', encodeNpy({ shape: [64], dtype: 'uint8', data: new Uint8Array(64) }))
    writeFileSync(
      join(folder, 'x.npz'),
      zipOf(
        times(900, (i) => [
          { ...image, name: `x_${i}.npy` },
          { ...label, name: `y_${i}.npy` },
        ]).flat(),
      ),
    )
    return join(folder, 'x.npz')
  }),
  dataSet('labels as floats that are infinite', (folder) => {
    writeFileSync(
      join(folder, 'x.npz'),
      zipOf([
        stored('images.npy', encodeNpy({ shape: [4, 8, 8], dtype: 'uint8', data: new Uint8Array(256) })),
        stored(
          'labels.npy',
          encodeNpy({ shape: [4], dtype: 'float32', data: Float32Array.of(Infinity, NaN, 1e30, -1) }),
        ),
      ]),
    )
    return join(folder, 'x.npz')
  }),
  dataSet('labels of 2^31', (folder) => {
    writeFileSync(
      join(folder, 'x.npz'),
      zipOf([
        stored('images.npy', encodeNpy({ shape: [4, 8, 8], dtype: 'uint8', data: new Uint8Array(256) })),
        stored(
          'labels.npy',
          encodeNpy({ shape: [4], dtype: 'float32', data: Float32Array.of(2 ** 31, 5, 1e9, 0) }),
        ),
      ]),
    )
    return join(folder, 'x.npz')
  }),
  dataSet('two thousand folders in folders', (folder) => {
    let at = folder
    for (let i = 0; i < 700; i++) at = join(at, 'd')
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'x.png'), png(8, 8, 8))
  }),
  dataSet('fifty thousand folders with one empty image', (folder) => {
    for (let i = 0; i < 4000; i++) {
      mkdirSync(join(folder, `c${i}`))
      writeFileSync(join(folder, `c${i}`, 'x.png'), '')
    }
  }),
  dataSet('a class of forty thousand images of nothing', (folder) => {
    mkdirSync(join(folder, 'a'))
    for (let i = 0; i < 20_000; i++) writeFileSync(join(folder, 'a', `${i}.jpg`), '')
  }),
  dataSet('CIFAR: a batches.meta.txt of endless names', (folder) => {
    writeFileSync(join(folder, 'batches.meta.txt'), 'a\n'.repeat(400_000))
    writeFileSync(join(folder, 'data_batch_1.bin'), new Uint8Array(3073))
    writeFileSync(join(folder, 'test_batch.bin'), new Uint8Array(3073))
  }),
  dataSet('CIFAR: a Python batch whose data is called again and again', (folder) => {
    const bomb = pickle(
      '}(',
      text('data'),
      bytesOf('](', 'N', 'e'),
      text('labels'),
      bytesOf(']', put(0), ...times(30_000, () => bytesOf(get(0), 'a'))),
      'u',
    )
    writeFileSync(join(folder, 'data_batch_1'), bomb)
    writeFileSync(join(folder, 'test_batch'), bomb)
    writeFileSync(join(folder, 'batches.meta'), bomb)
  }),
  dataSet('Tiny-ImageNet: nine hundred thousand words', (folder) => {
    mkdirSync(join(folder, 'val', 'images'), { recursive: true })
    mkdirSync(join(folder, 'train', 'n00000001', 'images'), { recursive: true })
    writeFileSync(join(folder, 'train', 'n00000001', 'images', 'n00000001_0.JPEG'), png(8, 8, 8))
    writeFileSync(join(folder, 'wnids.txt'), 'n00000001\n'.repeat(80_000))
    writeFileSync(
      join(folder, 'words.txt'),
      times(40_000, (i) => `n${String(i).padStart(8, '0')}\tx\n`).join(''),
    )
    writeFileSync(join(folder, 'val', 'val_annotations.txt'), '')
  }),
]
