import { mixingFrequency } from '../../src-main/contract/units'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src-main/contract/json'
import { sha256 } from '../../src-main/project/keys'
import { expand } from '../../src-main/studies/kinds'
import { unitTaskSchema } from '../../src-main/contract/tasks'
import { RECIPES } from '../../src-main/training/recipe'
import type { AttackPlan } from '../../src-main/contract/kinds/attack/study'
import type { HybridPlan } from '../../src-main/contract/kinds/hybrid/study'
import type { SweepPlan } from '../../src-main/contract/kinds/sweep/study'
import type { Facts } from '../../src-main/studies/study'

const HASH = 'a'.repeat(64)
const choice = { dataSet: 'd', split: 'train', hash: HASH, images: 100, limit: null }

const sweepPlan: SweepPlan = {
  kind: 'sweep',
  network: {
    architecture: 'resnet18',
    width: 8,
    stem: 'cifar',
    classes: 10,
    channels: 1,
    size: 32,
    mean: [0.5],
    std: [0.2],
  },
  sigmas: [null, 1.5],
  seeds: [0, 1],
  recipe: { ...RECIPES['blur-net-0.4'], epochs: 5 },
  train: choice,
  test: { ...choice, split: 'test' },
  classNames: ['a', 'b'],
  blockEpochs: 2,
  device: 'onnxruntime',
}

const model = { id: 'm', configuration: { ...sweepPlan.network, sigma: null } }
function facts(root: string): Facts {
  const file = { dataFormat: 'idx', transforms: { gray: false } }
  return {
    dataSets: new Map([['d', { file, absolutePath: `${root}/data` }]]),
    models: new Map([['m', model]]),
    weightsPath: (id: string) => `${root}/models/${id}`,
    jsonPath: (key: string) => `${root}/${key}.json`,
    arraysPath: (key: string, extension: string) => `${root}/${key}.${extension}`,
  } as unknown as Facts
}

const hybridPlan: HybridPlan = {
  kind: 'hybrid',
  models: [{ id: 'm', weights: HASH }],
  data: { ...choice, images: 10_000 },
  fMix: { values: [0, 0.25, 0.5, 0.75, 1].map(mixingFrequency), unit: 'fraction of Nyquist' },
  pairing: { kind: 'seeded', seeds: [0, 1] },
  batchSize: 100,
  device: 'onnxruntime',
}

describe('a sweep', () => {
  const units = expand(sweepPlan, facts('/here'))

  it('is a chain of epoch blocks, the weights and the accuracy for each σ and seed', () => {
    expect(units).toHaveLength(2 * 2 * 5)
    expect(units.slice(0, 5).map(({ label }) => label)).toEqual([
      'σ = none, training seed 0, epoch 1–2 of 5',
      'σ = none, training seed 0, epoch 3–4 of 5',
      'σ = none, training seed 0, epoch 5 of 5',
      'σ = none, training seed 0, weights of the best epoch',
      'σ = none, training seed 0, clean accuracy',
    ])
    for (const [i, unit] of units.slice(1, 5).entries()) expect(unit.needs).toEqual([units[i]!.key])
    expect(new Set(units.map(({ key }) => key)).size).toBe(units.length)
  })

  it('asks the job process for what the contract allows', () => {
    for (const unit of units) expect(unitTaskSchema.safeParse(unit.task).success).toBe(true)
  })

  it('has the keys that results on users’ disks have', () => {
    expect(units.slice(0, 5).map(({ key }) => key.slice(0, 16))).toEqual([
      '36e2a35c5877adeb',
      'd9ae7f2c28242be7',
      'f91b272ec9a5cc2a',
      'afbe65d881a1b997',
      '25a0e3565c78cfd4',
    ])
  })

  it('has keys that do not depend on where the project lies', () => {
    expect(expand(sweepPlan, facts('/elsewhere')).map(({ key }) => key)).toEqual(units.map(({ key }) => key))
  })

  it('shares its units with a sweep of more σ and seeds', () => {
    const more = expand({ ...sweepPlan, sigmas: [3, null, 1.5], seeds: [0, 1, 2] }, facts('/here')).map(
      ({ key }) => key,
    )
    for (const { key } of units) expect(more).toContain(key)
  })

  it('splits by its own seed, the same for all training seeds; a plan of an older version has none, and its keys stay', () => {
    expect(JSON.stringify(units)).not.toContain('splitSeed')
    const split = expand({ ...sweepPlan, splitSeed: 0 }, facts('/here')).map(({ task }) => task)
    const drawn = split.filter(({ kind }) => kind === 'train' || kind === 'accuracy')
    expect(new Set(drawn.map((task) => ('seed' in task ? task.seed : null)))).toEqual(new Set([0, 1]))
    for (const task of drawn) expect(task).toMatchObject({ splitSeed: 0 })
  })

  it('trains nothing anew for another test set', () => {
    const other = expand({ ...sweepPlan, test: null }, facts('/here'))
    const different = other.filter(({ key }) => !units.some((unit) => unit.key === key))
    expect(different.map(({ task }) => task.kind)).toEqual(['accuracy', 'accuracy', 'accuracy', 'accuracy'])
  })

  it('has other keys throughout for other data, another recipe or another device', () => {
    const changes: Partial<SweepPlan>[] = [
      { train: { ...choice, hash: 'b'.repeat(64) } },
      { train: { ...choice, limit: 50 } },
      { recipe: { ...sweepPlan.recipe, weightDecay: 0 } },
      { device: 'tensorflow' },
      { splitSeed: 0 },
    ]
    for (const change of changes) {
      const keys = new Set(expand({ ...sweepPlan, ...change }, facts('/here')).map(({ key }) => key))
      expect(units.some(({ key }) => keys.has(key))).toBe(false)
    }
  })
})

describe('a hybrid study', () => {
  const units = expand(hybridPlan, facts('/here'))

  it('measures blocks of f_mix per pairing, then finds the reversal from all of them', () => {
    // 50,000 hybrids per pairing in units of at most 20,000: three blocks, two pairings, one reversal.
    expect(units).toHaveLength(7)
    const blocks = units.slice(0, 3).map(({ task }) => (task.kind === 'hybrid' ? task.fMix : []))
    expect(blocks.flat()).toEqual(hybridPlan.fMix.values)
    expect(units[6]!.needs).toEqual(units.slice(0, 6).map(({ key }) => key))
    for (const unit of units) expect(unitTaskSchema.safeParse(unit.task).success).toBe(true)
  })

  it('has other keys for other weights and other pairs', () => {
    const other = expand({ ...hybridPlan, models: [{ id: 'm', weights: 'c'.repeat(64) }] }, facts('/here'))
    const listed = expand(
      { ...hybridPlan, pairing: { kind: 'listed', pairs: { low: [0, 1], high: [1, 0] } } },
      facts('/here'),
    )
    const keys = new Set(units.map(({ key }) => key))
    for (const { key } of [...other, ...listed]) expect(keys.has(key)).toBe(false)
  })

  it('trains anew only what cuts random parts out of whole pictures', () => {
    const versions = (recipe: SweepPlan['recipe']): unknown[] =>
      expand({ ...sweepPlan, recipe: { ...recipe, epochs: 2 } }, facts('/here'))
        .filter(({ task }) => task.kind === 'train')
        .map(({ inputs }) => inputs.methodVersion)
    expect(new Set(versions(RECIPES['imagenet-blur']))).toEqual(new Set([2]))
    for (const recipe of [RECIPES['blur-net-0.3'], RECIPES['blur-net-0.4'], RECIPES.demo])
      expect(new Set(versions(recipe))).toEqual(new Set([1]))
  })

  it('is refined, and begun, by the version of its plan, and by the first where it says none', () => {
    const among = [0, 0.25, 0.5, 0.75, 1].map(mixingFrequency)
    const rounds = (version: object): unknown[] => {
      const refined = { grid: 'radii' as const, among, rounds: 1, ...version }
      const plan: HybridPlan = { ...hybridPlan, fMix: { ...hybridPlan.fMix, refined } }
      return expand(plan, facts('/here')).flatMap(({ task, inputs, key }) =>
        task.kind === 'hybrid refinement' ? [[inputs.methodVersion, task.version, key.slice(0, 8)]] : [],
      )
    }
    // The keys under which 49c23db, which first refined, has stored them.
    expect(rounds({})).toEqual([
      [1, undefined, '4140c44c'],
      [1, undefined, 'a693f504'],
    ])
    expect(rounds({ version: 2 })).toEqual([
      [2, 2, '73461edb'],
      [2, 2, '01594dc1'],
    ])
    const startOf = (version: object): unknown => {
      const plan: AttackPlan = {
        ...{ kind: 'attack', models: [{ id: 'm', weights: HASH }], data: choice, device: 'onnxruntime' },
        images: { indices: [0, 1], targets: null, origin: 'two' },
        settings: {
          ...{ norm: 'L2', method: 'minimal', goal: 'untargeted', margin: 0, confidence: null },
          ...{ epsilon: null, seed: 0, batchSize: 2, samples: 1 },
        },
        startFrom: {
          ...{ study: 's', model: 'n', name: 'n', blocks: [{ key: HASH, indices: [0, 1] }] },
          ...version,
        },
      }
      const { task, inputs } = expand(plan, facts('/here'))[0]!
      return [(inputs.settings as { startFrom: { version: number } }).startFrom.version, task]
    }
    expect(startOf({})).toMatchObject([1, { startFrom: [`/here/${HASH}.npz`] }])
    expect(startOf({})).not.toHaveProperty('1.startVersion')
    expect(startOf({ version: 2 })).toMatchObject([2, { startVersion: 2 }])
  })

  it('counts listed pairs anew only where they use an image more than once', () => {
    const versions = (low: number[], high: number[]): number[] =>
      expand({ ...hybridPlan, pairing: { kind: 'listed', pairs: { low, high } } }, facts('/here')).map(
        ({ inputs }) => inputs.methodVersion as number,
      )
    expect(new Set(versions([0, 1], [1, 0]))).toEqual(new Set([1]))
    expect(versions([0, 0], [1, 2]).at(-1)).toBe(2)
    expect(versions([0, 1], [2, 2]).at(-1)).toBe(2)
    // What the model answered stays.
    expect(versions([0, 0], [1, 2])[0]).toBe(1)
  })
})

describe('the key of a model that came as an ONNX graph', () => {
  const configuration = { ...model.configuration, architecture: 'onnx' }
  const weightsOf = (given: object): unknown => {
    const all = { ...facts('/here'), models: new Map([['m', { id: 'm', configuration: given }]]) }
    const [unit] = expand(hybridPlan, all as unknown as Facts)
    return (unit!.inputs as { settings: { weights: string } }).settings.weights
  }

  it('is not that under which zeros before a pooling were taken for its padding', () => {
    const earlier = sha256(canonicalJson({ weights: HASH, configuration }))
    expect(weightsOf(configuration)).not.toBe(earlier)
    expect(weightsOf(configuration)).not.toBe(HASH)
  })

  it('of a network of ours stays the hash of its weights', () => {
    expect(weightsOf(model.configuration)).toBe(HASH)
  })
})
