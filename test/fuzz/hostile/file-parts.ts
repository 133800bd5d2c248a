/** What lists of hostile files are made with. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import {
  bytesOf,
  floats,
  named,
  pickle,
  storage,
  tensor,
  text,
  torchZip,
  uint32,
  uint64,
} from '../../support/pickles'
import type { Member } from './archives'
import type { Hostile } from './hostile'

type Part = Uint8Array | string | number
/** The same bytes again and again; as arguments of one call they would be too many. */
export const repeated = (count: number, part: Uint8Array): Uint8Array =>
  Buffer.concat(Array<Uint8Array>(count).fill(part))
export const times = <T>(count: number, part: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => part(i))
export const one = { 0: floats(1) }
export const weight = tensor(storage('0', 1), [1])
export const put = (i: number): Uint8Array => bytesOf('r', uint32(i))
export const get = (i: number): Uint8Array => bytesOf('j', uint32(i))

export function weights(name: string, file: string, bytes: (folder: string) => Uint8Array | string): Hostile {
  return {
    name,
    what: 'model',
    make(folder) {
      writeFileSync(join(folder, file), bytes(folder))
      return join(folder, file)
    },
  }
}
export const inZip = (name: string, ...parts: Part[]): Hostile =>
  weights(name, 'w.pt', () => torchZip(pickle(...parts), one))

export function dataSet(name: string, write: (folder: string) => unknown): Hostile {
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

export function imagesOf(name: string, files: () => Record<string, Uint8Array | string>): Hostile {
  return dataSet(name, (folder) => {
    for (const part of ['a', 'b']) {
      mkdirSync(join(folder, part))
      for (const [file, bytes] of Object.entries(files())) writeFileSync(join(folder, part, file), bytes)
    }
  })
}

/** A module of a class of its own; `children` as entries of its _modules. */
export function module(children: Part, more: Part = ''): Uint8Array {
  return bytesOf(
    named('m', 'B'),
    ')',
    0x81,
    '}(',
    text('_parameters'),
    '}',
    text('_modules'),
    children,
    more,
    'ub',
  )
}

export const stored = (name: string, content: Uint8Array | string): Member => {
  const packed = typeof content === 'string' ? Buffer.from(content) : content
  return { name, packed, bytes: packed.length, crc: crc32(packed), method: 0 }
}
export const packed = (name: string, content: Uint8Array): Member => ({
  name,
  packed: deflateRawSync(content, { level: 9 }),
  bytes: content.length,
  crc: crc32(content),
})
export const header = (json: string, data: Uint8Array | string = ''): Uint8Array =>
  bytesOf(uint64(Buffer.byteLength(json)), Buffer.from(json), data)

export const uint32BE = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
export const chunk = (type: string, data: Uint8Array): Uint8Array => {
  const body = bytesOf(type, data)
  return bytesOf(uint32BE(data.length), body, uint32BE(crc32(body)))
}
