/** Archives and packed files that unpack to much, or list much, and arrays that lie. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { bytesOf, uint32 } from '../../support/pickles'
import type { Hostile } from './hostile'

export interface Member {
  name: string
  packed: Uint8Array
  bytes: number
  crc: number
  method?: number
}

/** A zip archive of members that are packed already. */
export function zipOf(members: readonly Member[], comment = ''): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const { name, packed, bytes, crc, method = 8 } of members) {
    const common = bytesOf(
      20,
      0,
      0,
      0,
      method,
      0,
      uint32(0),
      uint32(crc),
      uint32(packed.length),
      uint32(bytes),
      name.length & 255,
      name.length >> 8,
      0,
      0,
    )
    const local = bytesOf('PK\x03\x04', common, name)
    directory.push(
      bytesOf('PK\x01\x02', 20, 0, common, uint32(0), uint32(0), uint32(0).subarray(2), uint32(at), name),
    )
    parts.push(local, packed)
    at += local.length + packed.length
  }
  const whole = Buffer.concat(directory)
  const count = Math.min(members.length, 0xffff)
  const end: Uint8Array[] = []
  if (members.length > 0xffff) {
    const record = Buffer.alloc(56)
    record.write('PK\x06\x06', 0, 'latin1')
    record.writeBigUInt64LE(44n, 4)
    record.writeBigUInt64LE(BigInt(members.length), 24)
    record.writeBigUInt64LE(BigInt(members.length), 32)
    record.writeBigUInt64LE(BigInt(whole.length), 40)
    record.writeBigUInt64LE(BigInt(at), 48)
    const locator = Buffer.alloc(20)
    locator.write('PK\x06\x07', 0, 'latin1')
    locator.writeBigUInt64LE(BigInt(at + whole.length), 8)
    locator.writeUInt32LE(1, 16)
    end.push(record, locator)
  }
  end.push(
    bytesOf(
      'PK\x05\x06',
      uint32(0),
      count & 255,
      count >> 8,
      count & 255,
      count >> 8,
      uint32(whole.length),
      uint32(at),
      comment.length & 255,
      comment.length >> 8,
      comment,
    ),
  )
  return new Uint8Array(Buffer.concat([...parts, whole, ...end]))
}

const BLOCK = 64 * 1024 ** 2

/** An array of zeros of `blocks` × 64 MiB (bytes) as a deflated member; the last 128 bytes of one block are its header. */
export function arrayOfZeros(name: string, shape: readonly number[], code = '|u1'): Member {
  const size = code === '|u1' ? 1 : 4
  const bytes = shape.reduce((product, side) => product * side, size)
  const header = encodeNpy({ shape: [0], dtype: 'uint8', data: new Uint8Array(0) })
  const dictionary =
    `{'descr': '${code}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(
      header.length - 11,
    ) + '\n'
  header.set(Buffer.from(dictionary, 'latin1'), 10)
  const zeros = Buffer.alloc(Math.min(BLOCK, bytes))
  const flushed = { finishFlush: constants.Z_FULL_FLUSH }
  const packed = deflateRawSync(zeros, flushed)
  const parts: Uint8Array[] = [deflateRawSync(header, flushed)]
  let crc = crc32(header)
  let left = bytes
  for (; left >= BLOCK; left -= BLOCK) {
    parts.push(packed)
    crc = crc32(zeros, crc)
  }
  parts.push(deflateRawSync(zeros.subarray(0, left)))
  crc = crc32(zeros.subarray(0, left), crc)
  return { name, packed: new Uint8Array(Buffer.concat(parts)), bytes: header.length + bytes, crc }
}

const stored = (name: string, content: Uint8Array | string): Member => {
  const packed = typeof content === 'string' ? Buffer.from(content) : content
  return { name, packed, bytes: packed.length, crc: crc32(packed), method: 0 }
}

const labels = (count: number): Member =>
  stored('labels.npy', encodeNpy({ shape: [count], dtype: 'uint8', data: new Uint8Array(count) }))

function dataSet(name: string, write: (folder: string) => unknown): Hostile {
  return {
    name: `${name} (data set)`,
    what: 'data set',
    make(folder) {
      const inside = join(folder, 'data')
      mkdirSync(inside)
      const path = write(inside)
      return typeof path === 'string' ? path : inside
    },
  }
}

function weights(name: string, file: string, bytes: () => Uint8Array): Hostile {
  return {
    name: `${name} (weights)`,
    what: 'model',
    make(folder) {
      writeFileSync(join(folder, file), bytes())
      return join(folder, file)
    },
  }
}

function npz(name: string, members: () => Member[]): Hostile[] {
  return [
    dataSet(name, (folder) => {
      writeFileSync(join(folder, 'set.npz'), zipOf(members()))
      return join(folder, 'set.npz')
    }),
    weights(name, 'weights.npz', () => zipOf(members())),
  ]
}

const idxHeader = (...sides: number[]): Buffer => {
  const header = Buffer.alloc(4 + 4 * sides.length)
  header[2] = 8
  header[3] = sides.length
  sides.forEach((side, i) => header.writeUInt32BE(side, 4 + 4 * i))
  return header
}

const CONCATENATED = 60

export const archives: Hostile[] = [
  ...npz('an .npz of 4 MB that unpacks to 4 GB', () => [
    arrayOfZeros('images.npy', [CONCATENATED * 16_384, 64, 64]),
    labels(10),
  ]),
  ...npz('an .npz that unpacks to 900 MB', () => [
    arrayOfZeros('images.npy', [225_000, 64, 64]),
    labels(225_000),
  ]),
  ...npz('an .npz whose nine hundred arrays unpack to 900 MB', () => {
    const one = arrayOfZeros('x', [256, 64, 64])
    return Array.from({ length: 900 }, (_, i) => ({ ...one, name: `a${i}.npy` }))
  }),
  ...npz('an .npz of floats that unpacks to 900 MB', () => [
    arrayOfZeros('images.npy', [55_000, 64, 64], '<f4'),
    labels(55_000),
  ]),
  ...npz('a zip of twenty thousand members', () =>
    Array.from({ length: 12_000 }, (_, i) => stored(`a${i}.npy`, '')),
  ),
  ...npz('members that are archives of archives', () => {
    let bytes = zipOf([arrayOfZeros('images.npy', [4096, 64, 64])])
    for (let i = 0; i < 5; i++)
      bytes = zipOf(Array.from({ length: 3 }, (_, k) => stored(`inner${k}.npz`, bytes)))
    return [stored('images.npy', bytes), labels(1)]
  }),
  ...npz('an array of Fortran order whose 64 sides are one', () => [
    stored('images.npy', fortran(Array<number>(63).fill(1).concat([900_000]))),
    labels(1),
  ]),
  ...npz('an .npy whose shape is written in a megabyte', () => [
    stored('images.npy', longShape()),
    labels(1),
  ]),
  weights('a zip of a million members', 'weights.npz', () =>
    zipOf(Array.from({ length: 1_000_000 }, (_, i) => stored(i.toString(36), ''))),
  ),
  dataSet('a zip of a million members', (folder) => {
    writeFileSync(
      join(folder, 'set.npz'),
      zipOf(Array.from({ length: 1_000_000 }, (_, i) => stored(i.toString(36), ''))),
    )
    return join(folder, 'set.npz')
  }),
  weights('a zip of two hundred thousand arrays', 'weights.npz', () => {
    const one = encodeNpy({ shape: [], dtype: 'uint8', data: new Uint8Array(1) })
    return zipOf(Array.from({ length: 200_000 }, (_, i) => stored(`${i.toString(36)}.npy`, one)))
  }),
  weights('a zip whose names are sixty thousand characters', 'weights.npz', () =>
    zipOf(Array.from({ length: 7 }, (_, i) => stored(`${i}${'x'.repeat(60_000)}.npy`, ''))),
  ),
  weights('a .gz of weights that unpacks to 4 GB', 'weights.pt.gz', () => zeros64(60)),
  dataSet('IDX files packed to 4 MB that unpack to 4 GB', (folder) => {
    const file = openSync(join(folder, 'train-images-idx3-ubyte.gz'), 'w')
    writeSync(file, gzipSync(idxHeader(CONCATENATED * 16_384, 64, 64)))
    writeSync(file, zeros64(CONCATENATED))
    closeSync(file)
    writeFileSync(
      join(folder, 'train-labels-idx1-ubyte.gz'),
      gzipSync(Buffer.concat([idxHeader(10), Buffer.alloc(10)])),
    )
  }),
  dataSet('IDX files packed to 1 MB that unpack to 900 MB', (folder) => {
    writeFileSync(
      join(folder, 'train-images-idx3-ubyte.gz'),
      Buffer.concat([gzipSync(idxHeader(14 * 16_384, 64, 64)), zeros64(14)]),
    )
    writeFileSync(
      join(folder, 'train-labels-idx1-ubyte.gz'),
      gzipSync(Buffer.concat([idxHeader(14 * 16_384), Buffer.alloc(14 * 16_384)])),
    )
  }),
  dataSet('an IDX file that promises four billion images of no pixels', (folder) => {
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), idxHeader(4_000_000_000, 0, 0))
    writeFileSync(join(folder, 'train-labels-idx1-ubyte'), idxHeader(4_000_000_000))
  }),
  dataSet('IDX labels that unpack to 900 MB', (folder) => {
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), idxHeader(0, 28, 28))
    writeFileSync(
      join(folder, 'train-labels-idx1-ubyte.gz'),
      Buffer.concat([gzipSync(idxHeader(14 * BLOCK)), zeros64(14)]),
    )
  }),
  dataSet('an .npy of nine hundred thousand images of one pixel', (folder) => {
    writeFileSync(
      join(folder, 'X.npy'),
      encodeNpy({ shape: [450_000, 1, 1], dtype: 'uint8', data: new Uint8Array(450_000) }),
    )
    writeFileSync(
      join(folder, 'labels.npy'),
      encodeNpy({ shape: [450_000], dtype: 'uint8', data: new Uint8Array(450_000) }),
    )
    return join(folder, 'X.npy')
  }),
  dataSet('an .npy of a billion images of no pixels', (folder) => {
    writeFileSync(join(folder, 'X.npy'), emptyNpy([1_000_000_000, 0, 0]))
    writeFileSync(
      join(folder, 'labels.npy'),
      encodeNpy({ shape: [1], dtype: 'uint8', data: new Uint8Array(1) }),
    )
    return join(folder, 'X.npy')
  }),
  dataSet('labels of a hundred thousand classes', (folder) => {
    writeFileSync(
      join(folder, 'X.npy'),
      encodeNpy({ shape: [2, 2, 2], dtype: 'uint8', data: new Uint8Array(8) }),
    )
    writeFileSync(
      join(folder, 'labels.npy'),
      encodeNpy({ shape: [2], dtype: 'int32', data: Int32Array.of(0, 99_999) }),
    )
    return join(folder, 'X.npy')
  }),
  dataSet('a list of nine hundred thousand classes', (folder) => {
    writeFileSync(
      join(folder, 'X.npy'),
      encodeNpy({ shape: [2, 2, 2], dtype: 'uint8', data: new Uint8Array(8) }),
    )
    writeFileSync(
      join(folder, 'labels.npy'),
      encodeNpy({ shape: [2], dtype: 'int32', data: Int32Array.of(0, 1) }),
    )
    writeFileSync(
      join(folder, 'classes.txt'),
      Array.from({ length: 180_000 }, (_, i) => i.toString(36)).join('\n'),
    )
    return join(folder, 'X.npy')
  }),
  dataSet('a class of a name of nine hundred thousand characters', (folder) => {
    writeFileSync(
      join(folder, 'X.npy'),
      encodeNpy({ shape: [2, 2, 2], dtype: 'uint8', data: new Uint8Array(8) }),
    )
    writeFileSync(
      join(folder, 'labels.npy'),
      encodeNpy({ shape: [2], dtype: 'int32', data: Int32Array.of(0, 1) }),
    )
    writeFileSync(join(folder, 'classes.txt'), `a\n${'b'.repeat(900_000)}\n`)
    return join(folder, 'X.npy')
  }),
]

function emptyNpy(shape: number[]): Uint8Array {
  const header = encodeNpy({ shape: [0], dtype: 'uint8', data: new Uint8Array(0) })
  header.set(
    Buffer.from(
      `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(
        header.length - 11,
      ) + '\n',
      'latin1',
    ),
    10,
  )
  return header
}

function fortran(shape: number[]): Uint8Array {
  const count = shape.reduce((product, side) => product * side, 1)
  const text = `{'descr': '|u1', 'fortran_order': True, 'shape': (${shape.join(', ')}), }\n`
  return bytesOf('\x93NUMPY\x01\x00', text.length & 255, text.length >> 8, text, new Uint8Array(count))
}

function longShape(): Uint8Array {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${'1, '.repeat(300_000)}), }\n`
  return bytesOf('\x93NUMPY\x02\x00', uint32(text.length), text, 0)
}

/** gzip members of 64 MiB of zeros each, one after another. */
function zeros64(members: number): Uint8Array {
  const one = gzipSync(Buffer.alloc(BLOCK))
  return new Uint8Array(Buffer.concat(Array<Uint8Array>(members).fill(one)))
}
