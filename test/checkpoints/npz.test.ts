import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import type { NpyArray } from '../../src-main/checkpoints/npy'
import { decodeNpz, decodeNpzArray, encodeNpz, listNpz } from '../../src-main/checkpoints/npz'
import { UserError } from '../../src-main/contract/errors'
import { pythonWith } from '../support/torch'

const interpreter = pythonWith('numpy')
const reason = interpreter ? '' : ' (skipped: python3 with numpy is not installed)'

const arrays: Record<string, NpyArray> = {
  predicted: { shape: [2, 2], dtype: 'int16', data: Int16Array.of(1, -2, 3, 4) },
  confidence: { shape: [3], dtype: 'float32', data: Float32Array.of(0.25, 0.5, 1) },
}

describe('npz', () => {
  it('gives back what was written, packed or not, and the same bytes every time', () => {
    for (const compress of [true, false]) {
      const bytes = encodeNpz(arrays, { compress })
      expect(decodeNpz(bytes)).toEqual(arrays)
      expect(encodeNpz(arrays, { compress })).toEqual(bytes)
    }
  })

  it('decodes only the arrays that are asked for, and says which ones there are', () => {
    const bytes = encodeNpz(arrays)
    expect(Object.keys(decodeNpz(bytes, { keys: ['confidence', 'absent'] }))).toEqual(['confidence'])
    expect(listNpz(bytes)).toEqual(['predicted', 'confidence'])
    expect(() => decodeNpzArray(bytes, 'x', 'a.npz')).toThrow(
      "a.npz has no array 'x'; it has 'predicted', 'confidence'.",
    )
  })

  it('refuses a zip bomb before unpacking it', () => {
    const bytes = encodeNpz({ a: { shape: [1 << 20], dtype: 'uint8', data: new Uint8Array(1 << 20) } })
    expect(() => decodeNpz(bytes, { limit: 1 << 19 })).toThrow(/more than 524288 bytes/)
  })

  it('refuses a directory that claims more than deflate can pack', () => {
    const bytes = Buffer.from(encodeNpz(arrays))
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    bytes.writeUInt32LE(0x7fffffff, directory + 24)
    expect(() => decodeNpz(bytes)).toThrow(/claims 2147483647 bytes from/)
  })

  it('notices a changed byte by its checksum, and truncation', () => {
    const bytes = encodeNpz(arrays, { compress: false })
    const changed = bytes.slice()
    changed[175]! ^= 1 // among the first array's values
    expect(() => decodeNpz(changed)).toThrow(/wrong checksum/)
    expect(() => decodeNpz(bytes.subarray(0, bytes.length - 30))).toThrow(/directory is missing/)
    expect(() => decodeNpz(new Uint8Array(10))).toThrow(UserError)
  })

  it('never throws anything but a UserError on damaged files', () => {
    const good = encodeNpz(arrays)
    for (let position = 0; position < good.length; position++) {
      const bytes = good.slice()
      bytes[position]! ^= 0xff
      try {
        decodeNpz(bytes)
      } catch (error) {
        expect(error, String(error)).toBeInstanceOf(UserError)
      }
    }
  })

  it('skips members that are no arrays', () => {
    expect(
      Object.keys(
        decodeNpz(zipSync({ 'a.npy': encodeNpy(arrays.predicted!), 'readme.txt': Buffer.from('x') })),
      ),
    ).toEqual(['a'])
  })
})

describe.skipIf(!interpreter)(`npz against NumPy${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-npz-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const python = (code: string) => {
    const run = spawnSync(interpreter!, ['-c', `import numpy as np\n${code}`], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (run.status !== 0) throw new Error(run.stderr)
    return run.stdout.trim()
  }

  it('reads savez and savez_compressed', () => {
    python(
      "np.savez('s.npz', x=np.arange(6, dtype='f4').reshape(2,3), y=np.array([1,2])); np.savez_compressed('c.npz', x=np.zeros(100000, 'u1'))",
    )
    const stored = decodeNpz(readFileSync(join(folder, 's.npz')))
    expect(stored.x).toEqual({ shape: [2, 3], dtype: 'float32', data: Float32Array.of(0, 1, 2, 3, 4, 5) })
    expect(stored.y).toEqual({ shape: [2], dtype: 'int64', data: BigInt64Array.of(1n, 2n) })
    expect(decodeNpz(readFileSync(join(folder, 'c.npz'))).x!.data.length).toBe(100000)
  })

  it('writes what NumPy reads', () => {
    for (const compress of [true, false]) {
      writeFileSync(join(folder, 'o.npz'), encodeNpz(arrays, { compress }))
      expect(python("a = np.load('o.npz'); print(a['predicted'].tolist(), a['confidence'].tolist())")).toBe(
        '[[1, -2], [3, 4]] [0.25, 0.5, 1.0]',
      )
    }
  })
})
