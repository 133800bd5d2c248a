/** Files that PyTorch writes while the test runs, of every container, protocol and number type: bit by bit. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openByteSource } from '../../../src-main/checkpoints/byte-source'
import type { OpenedCheckpoint } from '../../../src-main/checkpoints/checkpoint'
import { matchPytorch } from '../../../src-main/checkpoints/pytorch/match'
import { openPytorch } from '../../../src-main/checkpoints/pytorch/open'
import { pythonWith } from '../../support/torch'

const SCRIPT = fileURLToPath(new URL('write_files.py', import.meta.url))
const python = pythonWith('torch', 'numpy')

type Expected = Record<
  string,
  Record<string, Record<string, { dtype: string; shape: number[]; bits: number[] }>>
>

describe.skipIf(!python)(
  `files that PyTorch writes${python ? '' : ' (skipped: python3-torch is not installed)'}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'halfpower-torch-'))
    let expected: Expected = {}
    beforeAll(() => {
      execFileSync(python!, [SCRIPT, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
      expected = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')) as Expected
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    async function open(
      name: string,
      use: (opened: OpenedCheckpoint) => Promise<void> | void,
    ): Promise<void> {
      const source = await openByteSource(join(folder, name))
      try {
        await use(await openPytorch(source))
      } finally {
        await source.close()
      }
    }

    it('every file, every tensor, every bit', async () => {
      expect(Object.keys(expected).sort()).toEqual(
        readdirSync(folder)
          .filter((name) => name !== 'expect.json')
          .sort(),
      )
      for (const [name, dictionaries] of Object.entries(expected)) {
        await open(name, async (opened) => {
          const found = Object.fromEntries(opened.dictionaries.map((each) => [each.path.join('.'), each]))
          // TorchScript may keep constants beside the model.
          expect(
            Object.keys(found).filter((path) => path !== 'constants'),
            name,
          ).toEqual(Object.keys(dictionaries))
          for (const [path, tensors] of Object.entries(dictionaries)) {
            const ours = found[path]!.tensors
            expect(ours.map((tensor) => tensor.name).sort(), name).toEqual(Object.keys(tensors).sort())
            for (const tensor of ours) {
              const { dtype, shape, bits } = tensors[tensor.name]!
              const what = `${tensor.name} in ${name}`
              expect([tensor.dtype, tensor.shape], what).toEqual([dtype, shape])
              const values = await tensor.read()
              const same = Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length)).every(
                (value, i) =>
                  value === bits[i] || (Number.isNaN(values[i]) && (bits[i]! & 0x7fffffff) > 0x7f800000),
              )
              expect(same && values.length === bits.length, what).toBe(true)
            }
          }
        })
      }
    })

    it('says of each what it is', async () => {
      const kinds: Record<string, string> = {
        'zip-2.pt': 'pytorch zip',
        'legacy-2.pt': 'pytorch legacy',
        'script.pt': 'torchscript',
        'trace.pt': 'torchscript',
      }
      for (let protocol = 0; protocol <= 5; protocol++) {
        kinds[`plain-${protocol}.pkl`] = 'pickle'
        kinds[`arrays-${protocol}.pkl`] = 'pickle'
        // In text, a pickle's first key is not looked for.
        kinds[`archive-${protocol}.axv`] = protocol >= 2 ? 'jarvis archive' : 'pickle'
      }
      for (const [name, kind] of Object.entries(kinds)) {
        const source = await openByteSource(join(folder, name))
        expect(await matchPytorch(source), name).toBe(kind)
        await source.close()
      }
      await open('archive-4.axv', ({ format }) => expect(format).toBe('jarvis archive'))
      await open('script.pt', ({ warnings }) =>
        expect(warnings[0]).toContain('TorchScript code in the file was not run'),
      )
    })

    it('names classes and attributes of a module, shared parts under both names', async () => {
      for (const container of ['zip', 'legacy']) {
        await open(`module-${container}.pt`, ({ dictionaries, notes }) => {
          expect(notes).toEqual({ task: 'test' })
          const { classes, attributes } = dictionaries[0]!
          expect(classes).toMatchObject({
            '': '__main__.Shared',
            'first.0': 'torch.nn.modules.conv.Conv2d',
            'second.1': 'torch.nn.modules.batchnorm.BatchNorm2d',
            none: 'torch.nn.modules.linear.Identity',
          })
          expect(attributes).toMatchObject({
            'second.0.stride': [2, 2],
            'first.0.groups': 1,
            'first.1.eps': 1e-5,
          })
        })
      }
    })

    it('notes plain values and leaves an optimiser aside', async () => {
      await open('zip-2.pt', ({ notes }) => expect(notes).toEqual({ epoch: 3, device: 'cpu', size: [2, 3] }))
      await open('arrays-3.pkl', ({ notes }) => expect(notes).toEqual({ accuracy: 0.5, count: 7 }))
      await open('archive-3.axv', ({ notes, warnings }) => {
        expect(notes['0A1B2C3D.losses.train']).toEqual([1, 0.5])
        expect(warnings).toEqual([`An optimiser's state under "0A1B2C3D.optimizer_state" was left aside.`])
      })
    })

    it('names what it does not read', async () => {
      await open('complex.pt', ({ warnings }) => expect(warnings[0]).toContain('"c" holds complex64 numbers'))
      await open('sparse.pt', ({ warnings }) => expect(warnings[0]).toContain('"s" is a sparse tensor'))
      await open('quantised.pt', ({ warnings }) => expect(warnings[0]).toContain('"q" is a quantised tensor'))
    })
  },
)
