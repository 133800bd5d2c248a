import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../src-main/checkpoints/byte-source'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { encodeNpz } from '../../src-main/checkpoints/npz'
import { openCheckpoint, openCheckpointFrom } from '../../src-main/checkpoints/open'

const PYTHON = '/usr/bin/python3'
const hasNumPy = spawnSync(PYTHON, ['-c', 'import numpy']).status === 0
const reason = hasNumPy ? '' : ` (skipped: ${PYTHON} with numpy is not installed)`

const folder = mkdtempSync(join(tmpdir(), 'halfpower-numpy-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Runs NumPy in the folder. */
function python(code: string): void {
  const { status, stderr } = spawnSync(PYTHON, ['-c', `import numpy as np\n${code}`], { cwd: folder })
  if (status !== 0) throw new Error(String(stderr))
}

async function valuesOf(path: string): Promise<Record<string, [string, number[], number[]]>> {
  const opened = await openCheckpoint(path)
  const result: Record<string, [string, number[], number[]]> = {}
  for (const { name, dtype, shape, read } of opened.dictionaries[0]!.tensors)
    result[name] = [dtype, [...shape], [...(await read())]]
  await opened.close()
  return result
}

describe(`files that NumPy wrote${reason}`, () => {
  it.skipIf(!hasNumPy)('npz: every type, order and byte order, stored and deflated', async () => {
    python(`
a = np.arange(6).reshape(2, 3)
arrays = {
  'conv1.weight': a.astype('<f4'), 'fortran': np.asfortranarray(a.astype('<f8')), 'big': a.astype('>f4'),
  'big_fortran': np.asfortranarray(a.astype('>i2')), 'half': (a / 4).astype('<f2'), 'bool': a % 2 == 1,
  'u16': a.astype('u2') + 65000, 'u64': a.astype('u8'), 'scalar': np.float32(2.5), 'empty': np.zeros((0, 4)),
  'block.1/bias': a[0].astype('i8'), 'cube': np.asfortranarray(np.arange(24.).reshape(2, 3, 4)),
}
np.savez('stored.npz', **arrays)
np.savez_compressed('deflated.npz', **arrays)
`)
    const six = [0, 1, 2, 3, 4, 5]
    for (const name of ['stored.npz', 'deflated.npz']) {
      expect(await valuesOf(join(folder, name))).toEqual({
        'conv1.weight': ['float32', [2, 3], six],
        fortran: ['float64', [2, 3], six],
        big: ['float32', [2, 3], six],
        big_fortran: ['int16', [2, 3], six],
        half: ['float16', [2, 3], six.map((value) => value / 4)],
        bool: ['bool', [2, 3], [0, 1, 0, 1, 0, 1]],
        u16: ['uint16', [2, 3], six.map((value) => value + 65000)],
        u64: ['uint64', [2, 3], six],
        scalar: ['float32', [], [2.5]],
        empty: ['float64', [0, 4], []],
        'block.1/bias': ['int64', [3], [0, 1, 2]],
        cube: ['float64', [2, 3, 4], Array.from({ length: 24 }, (_, i) => i)],
      })
    }
  })

  it.skipIf(!hasNumPy)('npz: 64-bit zip sizes, as a stream that cannot be sought writes them', async () => {
    python(`
import io, zipfile
data = io.BytesIO(); np.save(data, np.arange(5, dtype='f4'))
with zipfile.ZipFile('large.npz', 'w') as archive:
  with archive.open('w.npy', 'w', force_zip64=True) as member: member.write(data.getvalue())
`)
    expect(await valuesOf(join(folder, 'large.npz'))).toEqual({ w: ['float32', [5], [0, 1, 2, 3, 4]] })
  })

  it.skipIf(!hasNumPy)('npy: one tensor, called as the file is', async () => {
    python(`np.save('layer1.weight.npy', np.asfortranarray(np.arange(4., dtype='>f8').reshape(2, 2)))`)
    expect(await valuesOf(join(folder, 'layer1.weight.npy'))).toEqual({
      'layer1.weight': ['float64', [2, 2], [0, 1, 2, 3]],
    })
  })

  it.skipIf(!hasNumPy)('object arrays, texts and records are left out by name, and never run', async () => {
    python(`
import os
class Evil:
  def __reduce__(self): return (os.system, ('touch HALFPOWER_PWNED',))
np.savez('mixed.npz', w=np.ones(2, 'f4'), evil=np.array([Evil()], dtype=object), text=np.array(['a']),
         record=np.zeros(2, dtype=[('x', 'f4')]))
np.save('evil.npy', np.array([Evil()], dtype=object), allow_pickle=True)
`)
    const opened = await openCheckpoint(join(folder, 'mixed.npz'))
    expect(opened.dictionaries[0]!.tensors.map(({ name }) => name)).toEqual(['w'])
    expect(opened.warnings).toHaveLength(3)
    expect(opened.warnings[0]).toMatch(/^'evil' in "mixed\.npz" holds Python objects, which are not opened/)
    expect(opened.warnings[1]).toMatch(/'text' in .* NumPy's type '<U1'/)
    expect(opened.warnings[2]).toMatch(/'record' in .* records with named fields/)
    await opened.close()
    await expect(openCheckpoint(join(folder, 'evil.npy'))).rejects.toThrow(/holds Python objects/)
  })
})

describe('damaged NumPy files', () => {
  const open = (bytes: Uint8Array, name = '"a.npz"') => openCheckpointFrom(bytesAsSource(bytes, name))
  const array = encodeNpy({ shape: [2, 2], dtype: 'float32', data: Float32Array.of(1, 2, 3, 4) })
  const header = (text: string, values = 0): Uint8Array => {
    const bytes = Buffer.concat([
      Buffer.from('\x93NUMPY\x01\0\0\0', 'latin1'),
      Buffer.from(text),
      Buffer.alloc(values),
    ])
    bytes.writeUInt16LE(text.length, 8)
    return new Uint8Array(bytes)
  }

  it.each<[string, Uint8Array, RegExp]>([
    ['cut off', array.slice(0, -3), /should hold 16 bytes .* holds 13: it is truncated/],
    ['with more behind', new Uint8Array([...array, 0]), /should hold 16 bytes .* holds 17/],
    ['cut off in its header', array.slice(0, 50), /ends inside its \.npy header/],
    [
      'of a shape that nothing holds',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (9007199254740991, 9007199254740991), }"),
      /which is impossible/,
    ],
    [
      'of 4 TB that are not there',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }", 64),
      /should hold 4000000000000 bytes/,
    ],
    [
      'of a hundred dimensions',
      header(`{'descr': '<f4', 'fortran_order': True, 'shape': (${'1, '.repeat(100)}), }`, 4),
      /which is impossible/,
    ],
  ])('%s', async (_, bytes, sentence) => {
    await expect(open(bytes, '"a.npy"')).rejects.toThrow(sentence)
    // Alone in an archive, the archive says so.
    await expect(open(zipSync({ 'a.npy': bytes }))).rejects.toThrow(sentence)
  })

  it('a wrong checksum is noticed when the array is read', async () => {
    const bytes = encodeNpz(
      { w: { shape: [1], dtype: 'float32', data: Float32Array.of(1) } },
      { compress: false },
    )
    const values = Buffer.from(bytes).indexOf(Buffer.from(Float32Array.of(1).buffer))
    bytes[values + 3]! ^= 1
    const opened = await open(bytes)
    await expect(opened.dictionaries[0]!.tensors[0]!.read()).rejects.toThrow(/wrong checksum/)
  })

  it('a member that claims far more than its array is unpacked no further than its header', async () => {
    // 64 MiB of zeros behind a header that says four values: refused from the first bytes.
    const bomb = new Uint8Array(array.length + 64 * 1024 ** 2)
    bomb.set(array)
    await expect(open(zipSync({ 'w.npy': bomb }))).rejects.toThrow(/should hold 16 bytes/)
  })

  it('other members are left aside by name', async () => {
    const opened = await open(zipSync({ 'w.npy': array, 'readme.txt': strToU8('x') }))
    expect(opened.warnings).toEqual([
      '"a.npz" also holds \'readme.txt\', which is no array and was left aside.',
    ])
  })
})
