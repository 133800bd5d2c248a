/** The fixtures that PyTorch wrote, hostile ones among them: what is in them, number by number, or the refusal. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openByteSource } from '../../../src-main/checkpoints/byte-source'
import type { OpenedCheckpoint } from '../../../src-main/checkpoints/checkpoint'
import { matchPytorch } from '../../../src-main/checkpoints/pytorch/match'
import { openPytorch } from '../../../src-main/checkpoints/pytorch/open'
import { SHARED } from '../../support/resnet20'

const FOLDER = join(SHARED, 'fixtures/checkpoints')
const present = existsSync(FOLDER)

afterEach(() => {
  expect(existsSync('HALFPOWER_PWNED')).toBe(false)
})

async function withFile<T>(name: string, use: (checkpoint: OpenedCheckpoint) => T | Promise<T>): Promise<T> {
  const source = await openByteSource(join(FOLDER, name))
  try {
    return await use(await openPytorch(source))
  } finally {
    await source.close()
  }
}

async function match(name: string) {
  const source = await openByteSource(join(FOLDER, name))
  try {
    return await matchPytorch(source)
  } finally {
    await source.close()
  }
}

interface Expected {
  dtype: string
  shape: number[]
  values: number[]
}

describe.skipIf(!present)(`fixtures of PyTorch${present ? '' : ' (skipped: ../shared is absent)'}`, () => {
  it('tensor-zoo: every type, view, scalar and empty tensor', async () => {
    const expected = JSON.parse(readFileSync(join(FOLDER, 'tensor-zoo.expect.json'), 'utf8')) as Record<
      string,
      Expected
    >
    await withFile('tensor-zoo.pt', async ({ dictionaries, format }) => {
      expect(format).toBe('pytorch zip')
      expect(dictionaries).toHaveLength(1)
      expect(dictionaries[0]!.tensors.map(({ name }) => name)).toEqual(Object.keys(expected))
      for (const tensor of dictionaries[0]!.tensors) {
        const { dtype, shape, values } = expected[tensor.name]!
        expect(`torch.${tensor.dtype}`).toBe(dtype)
        expect(tensor.shape).toEqual(shape)
        expect(await tensor.read()).toEqual(Float32Array.from(values))
      }
    })
  })

  it('a whole module of a class that is nowhere installed', async () => {
    await withFile('blurnet-gray-module.pt', async ({ dictionaries, description, notes, warnings }) => {
      expect(description).toBe('A PyTorch file holding a whole pickled module (blurnet.models.BlurNet).')
      expect(notes).toMatchObject({ task: 'CIFAR10-Gray', acc: 0.8123, 'config.model_config.sigma': 1.5 })
      expect(warnings[0]).toContain('which was not run: blurnet.models.BlurNet')
      const [module] = dictionaries
      expect(module!.path).toEqual(['model'])
      expect(module!.tensors).toHaveLength(127)
      expect(module!.classes['']).toBe('blurnet.models.BlurNet')
      expect(module!.classes['resnet.sections.0.0']).toBe('jarvis.models.resnet.ResBlock')
      expect(module!.attributes['blur.padding_mode']).toBe('circular')
      expect(module!.attributes['resnet.conv0.0.kernel_size']).toEqual([3, 3])
      expect(module!.attributes['resnet.conv0.1.eps']).toBe(1e-5)
      const values = async (name: string) => module!.tensors.find((tensor) => tensor.name === name)!.read()
      expect(await values('normalizer.mean')).toEqual(Float32Array.of(0.5))
      const blur = await values('blur.weight')
      const side = Math.sqrt(blur.length)
      const centre = ((side - 1) / 2) * (side + 1)
      expect(Math.sqrt(-1 / (2 * Math.log(blur[centre + 1]! / blur[centre]!)))).toBeCloseTo(1.5, 4)
    })
  })

  it('files in the format from before 1.6', async () => {
    await withFile('resnet20-12fca82f.th', async ({ format, dictionaries, notes }) => {
      expect(format).toBe('pytorch legacy')
      expect(dictionaries[0]!.path).toEqual(['state_dict'])
      expect(dictionaries[0]!.tensors).toHaveLength(97)
      expect(notes['best_prec1']).toBeCloseTo(91.78, 4)
      for (const tensor of dictionaries[0]!.tensors)
        expect((await tensor.read()).every(Number.isFinite), tensor.name).toBe(true)
    })
    await withFile('resnet18-colour-dataparallel-legacy.pt', ({ dictionaries, warnings }) => {
      expect(dictionaries.map(({ path }) => path)).toEqual([['state_dict']])
      expect(dictionaries[0]!.tensors[0]!.name).toBe('module.normalizer.mean')
      expect(warnings).toEqual([`An optimiser's state under "optimizer" was left aside.`])
    })
  })

  it('a bare state dictionary', async () => {
    await withFile('vgg19bn-gray-tinyimagenet.pt', ({ dictionaries }) => {
      expect(dictionaries[0]!.path).toEqual([])
      expect(dictionaries[0]!.tensors).toHaveLength(118)
    })
  })

  it.each([
    ['hostile-os-system.pt', 'pytorch zip', 'asks Python to use "posix.system"'],
    ['hostile-stack-global.pt', 'pickle', 'asks Python to use "posix.system"'],
    ['truncated.pt', 'pytorch zip', 'is truncated or damaged'],
  ])('%s is matched as a %s and refused', async (name, format, sentence) => {
    expect(await match(name)).toBe(format)
    await expect(withFile(name, () => undefined)).rejects.toThrow(sentence)
  })

  it.each([
    'not-a-checkpoint.pt',
    'resnet18-colour.safetensors',
    'resnet18-colour.onnx',
    'resnet18-colour.input.npy',
  ])('%s is nothing of PyTorch', async (name) => expect(await match(name)).toBeNull())
})
