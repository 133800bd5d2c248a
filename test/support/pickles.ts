/**
 * Pickles and PyTorch files put together by hand, byte by byte, for tests: what Python would never write is
 * written here, too. None of them is ever given to Python.
 */
import { zipSync } from 'fflate'
import type { Zippable } from 'fflate'

type Part = Uint8Array | string | number

/** Bytes one after another: text as latin1, a number as one byte. */
export function bytesOf(...parts: readonly Part[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) =>
        typeof part === 'number'
          ? Buffer.of(part)
          : typeof part === 'string'
            ? Buffer.from(part, 'latin1')
            : part,
      ),
    ),
  )
}

export function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export function uint64(value: number | bigint): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** BINUNICODE */
export function text(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8')
  return bytesOf('X', uint32(bytes.length), bytes)
}

/** BININT */
export function integer(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytesOf('J', bytes)
}

/** GLOBAL */
export function named(module: string, name: string): Uint8Array {
  return bytesOf('c', Buffer.from(`${module}\n${name}\n`, 'utf8'))
}

/** MARK … TUPLE */
export function tuple(...items: readonly Part[]): Uint8Array {
  return bytesOf('(', ...items, 't')
}

/** EMPTY_DICT MARK key value … SETITEMS */
export function dictionary(entries: Readonly<Record<string, Part>>): Uint8Array {
  return bytesOf('}(', ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]), 'u')
}

/** A call: GLOBAL (arguments) REDUCE */
export function call(module: string, name: string, ...args: readonly Part[]): Uint8Array {
  return bytesOf(named(module, name), tuple(...args), 'R')
}

/** The persistent id of a storage, and BINPERSID. */
export function storage(key: string, count: number, type = 'FloatStorage'): Uint8Array {
  return bytesOf(tuple(text('storage'), named('torch', type), text(key), text('cpu'), integer(count)), 'Q')
}

/** `_rebuild_tensor_v2` of a storage. */
export function tensor(
  stored: Uint8Array,
  shape: readonly number[],
  strides: readonly number[] = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  ),
  offset = 0,
): Uint8Array {
  const numbers = (values: readonly number[]) => tuple(...values.map(integer))
  return call(
    'torch._utils',
    '_rebuild_tensor_v2',
    stored,
    integer(offset),
    numbers(shape),
    numbers(strides),
    0x89,
    bytesOf(named('collections', 'OrderedDict'), ')R'),
  )
}

/** PROTO 2 … STOP */
export function pickle(...parts: readonly Part[]): Uint8Array {
  return bytesOf(0x80, 2, ...parts, '.')
}

/** A PyTorch zip: the pickle, the storages by key, further members. */
export function torchZip(
  data: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>>,
  more: Zippable = {},
  level: 0 | 6 = 0,
): Uint8Array {
  const members: Zippable = { 'archive/data.pkl': data }
  for (const [key, bytes] of Object.entries(storages)) members[`archive/data/${key}`] = bytes
  return zipSync({ ...members, 'archive/version': bytesOf('3\n'), ...more }, { level })
}

/** A legacy PyTorch file: five pickles, then each storage with its number of values. */
export function torchLegacy(
  data: Uint8Array,
  storages: Readonly<Record<string, Float32Array>>,
  facts: Uint8Array = pickle(dictionary({ protocol_version: bytesOf('M', 0xe9, 3), little_endian: 0x88 })),
): Uint8Array {
  const keys = Object.keys(storages).sort()
  return bytesOf(
    bytesOf(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.'),
    pickle('M', 0xe9, 3),
    facts,
    data,
    pickle('](', ...keys.map(text), 'e'),
    ...keys.flatMap((key) => [uint64(storages[key]!.length), floats(...storages[key]!)]),
  )
}

export function floats(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer)
}
