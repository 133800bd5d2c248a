/** Normalisers in files, under every name that is in use, and the presets for files without one. */
import { describe, expect, it } from 'vitest'
import type { NetworkConfiguration } from '../../../src-main/networks/network'
import { normaliserCandidates } from '../../../src-main/networks/recognition/normaliser-presets'
import { recognise } from '../../../src-main/networks/recognition/recognise'
import type { Candidate } from '../../../src-main/networks/recognition/recognition'
import { stateFields } from '../../../src-main/networks/state-fields'
import { fakeCheckpoint } from '../../support/fake-checkpoint'
import type { FakeTensor } from '../../support/fake-checkpoint'

const WIDE: NetworkConfiguration = {
  architecture: 'wide-resnet',
  width: 4,
  stem: 'cifar',
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  sigma: null,
  depth: 10,
  widen: 2,
}
const MEAN = [0.4914, 0.4822, 0.4465]
const STD = [0.2471, 0.2435, 0.2616]

async function best(
  extra: Record<string, FakeTensor>,
  prefix = '',
  configuration: NetworkConfiguration = WIDE,
): Promise<Candidate> {
  const tensors: Record<string, FakeTensor> = {}
  for (const { name, shape, role } of stateFields(configuration)) {
    if (role !== 'constant') tensors[prefix + name] = shape
  }
  return (await recognise(fakeCheckpoint([{ tensors: { ...tensors, ...extra } }]))).candidates[0]!
}

const pair = (mean: string, std: string, shape: number[]): Record<string, FakeTensor> => ({
  [mean]: { shape, values: MEAN },
  [std]: { shape, values: STD },
})

describe('a normaliser in the file', () => {
  it.each<[string, (std: number) => number]>([
    ['var', (std) => std ** 2],
    ['inv_std', (std) => 1 / std],
    ['std_inv', (std) => 1 / std],
  ])('with its deviation as %s', async (name, of) => {
    const found = await best({
      mean: { shape: [3], values: MEAN },
      [name]: { shape: [3], values: STD.map(of) },
    })
    for (const [i, std] of STD.entries()) expect(found.normaliser?.std[i]).toBeCloseTo(std, 6)
  })

  it('that is for pixels up to 255 by its mean and up to 1 by its deviation is asked about', async () => {
    const found = await best({
      mean: { shape: [3], values: MEAN.map((value) => 255 * value) },
      std: { shape: [3], values: STD },
    })
    expect(found.normaliser).toBeNull()
    expect(found.inTheWay).toEqual(['mean', 'std'])
  })

  it('is never the batch normalisation of its images', async () => {
    const found = await best({
      'norm.running_mean': { shape: [3], values: MEAN },
      'norm.running_var': { shape: [3], values: STD },
    })
    expect(found.normaliser).toBeNull()
    expect(found.inTheWay).toHaveLength(2)
  })

  it.each([
    ['normalizer.mean', 'normalizer.std', [3, 1, 1], ''],
    ['normalize.mean', 'normalize.std', [1, 3, 1, 1], 'model.'],
    ['mu', 'sigma', [1, 3, 1, 1], ''],
    ['mean', 'std', [3], ''],
    ['module.mu', 'module.sigma', [1, 3, 1, 1], 'module.'],
    ['module.normalizer.new_mean', 'module.normalizer.new_std', [3, 1, 1], 'module.model.'],
    ['normalizer.mean', 'normalizer.std', [3, 1, 1], 'raw_model.'],
    ['0.mean', '0.std', [3], '1.'],
    ['rgb_mean', 'rgb_std', [1, 3, 1, 1], 'net.'],
    ['MEAN', 'STD', [3], ''],
    ['data_normalizer.mean', 'data_normalizer.std', [3, 1, 1], ''],
  ])('%s and %s of shape %j', async (mean, std, shape, prefix) => {
    const candidate = await best(pair(mean, std, shape), prefix)
    expect(candidate).toMatchObject({
      fits: true,
      leftAside: [],
      normaliser: { mean: MEAN, std: STD, entries: `${mean}, ${std}` },
    })
    expect(normaliserCandidates(candidate)[0]).toMatchObject({ name: 'from the file', mean: MEAN, std: STD })
  })

  it('one value stands for all channels of a colour network', async () => {
    const one = { mu: { shape: [1, 1, 1], values: [0.5] }, sigma: { shape: [1, 1, 1], values: [0.25] } }
    const tensors = await best(one)
    expect(tensors.normaliser).toMatchObject({ mean: [0.5], std: [0.25] })
    expect(tensors.configuration).toMatchObject({ channels: 1, expandsGray: true })
  })

  it.each<[string, Record<string, FakeTensor>]>([
    [
      'a standard deviation of 0',
      { mu: { shape: [3], values: MEAN }, sigma: { shape: [3], values: [1, 0, 1] } },
    ],
    [
      'two values for three channels',
      { mu: { shape: [2], values: [0, 0] }, sigma: { shape: [2], values: [1, 1] } },
    ],
    ['NaN', { mu: { shape: [3], values: [NaN, 0, 0] }, sigma: { shape: [3], values: STD } }],
  ])('takes none from %s', async (_, extra) => {
    const candidate = await best(extra)
    expect(candidate.normaliser).toBeNull()
    expect(candidate.leftAside).toEqual(['mu', 'sigma'])
  })

  it('says that there is a second one', async () => {
    const candidate = await best(
      {
        ...pair('normalizer.mean', 'normalizer.std', [3, 1, 1]),
        'raw_model.normalizer.mean': { shape: [3, 1, 1], values: [0.485, 0.456, 0.406] },
        'raw_model.normalizer.std': { shape: [3, 1, 1], values: [0.229, 0.224, 0.225] },
      },
      'raw_model.',
    )
    expect(candidate.fits).toBe(false)
    expect(candidate.contradictions.join(' ')).toContain(
      'a second normaliser (normalizer.mean, normalizer.std',
    )
  })
})

describe('presets', () => {
  const names = async (configuration: NetworkConfiguration): Promise<string[]> =>
    normaliserCandidates(await best({}, '', configuration)).map(({ name }) => name)

  it('none first for RobustBench’s WideResNets, ImageNet’s for a ResNet-50 of 1000 classes', async () => {
    expect((await names(WIDE))[0]).toBe('none')
    const { depth: _depth, widen: _widen, ...rest } = WIDE
    expect((await names({ ...rest, architecture: 'resnet50', stem: 'imagenet', classes: 1000 }))[0]).toBe(
      'ImageNet',
    )
  })

  it('CIFAR-10’s first for DeepMind’s, AugMix’s for ResNeXt-29', async () => {
    expect((await names({ ...WIDE, architecture: 'deepmind-wide-resnet', activation: 'silu' }))[0]).toBe(
      'CIFAR-10',
    )
    const { depth: _depth, widen: _widen, ...rest } = WIDE
    expect((await names({ ...rest, architecture: 'resnext29', cardinality: 4, baseWidth: 32 }))[0]).toBe(
      '0.5 and 0.5 (AugMix)',
    )
  })

  it('gray ones have one value, and all have a reason', async () => {
    const { depth: _depth, widen: _widen, ...rest } = WIDE
    const gray = { ...rest, architecture: 'resnet18' as const, channels: 1 as const, mean: [0], std: [1] }
    const candidates = normaliserCandidates(await best({}, '', gray))
    expect(candidates[0]).toMatchObject({ name: 'jarvis, gray', mean: [0.5], std: [0.2] })
    expect(candidates.map(({ name }) => name)).toContain('monkey co-training')
    for (const { mean, std, why } of candidates) {
      expect([mean.length, std.length]).toEqual([1, 1])
      expect(why).toMatch(/\.$/)
    }
  })
})
