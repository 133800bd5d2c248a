/** The command line that the import page shows, read by the command line's own parser: it must import the same. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { methods } from '../../src-main/contract/methods'
import { buildProgram } from '../../src-main/shell/command-line/program'
import { importWords } from '../../src-main/workbench/models/import-command-line'
import type { CheckedInput } from '../../src-main/contract/methods'
import type * as Session from '../../src-main/shell/command-line/session'

type ImportInput = CheckedInput<'model.import'>

const asked: { folder: string; input: unknown }[] = []
const enough = new Error('what would be imported is known')

// The command is stopped where it would import: what it asks for is what is compared.
vi.mock('../../src-main/shell/command-line/session', async (original) => ({
  ...(await original<typeof Session>()),
  withProject: async (
    _installation: unknown,
    _options: unknown,
    folder: string,
    _mode: string,
    use: (workbench: unknown) => Promise<unknown>,
  ) =>
    await use({
      invoke: (method: string, input: unknown) => {
        // With a data set, it is tried first.
        if (method === 'model.try')
          return Promise.resolve({ images: 1, normalisers: [], remarks: [], classes: 2 })
        expect(method).toBe('model.import')
        asked.push({ folder, input })
        return Promise.reject(enough)
      },
    }).catch((error: unknown) => {
      if (error !== enough) throw error
    }),
}))

afterEach(() => void asked.splice(0))

async function parse(words: readonly string[]): Promise<{ folder: string; input: ImportInput }> {
  const context = { entry: '', jobEntry: '', resources: '', page: '', version: '0', finish: () => undefined }
  await buildProgram(context).parseAsync(words.slice(1), { from: 'user' })
  const { folder, input } = asked.at(-1)!
  // Undefined entries are left out on the way to the workbench.
  const sent: unknown = JSON.parse(JSON.stringify(input))
  return { folder, input: methods['model.import'].input.parse(sent) }
}

const INPUTS: ImportInput[] = [
  { file: '/data/model.pt' },
  { file: '/data/model.pt', candidate: 0, name: 'Kell 2020', group: 'monkey-regularised' },
  {
    file: "/some one's/best model.pth.tar",
    candidate: 2,
    size: 64,
    sigma: 1.25,
    normaliser: { kind: 'preset', name: 'CIFAR-10 (0.2023, 0.1994, 0.2010)' },
    name: '--σ "1.5"',
    group: 'adversarially trained',
    dataSet: 'cifar-10',
  },
  {
    file: '/data/model.onnx',
    architecture: 'onnx',
    normaliser: { kind: 'given', mean: [-0.5, 0.1, 1e-7], std: [0.2, 0.3, 0.4] },
  },
  { file: 'opencv.pt', reverseChannels: true },
  { file: 'gray.pt', gray: true },
  {
    file: 'resnet.pt',
    candidate: 0,
    reading: { pooling: 'two', stemStride: 1, activation: 'leaky-relu-0.1', paddingMode: 'reflect' },
  },
  { file: 'resnet20.th', reading: { shortcutZeros: 'behind', shortcutPixels: 'mean' }, leaveAside: true },
]

describe('the command line of an import', () => {
  it.each(INPUTS)('imports the same: %j', async (input) => {
    const words = importWords('/home/a person/p.halfpower', input)
    expect(await parse(words)).toEqual({ folder: '/home/a person/p.halfpower', input })
  })

  it("says nothing of what the file says itself: the file's normaliser, no blur", () => {
    const input: ImportInput = { file: 'model.pt', normaliser: { kind: 'file' }, sigma: null }
    expect(importWords('p', input)).toEqual(['halfpower', 'model', 'import', 'p', 'model.pt'])
  })

  it('keeps a file whose name begins with a dash a file', async () => {
    const { input } = await parse(importWords('p', { file: '-best.pt' }))
    expect(input.file).toBe('./-best.pt')
  })
})
