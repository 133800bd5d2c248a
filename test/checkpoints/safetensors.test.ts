import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src-main/contract/errors'
import { decodeSafetensors, encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { brainToNumber, halfToNumber } from '../../src-main/checkpoints/scalar-types'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'

const entries: StateDictionary = new Map([
  ['b.weight', { shape: [2, 1, 2], dtype: 'float32', data: Float32Array.of(1, -2.5, NaN, 1e-40) }],
  ['a.count', { shape: [], dtype: 'int32', data: Int32Array.of(-7) }],
  ['empty', { shape: [0, 3], dtype: 'float32', data: new Float32Array(0) }],
])

/** A file from a header and value bytes, as the format describes it. */
function file(header: unknown, values: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + values.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(values, 8 + text.length)
  return bytes
}

describe('safetensors', () => {
  it('gives back names, order, shapes, values and metadata', () => {
    const decoded = decodeSafetensors(encodeSafetensors(entries, { format: 'pt' }))
    expect([...decoded.entries]).toEqual([...entries])
    expect(decoded.metadata).toEqual({ format: 'pt' })
  })

  it('aligns the values to 8 bytes and pads the header with spaces', () => {
    const bytes = encodeSafetensors(entries)
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect((8 + length) % 8).toBe(0)
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toMatch(/^\{.*\} *$/)
  })

  it('reads the other number types', () => {
    const values = new Uint8Array(24)
    const view = new DataView(values.buffer)
    view.setBigInt64(0, -5n, true)
    view.setFloat64(8, 0.5, true)
    view.setUint16(16, 0x3e00, true)
    view.setUint16(18, 0xc020, true)
    values.set([200, 255, 1, 0], 20)
    const header = {
      i64: { dtype: 'I64', shape: [1], data_offsets: [0, 8] },
      f64: { dtype: 'F64', shape: [1], data_offsets: [8, 16] },
      f16: { dtype: 'F16', shape: [1], data_offsets: [16, 18] },
      bf16: { dtype: 'BF16', shape: [1], data_offsets: [18, 20] },
      u8: { dtype: 'U8', shape: [1], data_offsets: [20, 21] },
      i8: { dtype: 'I8', shape: [1], data_offsets: [21, 22] },
      bool: { dtype: 'BOOL', shape: [2], data_offsets: [22, 24] },
    }
    const read = decodeSafetensors(file(header, values)).entries
    expect([...read].map(([name, { data }]) => [name, ...data])).toEqual([
      ['i64', -5],
      ['f64', 0.5],
      ['f16', 1.5],
      ['bf16', -2.5],
      ['u8', 200],
      ['i8', -1],
      ['bool', 1, 0],
    ])
  })

  it('knows half precision and bfloat16 at their edges', () => {
    expect([0x0001, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x8000].map(halfToNumber)).toEqual([
      2 ** -24,
      2 ** -14,
      65504,
      Infinity,
      -Infinity,
      -0,
    ])
    expect(halfToNumber(0x7e00)).toBeNaN()
    expect([0x3f80, 0x7f80, 0x0080].map(brainToNumber)).toEqual([1, Infinity, 2 ** -126])
  })

  it('keeps a tensor that is called __proto__', () => {
    const odd: StateDictionary = new Map([
      ['__proto__', { shape: [1], dtype: 'float32', data: Float32Array.of(3) }],
    ])
    expect([...decodeSafetensors(encodeSafetensors(odd)).entries]).toEqual([...odd])
  })

  const one = (change: object) => ({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change } })
  it.each<[string, Uint8Array, RegExp]>([
    ['too short', new Uint8Array(5), /it has only 5 bytes/],
    [
      'a header beyond the end',
      encodeSafetensors(entries).subarray(0, 40),
      /the file ends after 40; it may be cut off/,
    ],
    ['a huge header', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255, 0), /more than the 33554432 that are read/],
    ['no JSON', file('{"w": '), /its header is not JSON/],
    ['something else', file('[1]'), /does not start with "\{"/],
    ['missing values', encodeSafetensors(entries).subarray(0, -1), /it may be cut off/],
    ['trailing bytes', file(one({}), new Uint8Array(9)), /describes 8 bytes of values, but the file holds 9/],
    [
      'a hole',
      file(one({ data_offsets: [4, 12] }), new Uint8Array(12)),
      /start at byte 4 of the data, not at 0/,
    ],
    [
      'a wrong size',
      file(one({ shape: [3] }), new Uint8Array(8)),
      /"w" of type F32 and shape \[3\] needs 12 bytes, but has 8/,
    ],
    ['a negative shape', file(one({ shape: [-2] }), new Uint8Array(8)), /header entry of "w" is not/],
    [
      'an overflowing shape',
      file(one({ shape: [2 ** 52, 2 ** 52] }), new Uint8Array(8)),
      /needs .* bytes, but has 8/,
    ],
    ['swapped offsets', file(one({ data_offsets: [8, 0] }), new Uint8Array(8)), /but has -8/],
    [
      'an unknown type',
      file(one({ dtype: 'C64' }), new Uint8Array(8)),
      /number type "C64", which Halfpower does not read/,
    ],
    ['metadata that are no texts', file({ __metadata__: { a: 1 } }), /metadata are not pairs of texts/],
  ])('refuses %s in one sentence', (_, bytes, sentence) => {
    expect(() => decodeSafetensors(bytes)).toThrow(sentence)
  })

  it('refuses an integer beyond 32 bits', () => {
    const values = new Uint8Array(8).fill(0x7f)
    expect(() =>
      decodeSafetensors(file({ n: { dtype: 'I64', shape: [], data_offsets: [0, 8] } }, values)),
    ).toThrow(/does not fit into 32 bits/)
  })

  it('answers damaged files with a user error or a dictionary, never with anything else', () => {
    const whole = encodeSafetensors(entries, { format: 'pt' })
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const damaged = whole.slice(0, Math.max(length, at + 1))
        damaged[at] = value
        try {
          decodeSafetensors(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
