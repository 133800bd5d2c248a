import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeNpy, encodeNpy, npyNumbers } from '../../src-main/checkpoints/npy'
import { readNpyHeader } from '../../src-main/checkpoints/npy-header'
import type { NpyArray } from '../../src-main/checkpoints/npy'
import { float16ToFloat32, float32ToFloat16 } from '../../src-main/checkpoints/float16'
import { UserError } from '../../src-main/contract/errors'
import { pythonWith } from '../support/torch'

const interpreter = pythonWith('numpy')
const reason = interpreter ? '' : ' (skipped: python3 with numpy is not installed)'

/** A file with a hand-written header, so that the reader is not tested against our own writer. */
function file(dictionary: string, values: Uint8Array, version = 1): Uint8Array {
  const text = Buffer.from(dictionary + '\n', version === 3 ? 'utf8' : 'latin1')
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) length.writeUInt16LE(text.length)
  else length.writeUInt32LE(text.length)
  return Buffer.concat([Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]), length, text, values])
}

describe('npy', () => {
  it('reads versions 1, 2 and 3', () => {
    for (const version of [1, 2, 3]) {
      const bytes = file(
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }",
        Uint8Array.of(1, 2, 3, 4, 5, 6),
        version,
      )
      expect(decodeNpy(bytes)).toMatchObject({ shape: [2, 3], dtype: 'uint8' })
      expect([...(decodeNpy(bytes).data as Uint8Array)]).toEqual([1, 2, 3, 4, 5, 6])
    }
  })

  it('turns big-endian values and Fortran order around', () => {
    const bytes = file(
      "{'shape': (2, 3), 'fortran_order': True, 'descr': '>i2'}",
      Uint8Array.of(0, 1, 1, 0, 0, 2, 255, 255, 0, 3, 0, 4),
    )
    expect([...(decodeNpy(bytes).data as Int16Array)]).toEqual([1, 2, 3, 256, -1, 4])
  })

  it('reads a single number and empty arrays', () => {
    expect(
      decodeNpy(file("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", Uint8Array.of(7))),
    ).toMatchObject({ shape: [], data: Uint8Array.of(7) })
    expect(
      decodeNpy(file("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3)}", new Uint8Array())).data
        .length,
    ).toBe(0)
  })

  it.each([
    ["{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", /Python objects.*could run code/],
    ["{'descr': '<U5', 'fortran_order': False, 'shape': (1,), }", /type '<U5'; allowed are/],
    ["{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", /named fields/],
    [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000,), }",
      /should hold 16000000000 bytes.*but holds 4/,
    ],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (99999999, 99999999, 99999999), }", /impossible/],
    ["{'descr': '<f4', 'fortran_order': False}", /without a shape/],
    ["{'shape': (1,), 'fortran_order': False}", /without a type/],
  ])('refuses %s', (dictionary, sentence) => {
    const bytes = file(dictionary, new Uint8Array(4))
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(UserError)
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(sentence)
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(/^x\.npy /)
  })

  it('refuses trailing bytes, truncated headers, other files and unknown versions', () => {
    expect(() =>
      decodeNpy(file("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(2))),
    ).toThrow(/should hold 1 bytes.*holds 2/)
    expect(() =>
      decodeNpy(encodeNpy({ shape: [3], dtype: 'uint8', data: new Uint8Array(3) }).subarray(0, 40)),
    ).toThrow(/ends inside its .npy header/)
    expect(() => decodeNpy(Buffer.from('hello, I am a text'))).toThrow(/not a NumPy/)
    expect(() => decodeNpy(file('{}', new Uint8Array(), 2).fill(9, 6, 7))).toThrow(/version 9/)
  })

  it('never throws anything but a UserError on damaged files', () => {
    const good = encodeNpy({ shape: [2, 2], dtype: 'float32', data: new Float32Array(4) })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = good.slice(0, length)
          for (const [position, value] of changes) if (position < length) bytes[position] = value
          try {
            decodeNpy(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(UserError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('keeps 64-bit integers whole and checks them when numbers are wanted', () => {
    const array: NpyArray = { shape: [2], dtype: 'int64', data: BigInt64Array.of(5n, -(2n ** 60n)) }
    expect(decodeNpy(encodeNpy(array))).toEqual(array)
    expect(() => npyNumbers(array, 'y')).toThrow(/y holds the integer -1152921504606846976/)
    expect([...npyNumbers({ ...array, data: BigInt64Array.of(5n, -7n) })]).toEqual([5, -7])
  })

  it('narrows and widens halves', () => {
    // Values and bit patterns from IEEE 754-2008, Table 3.5 and the Wikipedia article on half precision.
    const pairs: [number, number][] = [
      [0, 0x0000],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65504, 0x7bff],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [(1023 / 1024) * 2 ** -14, 0x03ff],
      [Infinity, 0x7c00],
      [1 + 1 / 1024, 0x3c01],
    ]
    for (const [value, bits] of pairs) {
      expect(float32ToFloat16(Float32Array.of(value))[0]).toBe(bits)
      expect(float16ToFloat32(Uint16Array.of(bits))[0]).toBe(Math.fround(value))
    }
    expect(float32ToFloat16(Float32Array.of(1 + 1 / 2048, 1 + 3 / 2048, 65519, 65520, 2 ** -25))).toEqual(
      Uint16Array.of(0x3c00, 0x3c02, 0x7bff, 0x7c00, 0),
    )
    const all = Uint16Array.from({ length: 0x7c01 }, (_, bits) => bits)
    expect(float32ToFloat16(float16ToFloat32(all))).toEqual(all)
  })
})

describe.skipIf(!interpreter)(`npy against NumPy${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-npy-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const python = (code: string) => {
    const run = spawnSync(interpreter!, ['-c', `import numpy as np\n${code}`], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (run.status !== 0) throw new Error(run.stderr)
    return run.stdout
  }

  it('reads every type, order and byte order as NumPy wrote it', () => {
    python(`
for code in ['?','u1','i1','u2','i2','u4','i4','u8','i8','f2','f4','f8']:
    for end in '<>':
        for order in 'CF':
            a = (np.arange(24).reshape(2,3,4) - 5 if code[0] in 'if' else np.arange(24).reshape(2,3,4) % (2 if code == '?' else 99))
            np.save(f'{"b1" if code == "?" else code}-{"l" if end == "<" else "b"}-{order}.npy', np.asarray(a, order=order).astype(end+code, order=order))
`)
    const names = {
      b1: 'bool',
      u1: 'uint8',
      i1: 'int8',
      u2: 'uint16',
      i2: 'int16',
      u4: 'uint32',
      i4: 'int32',
      u8: 'uint64',
      i8: 'int64',
      f2: 'float16',
      f4: 'float32',
      f8: 'float64',
    }
    for (const [code, dtype] of Object.entries(names)) {
      for (const end of ['l', 'b']) {
        for (const order of ['C', 'F']) {
          const array = decodeNpy(readFileSync(join(folder, `${code}-${end}-${order}.npy`)))
          expect(array.dtype).toBe(dtype)
          expect(array.shape).toEqual([2, 3, 4])
          const expected = Array.from({ length: 24 }, (_, i) =>
            /^[if]/.test(code) ? i - 5 : code === 'b1' ? i % 2 : i,
          )
          expect([...npyNumbers(array)]).toEqual(expected)
        }
      }
    }
  })

  it('writes files that NumPy reads', () => {
    writeFileSync(
      join(folder, 'a.npy'),
      encodeNpy({ shape: [2, 3], dtype: 'float32', data: Float32Array.of(0.5, 1, 1.5, 2, 2.5, 3) }),
    )
    writeFileSync(
      join(folder, 'b.npy'),
      encodeNpy({ shape: [3], dtype: 'int64', data: BigInt64Array.of(1n, -2n, 2n ** 62n) }),
    )
    writeFileSync(join(folder, 'c.npy'), encodeNpy({ shape: [], dtype: 'bool', data: Uint8Array.of(1) }))
    writeFileSync(
      join(folder, 'd.npy'),
      encodeNpy({ shape: [2], dtype: 'float16', data: Float32Array.of(0.1, -7) }),
    )
    expect(
      python("for n in 'abcd':\n a = np.load(n + '.npy'); print(a.dtype.str, a.shape, a.tolist())")
        .trim()
        .split('\n'),
    ).toEqual([
      '<f4 (2, 3) [[0.5, 1.0, 1.5], [2.0, 2.5, 3.0]]',
      '<i8 (3,) [1, -2, 4611686018427387904]',
      '|b1 () True',
      '<f2 (2,) [0.0999755859375, -7.0]',
    ])
    expect(readNpyHeader(readFileSync(join(folder, 'a.npy'))).dataOffset % 64).toBe(0)
  })
})
