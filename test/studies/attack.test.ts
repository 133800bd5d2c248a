/** The parts of attack studies that need no model: what methods can do, the units of a plan, group means. */
import { describe, expect, it } from 'vitest'
import { ATTACK_METHODS, ATTACK_METHOD_FACTS } from '../../src-main/contract/kinds/attack/methods'
import { attackModels } from '../../src-main/studies/attack/expand'
import { attacksOf } from '../../src-main/studies/attack/methods'
import { attackInWords } from '../../src-main/studies/attack/words'
import { groupMeans } from '../../src-main/studies/spectrum/group-means'
import type { AttackPlan } from '../../src-main/contract/kinds/attack/study'
import type { ModelFile } from '../../src-main/contract/model'
import type { SpectrumModelResult } from '../../src-main/contract/kinds/spectrum/study'
import type { Facts } from '../../src-main/studies/study'

describe('methods by name', () => {
  it.each(ATTACK_METHODS)('%s can do what the contract says of it, and nothing else', (method) => {
    const facts = ATTACK_METHOD_FACTS[method]
    for (const norm of facts.norms) {
      const attacks = attacksOf(method, norm)
      expect(attacks.length).toBeGreaterThan(0)
      for (const attack of attacks) {
        expect(attack.norms).toContain(norm)
        for (const goal of facts.goals) expect(attack.goals).toContain(goal)
      }
      const [first] = attacks
      const usesGradients = attacks.some(({ access }) => access === 'gradient')
      expect(attacks.some(({ needsEpsilon }) => needsEpsilon)).toBe(facts.needsEpsilon)
      expect(usesGradients ? 'gradient' : 'decision').toBe(facts.access)
      if (attacks.length === 1) expect([...first!.goals].sort()).toEqual([...facts.goals].sort())
    }
  })
})

const HASH = 'a'.repeat(64)
const PLAN: AttackPlan = {
  kind: 'attack',
  models: [{ id: 'm', weights: HASH }],
  data: { dataSet: 'd', split: 'test', hash: HASH, images: 100, limit: null },
  images: { indices: [5, 3, 8], targets: [1, 2, 0], origin: 'listed' },
  settings: {
    norm: 'L2',
    method: 'minimal',
    goal: 'targeted',
    margin: 0.01,
    confidence: 0.5,
    epsilon: null,
    seed: 0,
    batchSize: 2,
    samples: 1,
  },
  device: 'cpu',
}
const FACTS = {
  dataSets: new Map([
    ['d', { file: { dataFormat: 'npz', transforms: { gray: false } }, absolutePath: '/d' }],
  ]),
  models: new Map([['m', { id: 'm', configuration: { architecture: 'resnet18' } } as ModelFile]]),
  weightsPath: () => '/w',
  jsonPath: (key: string) => `/${key}.json`,
  arraysPath: (key: string) => `/${key}.npz`,
} as unknown as Facts

describe('the units of an attack', () => {
  const blockKeys = (plan: AttackPlan): string[] => attackModels(plan, FACTS)[0]!.blocks.map(({ key }) => key)

  it('are blocks in the order of the list, whose keys know their own images only', () => {
    const keys = blockKeys(PLAN)
    expect(keys).toHaveLength(2)
    const longer = { ...PLAN, images: { indices: [5, 3, 8, 9], targets: [1, 2, 0, 0], origin: '' } }
    expect(blockKeys(longer)[0]).toBe(keys[0])
    expect(blockKeys(longer)[1]).not.toBe(keys[1])
  })

  it('have other keys with another target, margin or seed', () => {
    const changed: AttackPlan[] = [
      { ...PLAN, images: { ...PLAN.images, targets: [2, 2, 0] } },
      { ...PLAN, settings: { ...PLAN.settings, margin: 0 } },
      { ...PLAN, settings: { ...PLAN.settings, seed: 1 } },
    ]
    const keys = [PLAN, ...changed].map((plan) => blockKeys(plan)[0])
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('let the guards compare with the first block, and cost more when they attack it again', () => {
    const noisy = {
      ...FACTS,
      models: new Map([
        ['m', { id: 'm', configuration: { architecture: 'resnet18', noise: 0.1 } } as ModelFile],
      ]),
    }
    const averaged = { ...PLAN, settings: { ...PLAN.settings, samples: 4 } }
    const [plain] = attackModels(PLAN, noisy)
    const [model] = attackModels(averaged, noisy)
    for (const { guards, blocks } of [plain!, model!]) expect(guards.needs).toEqual([blocks[0]!.key])
    expect(model!.guards.work).toBeGreaterThan(plain!.guards.work)
    // Nothing is averaged for a model that draws no noise: the same units as without samples.
    expect(attackModels(averaged, FACTS)[0]!.summary.key).toBe(attackModels(PLAN, FACTS)[0]!.summary.key)
  })

  it('are said in words with the criterion', () => {
    expect(attackInWords(PLAN.settings)).toBe(
      'minimal, L2: the target wins by more than 0.01 logits with a probability of at least 0.5',
    )
  })
})

describe('the mean of a group', () => {
  const model = (id: string, group: 'blur' | 'baseline', proportions: number[]): SpectrumModelResult => {
    const profile = { thresholds: [0, 0.2, 0.4], unit: 'cycles/pixel' as const, proportions }
    const f_half = { value: 0.1, low: null, high: null, unit: 'cycles/pixel' as const }
    return {
      id,
      group,
      images: 1,
      without: 0,
      f_half: {
        ...f_half,
        exact: null,
        sentence: null,
        resamples: 1,
        effectiveImages: null,
        intervalRemark: null,
        perImage: null,
      },
      profile,
      fineProfile: profile,
    }
  }

  it('is the mean of the profiles, not of f_0.5, and needs two models', () => {
    const means = groupMeans(
      [model('a', 'blur', [0, 0.8, 1]), model('b', 'blur', [0, 0.4, 1]), model('c', 'baseline', [0, 0.5, 1])],
      (id) => ({ architecture: 'one', setting: id }),
    )
    expect(means.map(({ group, models }) => [group, models])).toEqual([['blur', 2]])
    expect(means[0]!.profile.proportions[1]).toBeCloseTo(0.6, 12)
    // 0.5 lies at 5/6 of the way from 0 to 0.6.
    expect(means[0]!.f_half.value).toBeCloseTo((0.2 * 5) / 6, 12)
  })

  it('counts a σ once, however many training seeds it has', () => {
    const models = [
      model('1a', 'blur', [0, 0.9, 1]),
      model('1b', 'blur', [0, 0.7, 1]),
      model('2', 'blur', [0, 0.6, 1]),
      model('3a', 'blur', [0, 0.3, 1]),
      model('3b', 'blur', [0, 0.1, 1]),
    ]
    const [mean] = groupMeans(models, (id) => ({ architecture: 'one', setting: id[0]! }))
    expect(mean).toMatchObject({ models: 5, settings: 3 })
    // (0.8 + 0.6 + 0.2) / 3, not (0.9 + 0.7 + 0.6 + 0.3 + 0.1) / 5 = 0.52.
    expect(mean!.profile.proportions[1]).toBeCloseTo(1.6 / 3, 12)
    expect(mean!.fineProfile.proportions[1]).toBeCloseTo(1.6 / 3, 12)
  })

  it('is none of several architectures', () => {
    const models = [model('a', 'blur', [0, 0.8, 1]), model('b', 'blur', [0, 0.4, 1])]
    expect(groupMeans(models, (id) => ({ architecture: id, setting: 'one' }))).toEqual([])
  })
})
