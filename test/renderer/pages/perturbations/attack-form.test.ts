import { describe, expect, it } from 'vitest'
import { ATTACK_METHODS, ATTACK_METHOD_FACTS } from '../../../../src-main/contract/kinds/attack/methods'
import { attackRequestSchema } from '../../../../src-main/contract/kinds/attack/study'
import { attackDraft, methodsFor } from '../../../../src-renderer/pages/perturbations/attack-form'
import { issuesOf } from '../../../../src-renderer/pages/studies/form'
import type { AttackForm } from '../../../../src-renderer/pages/perturbations/attack-form'

const { empty, requestOf } = attackDraft

const form = (changes: Partial<AttackForm> = {}): AttackForm => ({
  ...empty,
  models: ['a'],
  dataSet: 'mnist',
  ...changes,
})

describe('the form of a new attack study', () => {
  it('asks for the minimal targeted perturbation of the paper’s number of images, of all classes, unless told', () => {
    expect(issuesOf(attackDraft, form())).toEqual({})
    expect(attackRequestSchema.parse(requestOf(form()))).toMatchObject({
      norm: 'Linf',
      method: 'minimal',
      goal: 'targeted',
      targets: { kind: 'element-wise', seed: 0 },
      limit: 1000,
      margin: 0.01,
      confidence: null,
      epsilon: null,
    })
  })

  it('asks for what is typed', () => {
    const typed = form({
      images: { rule: 'per class', count: '7', subsetSeed: '3', trainingImages: true },
      targets: 'class-wise',
      targetsSeed: '5',
      confidence: '0.5',
      epsilon: '.03',
      samples: '8',
    })
    expect(requestOf(typed)).toMatchObject({
      perClass: 7,
      subsetSeed: 3,
      includeTrainingImages: true,
      targets: { kind: 'class-wise', seed: 5 },
      confidence: 0.5,
      epsilon: 0.03,
      samples: 8,
    })
  })

  it('leaves the subset to a file of targets, and targets away when there are none', () => {
    const listed = requestOf(form({ targets: 'file', targetsFile: ' t.csv ' }))
    expect(listed.targets).toEqual({ kind: 'file', file: 't.csv' })
    expect(listed).not.toHaveProperty('limit')
    const untargeted = requestOf(form({ goal: 'untargeted', targets: 'file', targetsFile: 't.csv' }))
    expect(untargeted).not.toHaveProperty('targets')
    expect(untargeted.limit).toBe(1000)
  })

  it.each([
    ['models', []],
    ['dataSet', ''],
    ['images', { ...empty.images, count: '0' }],
    ['images', { ...empty.images, count: 'many' }],
    ['images', { ...empty.images, rule: 'first', count: '' }],
    ['targetsSeed', '-1'],
    ['margin', '-0.1'],
    ['margin', ''],
    ['confidence', '1'],
    ['epsilon', '0'],
    ['seed', '1.5'],
    ['samples', '0'],
    ['batchSize', ''],
  ] as const)('refuses %s %j beside the field', (field, value) => {
    expect(Object.keys(issuesOf(attackDraft, form({ [field]: value })))).toEqual([field])
  })

  it('needs a file where targets come from one, and a seed where images are drawn', () => {
    expect(Object.keys(issuesOf(attackDraft, form({ targets: 'file' })))).toEqual(['targetsFile'])
    const drawn = form({ images: { ...empty.images, subsetSeed: 'x' } })
    expect(Object.keys(issuesOf(attackDraft, drawn))).toEqual(['images'])
  })

  it('asks for a size where the method looks within one', () => {
    const needing = ATTACK_METHODS.filter((method) => ATTACK_METHOD_FACTS[method].needsEpsilon)
    expect(needing).toContain('fgsm')
    for (const method of needing) {
      expect(issuesOf(attackDraft, form({ method })).epsilon).toContain('give ε (L∞)')
      expect(issuesOf(attackDraft, form({ method, epsilon: '0.03' }))).toEqual({})
    }
  })

  it('offers only methods that can do it, and falls back to the minimal one', () => {
    expect(methodsFor('Linf', 'targeted')).not.toContain('ddn')
    expect(methodsFor('L2', 'targeted')).not.toContain('deepfool')
    expect(methodsFor('L2', 'untargeted')).toContain('deepfool')
    const consistent = (changed: AttackForm): AttackForm => attackDraft.consistent(changed, form())
    expect(consistent(form({ norm: 'Linf', method: 'ddn' })).method).toBe('minimal')
    expect(consistent(form({ norm: 'L2', method: 'ddn' })).method).toBe('ddn')
  })
})
