import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PIECE_BYTES, bytesAsSource } from '../../src-main/checkpoints/byte-source'
import type { ByteSource } from '../../src-main/checkpoints/byte-source'
import { describeCheckpoint } from '../../src-main/checkpoints/describe'
import { openCheckpoint, openCheckpointFrom } from '../../src-main/checkpoints/open'
import { decodeSafetensors, encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { LISTED_TENSORS, checkpointDescriptionSchema } from '../../src-main/contract/import/checkpoint'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'

const FIXTURE = fileURLToPath(
  new URL('../../../shared/fixtures/checkpoints/resnet18-colour.safetensors', import.meta.url),
)
const reason = existsSync(FIXTURE) ? '' : ' (skipped: ../shared/fixtures is not there)'

/** A file from its header and the bytes of its values, as the format describes it. */
function file(header: unknown, values: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return new Uint8Array(Buffer.concat([length, text, values]))
}

const open = (bytes: Uint8Array) => openCheckpointFrom(bytesAsSource(bytes, '"a.safetensors"'))
const one = (name: string, values: number[]): StateDictionary =>
  new Map([[name, { shape: [values.length], dtype: 'float32', data: Float32Array.from(values) }]])

describe('a safetensors file', () => {
  it('with texts of megabytes is read, or refused, without a stack that is exhausted', async () => {
    const long = 'n\\n'.repeat(6_000_000)
    const read = await open(
      file(
        `{"__metadata__":{"a":"${long}"},"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`,
        Uint8Array.of(1),
      ),
    )
    expect(read.dictionaries[0]?.tensors.map(({ name }) => name)).toEqual(['w'])
    await expect(
      open(
        file(
          `{"${'n'.repeat(20_000_000)}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`,
          Uint8Array.of(1),
        ),
      ),
    ).rejects.toThrow('has a name of 20000000 characters')
  })

  it('of every number type is widened to float32', async () => {
    const values = Buffer.alloc(64)
    values.writeDoubleLE(-0.1, 0)
    values.writeFloatLE(0.1, 8)
    values.writeUInt16LE(0x3555, 12) // float16: nearest to 1/3
    values.writeUInt16LE(0x3eab, 14) // bfloat16: nearest to 1/3
    values.writeBigInt64LE(-(2n ** 24n) - 1n, 16) // no float32: rounded to −2^24
    values.writeBigUInt64LE(2n ** 63n, 24)
    values.writeInt32LE(-5, 32)
    values.writeUInt32LE(4_000_000_000, 36)
    values.writeInt16LE(-300, 40)
    values.writeUInt16LE(60000, 42)
    values.writeInt8(-7, 44)
    values.writeUInt8(200, 45)
    values.set([0, 1, 255], 46)
    const sizes: [string, number, number][] = [
      ['F64', 8, 1],
      ['F32', 4, 1],
      ['F16', 2, 1],
      ['BF16', 2, 1],
      ['I64', 8, 1],
      ['U64', 8, 1],
      ['I32', 4, 1],
      ['U32', 4, 1],
      ['I16', 2, 1],
      ['U16', 2, 1],
      ['I8', 1, 1],
      ['U8', 1, 1],
      ['BOOL', 1, 3],
    ]
    let offset = 0
    const header = Object.fromEntries(
      sizes.map(([dtype, size, count]) => {
        const begin = offset
        offset += size * count
        return [dtype, { dtype, shape: [count], data_offsets: [begin, offset] }]
      }),
    )
    const { dictionaries } = await open(file(header, values.subarray(0, offset)))
    const found = []
    for (const tensor of dictionaries[0]!.tensors) found.push([tensor.dtype, ...(await tensor.read())])
    expect(found).toEqual([
      ['float64', Math.fround(-0.1)],
      ['float32', Math.fround(0.1)],
      ['float16', 1365 / 4096],
      ['bfloat16', 171 / 512],
      ['int64', -(2 ** 24)],
      ['uint64', 2 ** 63],
      ['int32', -5],
      ['uint32', 4_000_000_000],
      ['int16', -300],
      ['uint16', 60000],
      ['int8', -7],
      ['uint8', 200],
      ['bool', 0, 1, 1],
    ])
  })

  it.skipIf(reason !== '')(`of PyTorch gives the tensors that its bytes hold${reason}`, async () => {
    const opened = await openCheckpoint(FIXTURE)
    expect(opened.format).toBe('safetensors')
    const { tensors } = opened.dictionaries[0]!
    const whole = decodeSafetensors(readFileSync(FIXTURE)).entries
    expect(tensors.map((tensor) => tensor.name)).toEqual([...whole.keys()])
    for (const tensor of tensors) {
      expect(tensor.shape).toEqual(whole.get(tensor.name)!.shape)
      expect(await tensor.read()).toEqual(Float32Array.from(whole.get(tensor.name)!.data))
    }
    expect(opened.dictionaries[0]!.tensors.find(({ name }) => name === 'fc.weight')?.shape).toEqual([10, 64])
    await opened.close()
  })

  it('is opened without reading a value, and a large tensor is read in pieces', async () => {
    const count = (3 * PIECE_BYTES) / 2 + 5 // float16: more than three pieces
    const values = new Uint16Array(count).fill(0x3c00)
    values[count - 1] = 0xc000
    const bytes = file(
      { a: { dtype: 'F16', shape: [count], data_offsets: [0, 2 * count] } },
      new Uint8Array(values.buffer),
    )
    const reads: number[] = []
    const whole = bytesAsSource(bytes, '"a.safetensors"')
    const source: ByteSource = {
      ...whole,
      read: (offset, length) => {
        reads.push(length)
        return whole.read(offset, length)
      },
    }
    const opened = await openCheckpointFrom(source)
    expect(Math.max(...reads)).toBeLessThanOrEqual(4096)
    reads.length = 0
    const read = await opened.dictionaries[0]!.tensors[0]!.read()
    expect(reads).toEqual([PIECE_BYTES, PIECE_BYTES, PIECE_BYTES, 10])
    expect([read[0], read[count - 2], read[count - 1]]).toEqual([1, 1, -2])
  })

  it('keeps the order of its header, even for names that are numbers, and its metadata', async () => {
    const header = `{"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[],"data_offsets":[1,2]},"0":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}`
    const { dictionaries, notes } = await open(file(header, Uint8Array.of(5, 6)))
    expect(dictionaries[0]!.tensors.map(({ name }) => name)).toEqual(['b', '0'])
    expect([...(await dictionaries[0]!.tensors[0]!.read())]).toEqual([6])
    expect(notes).toEqual({ format: 'pt' })
  })

  const entry = (begin: number, end: number, change: object = {}) => ({
    dtype: 'F32',
    shape: [(end - begin) / 4],
    data_offsets: [begin, end],
    ...change,
  })
  it.each<[string, Uint8Array, RegExp]>([
    [
      'an overlap',
      file({ a: entry(0, 8), b: entry(4, 12) }, new Uint8Array(12)),
      /"b" start at byte 4 .*, not at 8/,
    ],
    [
      'a hole',
      file({ a: entry(0, 4), b: entry(8, 12) }, new Uint8Array(12)),
      /"b" start at byte 8 .*, not at 4/,
    ],
    [
      'a name twice, though both are empty',
      file(`{"a":${JSON.stringify(entry(0, 0))},"\\u0061":${JSON.stringify(entry(0, 0))}}`),
      /has the name "a" twice/,
    ],
    [
      'a lie about the type',
      file({ a: entry(0, 8, { dtype: 'F64' }) }, new Uint8Array(8)),
      /needs 16 bytes, but has 8/,
    ],
    [
      'a type for language models',
      file({ a: entry(0, 8, { dtype: 'F8_E4M3' }) }, new Uint8Array(8)),
      /"F8_E4M3".*F32/,
    ],
    [
      'complex numbers',
      file({ a: entry(0, 8, { dtype: 'C64' }) }, new Uint8Array(8)),
      /"C64".*allowed are F64, F32/,
    ],
    [
      'too many dimensions',
      file({ a: entry(0, 4, { shape: new Array(65).fill(1) }) }, new Uint8Array(4)),
      /entry of "a"/,
    ],
    [
      'a header that is cut off',
      file({ a: entry(0, 8) }, new Uint8Array(8)).slice(0, 30),
      /it may be cut off/,
    ],
    [
      'values that are cut off',
      file({ a: entry(0, 8) }, new Uint8Array(8)).slice(0, -1),
      /it may be cut off/,
    ],
  ])('is refused for %s', async (_, bytes, sentence) => {
    await expect(open(bytes)).rejects.toThrow(sentence)
  })

  it('says a name of control characters and of any length so that it can be read', async () => {
    const name = `\n\u001b[2J${'x'.repeat(10_000)}`
    const refused = open(file({ [name]: entry(0, 8, { dtype: 'F64' }) }, new Uint8Array(8)))
    await expect(refused).rejects.toThrow(/^[^\n\u001b]{100,400}$/)
  })

  it('with a header of 90 MB is refused before the header is read', async () => {
    const begin = Buffer.alloc(4096, ' ')
    begin.writeBigUInt64LE(90_000_000n)
    begin.write('{', 8)
    const source: ByteSource = {
      name: '"a.safetensors"',
      size: 10 ** 9,
      read: (offset, length) =>
        offset + length <= begin.length
          ? Promise.resolve(begin.subarray(offset, offset + length))
          : Promise.reject(new Error('read beyond the begin')),
      close: () => Promise.resolve(),
    }
    await expect(openCheckpointFrom(source)).rejects.toThrow(/claims 90000000 bytes, more than the 33554432/)
  })
})

describe('an index of safetensors files', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-shards-'))
    await mkdir(join(folder, 'model'))
    await writeFile(join(folder, 'outside.safetensors'), encodeSafetensors(one('b', [3])))
    await writeFile(join(folder, 'model', 'm-1.safetensors'), encodeSafetensors(one('a', [1, 2])))
    await writeFile(join(folder, 'model', 'm-2.safetensors'), encodeSafetensors(one('b', [3])))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function withMap(map: unknown): Promise<string> {
    const path = join(folder, 'model', 'model.safetensors.index.json')
    await writeFile(path, JSON.stringify({ metadata: { total_size: 12 }, weight_map: map }))
    return path
  }

  it('gives one dictionary of all its files, and is found in its folder', async () => {
    const path = await withMap({ a: 'm-1.safetensors', b: 'm-2.safetensors' })
    for (const given of [path, join(folder, 'model')]) {
      const opened = await openCheckpoint(given)
      expect(opened.format).toBe('safetensors index')
      const [a, b] = opened.dictionaries[0]!.tensors
      expect([a!.name, ...(await a!.read()), b!.name, ...(await b!.read())]).toEqual(['a', 1, 2, 'b', 3])
      await opened.close()
      await expect(a!.read()).rejects.toThrow(/has been closed/)
    }
  })

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'missing',
      { a: 'm-1.safetensors', b: 'm-3.safetensors' },
      /"m-3\.safetensors" cannot be opened: There is nothing at/,
    ],
    [
      'outside',
      { a: 'm-1.safetensors', b: '../outside.safetensors' },
      /only files in its own folder are opened/,
    ],
    ['absolute', { a: '/tmp/m.safetensors' }, /only files in its own folder/],
    ['on a drive', { a: 'C:m.safetensors' }, /only files in its own folder/],
    ['of Windows', { a: '..\\m.safetensors' }, /only files in its own folder/],
    [
      'of PyTorch',
      { a: 'pytorch_model-00001-of-00002.bin' },
      /only indices of safetensors files are opened: convert/,
    ],
    [
      'of another model',
      { a: 'm-1.safetensors', c: 'm-1.safetensors' },
      /says that "c" is in "m-1\.safetensors", where it is not/,
    ],
    [
      'with one tensor more',
      { b: 'm-1.safetensors' },
      /"a" is in "m-1\.safetensors", but .* does not say so/,
    ],
  ])('refuses a file that is %s', async (_, map, sentence) => {
    await expect(openCheckpoint(await withMap(map))).rejects.toThrow(sentence)
  })

  const noLinks = process.platform === 'win32'
  it.skipIf(noLinks)(
    `follows a link in its folder, as download caches lay them out${noLinks ? ' (skipped: Windows)' : ''}`,
    async () => {
      await symlink('../outside.safetensors', join(folder, 'model', 'link.safetensors'))
      // The index lies beside what its neighbours point to, and is a link itself.
      const index = await withMap({ b: 'link.safetensors' })
      await expect(openCheckpoint(index)).rejects.toThrow(/is a link to a place outside/)
      await rename(index, join(folder, 'index of the cache'))
      await symlink('../index of the cache', index)
      const opened = await openCheckpoint(index)
      expect([...(await opened.dictionaries[0]!.tensors[0]!.read())]).toEqual([3])
      await opened.close()
    },
  )
})

describe('a description', () => {
  it('is data of the contract, with long lists cut and counted', async () => {
    const many: StateDictionary = new Map(
      Array.from({ length: LISTED_TENSORS + 7 }, (_, i) => [
        `layer${i}.weight`,
        { shape: [2], dtype: 'float32', data: Float32Array.of(i, i) },
      ]),
    )
    const opened = await open(encodeSafetensors(many, { note: 'x'.repeat(1000) }))
    const description = describeCheckpoint(opened)
    expect(checkpointDescriptionSchema.parse(JSON.parse(JSON.stringify(description)))).toEqual(description)
    const [dictionary] = description.dictionaries
    expect([dictionary!.tensors.length, dictionary!.tensorCount, dictionary!.numbers]).toEqual([
      LISTED_TENSORS,
      LISTED_TENSORS + 7,
      2 * (LISTED_TENSORS + 7),
    ])
    expect(description.notes[0]!.value).toHaveLength(200)
  })
})
