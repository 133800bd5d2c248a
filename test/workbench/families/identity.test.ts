import { describe, expect, it } from 'vitest'
import { familyIdentity, joinImported } from '../../../src-main/workbench/families/identity'
import { RECIPES } from '../../../src-main/training/recipe'
import type { ModelFile } from '../../../src-main/contract/model'
import type { SweepPlan } from '../../../src-main/contract/kinds/sweep/study'

const HASH = 'a'.repeat(64)
const network = {
  architecture: 'resnet18' as const,
  width: 8,
  stem: 'cifar' as const,
  classes: 3,
  channels: 1 as const,
  size: 32,
  mean: [0.5],
  std: [0.2],
}
const recipe = RECIPES['demo']
const plan: SweepPlan = {
  kind: 'sweep',
  network,
  sigmas: [null, 1, 2],
  seeds: [0, 1, 2],
  recipe,
  train: { dataSet: 'shapes', split: 'train', hash: HASH, images: 100, limit: null },
  test: null,
  classNames: ['a', 'b', 'c'],
  blockEpochs: 1,
  device: 'onnxruntime-cpu',
}

function trained(seed: number, sigma: number | null, more: Partial<ModelFile> = {}): ModelFile {
  return {
    format: 'halfpower model',
    version: 1,
    id: `m-${seed}-${sigma ?? 'none'}`,
    name: `σ = ${sigma ?? 'none'}, training seed ${seed}`,
    group: sigma === null ? 'baseline' : 'blur',
    configuration: { ...network, sigma },
    parameters: 1000,
    classNames: ['a', 'b', 'c'],
    weights: HASH,
    accuracy: null,
    provenance: {
      kind: 'trained',
      study: 'sweep-1',
      key: HASH,
      dataSet: 'shapes',
      dataHash: HASH,
      seed,
      epochs: recipe.epochs,
      keptEpoch: 1,
      device: 'onnxruntime-cpu',
    },
    ...more,
  }
}

function imported(id: string, sigma: number | null, blur?: 'none' | 'proved' | 'given'): ModelFile {
  return trained(0, sigma, {
    id,
    name: id,
    provenance: {
      kind: 'imported',
      file: 'x.pt',
      bytes: 1,
      hash: HASH,
      description: '',
      dictionary: [],
      prefix: '',
      reasons: [],
      leftAside: [],
      normaliser: { kind: 'given' },
      ...(blur === undefined ? {} : { blur }),
      imported: '2026-01-01T00:00:00.000Z',
    },
  })
}

describe('the family of a model', () => {
  it('is another one where each training seed kept other images apart, in sweeps of older versions', () => {
    const split = { ...plan, splitSeed: 0 }
    const family = (seed: number, of: SweepPlan) => familyIdentity(trained(seed, null), of).family
    expect(family(1, split)).toBe(family(0, split))
    expect(family(1, plan)).toBe(family(0, plan))
    expect(family(0, plan)).not.toBe(family(0, split))
  })

  const first = familyIdentity(trained(0, 1), plan)

  it('is shared by models that differ in their training seed only', () => {
    const second = familyIdentity(trained(2, 1), plan)
    expect(first.family).not.toBeNull()
    expect(second.family).toBe(first.family)
    expect([first.trainingSeed, second.trainingSeed]).toEqual([0, 2])
    expect(first.reason).toBeNull()
  })

  it('does not depend on what changes no more than rounding', () => {
    const { provenance } = trained(1, 1)
    const elsewhere = trained(1, 1, {
      provenance: { ...provenance, device: 'tensorflow' } as ModelFile['provenance'],
    })
    const other: SweepPlan = { ...plan, device: 'tensorflow', blockEpochs: 4, sigmas: [1] }
    expect(familyIdentity(elsewhere, other).family).toBe(first.family)
  })

  it.each<[string, ModelFile, SweepPlan]>([
    ['σ', trained(1, 2), plan],
    ['the width', trained(1, 1, { configuration: { ...network, width: 16, sigma: 1 } }), plan],
    [
      'the architecture',
      trained(1, 1, { configuration: { ...network, architecture: 'resnet34', sigma: 1 } }),
      plan,
    ],
    ['the normaliser', trained(1, 1, { configuration: { ...network, std: [0.3], sigma: 1 } }), plan],
    ['the recipe', trained(1, 1), { ...plan, recipe: { ...recipe, learningRate: recipe.learningRate / 2 } }],
    ['how many training images', trained(1, 1), { ...plan, train: { ...plan.train, limit: 50 } }],
    ['the classes', trained(1, 1, { classNames: ['b', 'a', 'c'] }), plan],
  ])('is another where %s differs', (_what, model, its) => {
    const { family } = familyIdentity(model, its)
    expect(family).not.toBeNull()
    expect(family).not.toBe(first.family)
  })

  it.each<[SweepPlan | null, RegExp]>([
    [null, /"sweep-1" is not in the project, so its recipe is not known/],
    [{ ...plan, train: { ...plan.train, hash: 'b'.repeat(64) } }, /other training images/],
    [{ ...plan, recipe: { ...recipe, epochs: recipe.epochs + 1 } }, /another number of epochs/],
    [{ ...plan, seeds: [1, 2] }, /does not have its training seed/],
  ])('is none where the plan is gone or contradicts what is stored, and says so', (its, reason) => {
    const found = familyIdentity(trained(0, 1), its)
    expect(found).toMatchObject({ family: null, series: null })
    expect(found.reason).toMatch(reason)
    expect(found.seriesReason).toMatch(reason)
  })

  it('is none of a model from elsewhere', () => {
    expect(familyIdentity(imported('x', 1, 'proved'), null)).toMatchObject({
      family: null,
      trainingSeed: null,
    })
    expect(familyIdentity(imported('x', null, 'none'), null).reason).toMatch(/trained elsewhere/)
  })
})

describe('the blur series of a model', () => {
  it('joins σ and training seeds of one network, one recipe and the same images', () => {
    const series = familyIdentity(trained(0, 1), plan).series
    expect(series).not.toBeNull()
    expect(familyIdentity(trained(2, 2), plan).series).toBe(series)
    const wider = trained(0, 2, { configuration: { ...network, width: 16, sigma: 2 } })
    expect(familyIdentity(wider, plan).series).not.toBe(series)
    const fewer: SweepPlan = { ...plan, train: { ...plan.train, limit: 50 } }
    expect(familyIdentity(trained(0, 2), fewer).series).not.toBe(series)
  })

  it('is none without blur, and needs no reason then', () => {
    expect(familyIdentity(trained(0, null), plan)).toMatchObject({ series: null, seriesReason: null })
  })

  it('takes a model from elsewhere only where its σ was proved', () => {
    expect(familyIdentity(imported('x', 1, 'proved'), null).series).not.toBeNull()
    expect(familyIdentity(imported('x', 1, 'given'), null)).toMatchObject({ series: null })
    expect(familyIdentity(imported('x', 1, 'given'), null).seriesReason).toMatch(/given by hand/)
    expect(familyIdentity(imported('x', 1), null).seriesReason).toMatch(/import it again/)
  })

  it('of a model from elsewhere is that of the only one trained here with its network and classes', () => {
    const all = (models: [ModelFile, SweepPlan | null][]) =>
      joinImported(models.map(([model, its]) => ({ model, identity: familyIdentity(model, its) })))
    const foreign = imported('x', 3, 'proved')
    const [one, joined] = all([
      [trained(0, 1), plan],
      [foreign, null],
    ])
    expect(joined!.series).toBe(one!.series)
    const other: SweepPlan = { ...plan, train: { ...plan.train, limit: 50 } }
    const [first, second, apart] = all([
      [trained(0, 1), plan],
      [trained(0, 2), other],
      [foreign, null],
    ])
    expect(first!.series).not.toBe(second!.series)
    expect([first!.series, second!.series]).not.toContain(apart!.series)
    expect(apart!.series).not.toBeNull()
  })
})
