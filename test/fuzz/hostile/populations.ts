/** Files that are looked at as populations of neurons: MATLAB 5, HDF5, NumPy, folders of the Sensorium data. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { ROOT } from '../../support/root'
import { element, matlab, matrix, words } from '../../support/matlab5'
import { arrayOfZeros, zipOf } from './archives'
import type { Hostile } from './hostile'

const KILO = 1024

function population(name: string, file: string, bytes: () => Uint8Array): Hostile {
  return {
    name: `${name} (population)`,
    what: 'population',
    make(folder) {
      writeFileSync(join(folder, file), bytes())
      return join(folder, file)
    },
  }
}

/** @param fields one after the other, each named by its number */
function struct(name: string, fields: readonly Buffer[]): Buffer {
  const names = Buffer.alloc(fields.length * 8)
  fields.forEach((_, i) => names.write(`f${i}`, i * 8, 'latin1'))
  return element(
    14,
    Buffer.concat([
      element(6, words(2, 0)),
      element(5, words(1, 1)),
      element(1, Buffer.from(name, 'latin1')),
      element(5, words(8)),
      element(1, names),
      ...fields,
    ]),
  )
}

const packed = (content: Buffer): Buffer => element(15, deflateSync(content, { level: 9 }), true)
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))

const golden = (file: string): Buffer => readFileSync(join(ROOT, 'test/golden/neural', file))

/** Members that all lie at one place of the archive. */
function overlapping(count: number): Uint8Array {
  const zeros = arrayOfZeros('a.npy', [16 * KILO * KILO])
  const one = zipOf([zeros])
  const at = Buffer.from(one).lastIndexOf('PK\x01\x02', undefined, 'latin1')
  const end = Buffer.from(one).lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const entry = Buffer.from(one.subarray(at, end))
  const directory = Buffer.concat(
    many(count, (i) => {
      const own = Buffer.from(entry)
      own.write(i.toString(36).padStart(1, '0').slice(-1), 46, 'latin1')
      return own
    }),
  )
  const tail = Buffer.from(one.subarray(end))
  tail.writeUInt16LE(count, 8)
  tail.writeUInt16LE(count, 10)
  tail.writeUInt32LE(directory.length, 12)
  tail.writeUInt32LE(at, 16)
  return Buffer.concat([one.subarray(0, at), directory, tail])
}

export const populations: Hostile[] = [
  population('MATLAB 5: 120,000 empty elements', 'e.mat', () =>
    matlab(many(120_000, () => element(1, Buffer.alloc(0)))),
  ),
  population('MATLAB 5: eleven thousand arrays of nothing', 'n.mat', () =>
    matlab(many(11_000, () => matrix('a', [0, 0], Buffer.alloc(0)))),
  ),
  population('MATLAB 5: a struct of ten thousand arrays', 's.mat', () =>
    matlab(
      struct(
        's',
        many(10_000, () => matrix('', [0, 0], Buffer.alloc(0))),
      ),
    ),
  ),
  population('MATLAB 5: structs in structs, thousands deep', 'd.mat', () => {
    let inner = matrix('', [1, 1], Buffer.from([1]))
    for (let depth = 0; depth < 2_000; depth++) inner = struct('', [inner])
    return matlab(inner)
  }),
  population(
    'MATLAB 5: two hundred packed variables that each begin with megabytes of zeros',
    'p.mat',
    () => {
      const one = packed(matrix('a', [1, 3_900_000], Buffer.alloc(3_900_000)))
      return matlab(many(200, () => one))
    },
  ),
  population('MATLAB 5: packed variables that claim little and unpack to much', 'c.mat', () => {
    const lies = Buffer.concat([matrix('a', [1, 1], Buffer.from([1])), Buffer.alloc(3_900_000)])
    return matlab(many(200, () => packed(lies)))
  }),
  population('MATLAB 5: fifteen thousand small packed variables', 'q.mat', () => {
    const one = packed(Buffer.concat([matrix('a', [1, 1], Buffer.from([1])), Buffer.alloc(40_000)]))
    return matlab(many(Math.floor(900_000 / one.length), () => one))
  }),
  population('MATLAB 5: a packed struct of megabytes, a thousand times', 't.mat', () => {
    const one = packed(
      struct(
        's',
        many(40, () => matrix('', [1, 6_000], Buffer.alloc(6_000))),
      ),
    )
    return matlab(many(Math.floor(900_000 / one.length), () => one))
  }),
  population('MATLAB 5: an array of 2^31 × 2^31 numbers', 'h.mat', () =>
    matlab(matrix('a', [2 ** 31 - 1, 2 ** 31 - 1], Buffer.from([1]))),
  ),
  population('MATLAB 5: a name of a megabyte', 'name.mat', () =>
    matlab(matrix('a'.repeat(900_000), [1, 1], Buffer.from([1]))),
  ),
  population('MATLAB 5: fifty thousand cells', 'cells.mat', () => {
    const cell = element(
      14,
      Buffer.concat([element(6, words(1, 0)), element(5, words(1, 1)), element(1, Buffer.from('c'))]),
    )
    return matlab(many(12_000, () => cell))
  }),
  population('MATLAB 5: 40 MB of empty elements', 'big.mat', () => {
    const body = Buffer.alloc(40_000_000)
    for (let i = 0; i < body.length; i += 8) body.writeUInt32LE(1, i)
    return matlab(body)
  }),
  population('an .npz whose two thousand members lie at one place', 'o.npz', () => overlapping(2_000)),
  population('an .npz of nine hundred arrays of 16 MB of zeros', 'z.npz', () => {
    const one = arrayOfZeros('a.npy', [16 * KILO * KILO])
    return zipOf(many(40, (i) => ({ ...one, name: `a${i}.npy` })))
  }),
  population('an .npz of twenty thousand members', 'm.npz', () => {
    const bytes = encodeNpy({ shape: [1], dtype: 'uint8', data: Uint8Array.of(1) })
    const one = { packed: deflateRawSync(bytes), bytes: bytes.length, crc: crc32(bytes) }
    return zipOf(many(4_000, (i) => ({ ...one, name: `a${i}.npy` })))
  }),
  population('a .npy whose shape is a quintillion', 'q.npy', () => {
    const bytes = Buffer.from(encodeNpy({ shape: [1], dtype: 'uint8', data: Uint8Array.of(1) }))
    const text = bytes.toString('latin1').replace('(1,)  ', '(9e9,)')
    return Buffer.from(text, 'latin1')
  }),
  population('a .npy header of 60 kB of brackets', 'b.npy', () => {
    const head = `{'descr': '|u1', 'fortran_order': False, 'shape': ${'('.repeat(30_000)}${')'.repeat(30_000)}, }\n`
    const prefix = Buffer.alloc(10)
    prefix.write('\x93NUMPY\x01\x00', 0, 'latin1')
    prefix.writeUInt16LE(head.length, 8)
    return Buffer.concat([prefix, Buffer.from(head)])
  }),
  ...['v73.mat', 'responses.h5'].flatMap((file) => [
    population(`HDF5 (${file}): every length of the heap is 2^32`, file, () => {
      const bytes = Buffer.from(golden(file))
      for (let at = bytes.indexOf('HEAP'); at >= 0; at = bytes.indexOf('HEAP', at + 4))
        bytes.writeUInt32LE(0xffffffff, at + 8)
      return bytes
    }),
    population(`HDF5 (${file}): trees that lead to themselves`, file, () => {
      const bytes = Buffer.from(golden(file))
      for (let at = bytes.indexOf('TREE'); at >= 0; at = bytes.indexOf('TREE', at + 4)) {
        bytes.writeUInt8(1, at + 5)
        bytes.writeBigUInt64LE(BigInt(at), at + 32)
      }
      return bytes
    }),
    population(`HDF5 (${file}): a node of sixty thousand names`, file, () => {
      const bytes = Buffer.from(golden(file))
      for (let at = bytes.indexOf('SNOD'); at >= 0; at = bytes.indexOf('SNOD', at + 4))
        bytes.writeUInt16LE(60_000, at + 6)
      return bytes
    }),
  ]),
  {
    name: 'a Sensorium folder of ten thousand trials that are one (population)',
    what: 'population',
    make(folder) {
      const one = encodeNpy({ shape: [2], dtype: 'float32', data: Float32Array.of(1, 2) })
      const image = encodeNpy({ shape: [1, 2, 3], dtype: 'float32', data: new Float32Array(6) })
      for (const [part, bytes] of [
        ['responses', one],
        ['images', image],
      ] as const) {
        mkdirSync(join(folder, 's', 'data', part), { recursive: true })
        for (let i = 0; i < 4_000; i++) writeFileSync(join(folder, 's', 'data', part, `${i}.npy`), bytes)
      }
      return join(folder, 's')
    },
  },
]
