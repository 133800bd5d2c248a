/** Arrays of results that do not fit together are refused by name, whoever changed them: read side by side, they would give numbers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeNpz, encodeNpz } from '../../src-main/checkpoints/npz'
import { decodeBlock, decodeDistances } from '../../src-main/studies/attack/block-file'
import { decodeCell } from '../../src-main/studies/corruption/cell-file'
import { decodeBlockPairs, decodeHybridBlock } from '../../src-main/studies/hybrid/block-file'
import { readSpectra } from '../../src-main/studies/spectrum/spectra-file'
import { BLOCKS } from '../fuzz/readers/stored'

const folder = mkdtempSync(join(tmpdir(), 'halfpower-blocks-'))
afterAll(() => rmSync(folder, { recursive: true }))

const spectra = async (bytes: Uint8Array): Promise<unknown> => {
  writeFileSync(join(folder, 'spectra.npz'), bytes)
  return await readSpectra(join(folder, 'spectra.npz'))
}
const READERS: readonly [string, string, string[], (bytes: Uint8Array) => unknown][] = [
  [
    'hybrid.npz',
    'hybrids',
    ['high', 'label_low', 'label_high', 'predicted', 'confidence'],
    (b) => decodeHybridBlock(b, 'x'),
  ],
  ['hybrid.npz', 'pairs', ['high'], (b) => decodeBlockPairs(b, 'x')],
  ['cell.npz', 'a cell', ['predicted', 'confidence', 'label'], (b) => decodeCell(b, 'x')],
  [
    'block.npz',
    'perturbations',
    ['label', 'target', 'status', 'distance', 'perturbed'],
    (b) => decodeBlock(b, '"x"'),
  ],
  ['block.npz', 'sizes', ['target', 'distance'], (b) => decodeDistances(b, 'x')],
  ['spectra.npz', 'spectra', ['label', 'target', 'distance', 'power'], spectra],
]

describe.each(READERS)('%s, %s', (file, _, keys, read) => {
  it.each(keys)('an array of another length is named: %s', async (key) => {
    const arrays = decodeNpz(BLOCKS[file]!())
    await read(encodeNpz(arrays))
    const array = arrays[key]!
    const [first = 1, ...others] = array.shape
    const each = array.data.length / first
    const shorter = {
      ...array,
      shape: [first - 1, ...others],
      data: array.data.slice(0, array.data.length - each),
    }
    await expect((async () => await read(encodeNpz({ ...arrays, [key]: shorter })))()).rejects.toThrow(
      new RegExp(
        `has ${shorter.data.length} numbers in its array "${key}" and should have ${array.data.length}`,
      ),
    )
  })
})

it('a status that there is not is refused', () => {
  const arrays = decodeNpz(BLOCKS['block.npz']!())
  const status = { ...arrays['status']!, data: Uint8Array.of(0, 200) }
  expect(() => decodeBlock(encodeNpz({ ...arrays, status }), '"x"')).toThrow(
    /has the status 200, which there is not/,
  )
})
