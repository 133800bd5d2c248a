import { describe, expect, it } from 'vitest'
import {
  addSigma,
  emptyDraft,
  frontEndWords,
  hybridMeasurement,
  issuesOf,
  issuesOfStep,
  modelCount,
  restoreDraft,
  sweepRequest,
} from '../../../../src-renderer/wizards/sweep/draft'
import { neuralRequestSchema } from '../../../../src-main/contract/kinds/neural/study'
import { neuralRows } from '../../../../src-main/studies/sweep/neural-options'
import { sweepRequestSchema } from '../../../../src-main/contract/kinds/sweep/study'
import type { Draft } from '../../../../src-renderer/wizards/sweep/draft'

const draft = (changes: Partial<Draft> = {}): Draft => ({ ...emptyDraft, dataSet: 'mnist', ...changes })

describe('a draft of the sweep wizard', () => {
  it('can be started as soon as there is a data set', () => {
    expect(issuesOf(draft())).toEqual({})
    expect(issuesOfStep(issuesOf(emptyDraft), 'Data')).toEqual(['dataSet'])
  })

  it('asks for what was typed, and leaves out what was left empty', () => {
    const request = sweepRequest(
      draft({ width: ' 8 ', seeds: '0,1 2', epochs: '3', learningRate: '5e-2', stem: 'cifar' }),
    )
    expect(request).toEqual({
      kind: 'sweep',
      dataSet: 'mnist',
      width: 8,
      stem: 'cifar',
      sigmas: [null, 0.5, 1, 1.5, 2],
      seeds: [0, 1, 2],
      epochs: 3,
      learningRate: 0.05,
    })
    expect(sweepRequestSchema.safeParse(request).success).toBe(true)
  })

  it('goes on from a model with its own network, and the recipe for that', () => {
    const begun = draft({
      from: 'm',
      width: '',
      recipe: 'imagenet-blur',
      freezeUntil: 'section2',
      microBatch: '16',
    })
    expect(issuesOf(begun)).toEqual({})
    const request = sweepRequest(begun)
    expect(request).toEqual({
      ...{ kind: 'sweep', dataSet: 'mnist', sigmas: [null, 0.5, 1, 1.5, 2], seeds: [0] },
      ...{ from: 'm', freezeUntil: 'section2', microBatch: 16 },
    })
    expect(Object.keys(issuesOf({ ...begun, from: '', width: '8' }))).toEqual(['recipe'])
    expect(Object.keys(issuesOf({ ...begun, microBatch: '48' }))).toEqual(['microBatch'])
  })

  it.each([
    ['width', '0', 'Model'],
    ['width', '', 'Model'],
    ['width', '8.5', 'Model'],
    ['width', 'wide', 'Model'],
    ['epochs', '0', 'Model'],
    ['epochs', '20000', 'Model'],
    ['batchSize', '1', 'Model'],
    ['learningRate', '0', 'Model'],
    ['learningRate', '101', 'Model'],
    ['trainLimit', '-5', 'Data'],
    ['noises', '0', 'σ'],
    ['noises', '1.5', 'σ'],
    ['noises', '0.1, 0.1', 'σ'],
    ['noises', 'loud', 'σ'],
    ['alphas', '0', 'Brain'],
    ['alphas', '10, 10', 'Brain'],
    ['alphas', 'strong', 'Brain'],
    ['layers', 'section1 section1', 'Brain'],
    ['neuralImages', '3', 'Brain'],
    ['neuralBatch', '2000', 'Brain'],
    ['seeds', '', 'Training seeds'],
    ['seeds', '0, 0', 'Training seeds'],
    ['seeds', '1.5', 'Training seeds'],
    ['seeds', '4294967296', 'Training seeds'],
    ['testLimit', 'all', 'Measure'],
    ['fMix', '0, 0.5, 0.2', 'Measure'],
    ['fMix', '0.5', 'Measure'],
    ['fMix', '0, 1.2', 'Measure'],
    ['pairingSeeds', '', 'Measure'],
    ['limit', '0', 'Measure'],
  ] as const)('refuses %s "%s" beside the field, in its step', (field, text, step) => {
    const brain = step === 'Brain' ? { populations: ['mouse'] } : {}
    const issues = issuesOf(draft({ ...brain, [field]: text }))
    expect(Object.keys(issues)).toEqual([field])
    expect(issues[field]).toMatch(/^(Give|Choose) .*\.$/)
    expect(issuesOfStep(issues, step)).toEqual([field])
  })

  it('asks for at least one σ, of blur or of noise', () => {
    expect(Object.keys(issuesOf(draft({ sigmas: [] })))).toEqual(['sigmas'])
    expect(issuesOf(draft({ sigmas: [], noises: '0.1' }))).toEqual({})
  })

  it('asks for noise, beside blur or instead of it, and counts its models', () => {
    const both = draft({ sigmas: [null, 1], noises: '0.05, .1', seeds: '0, 1, 2' })
    expect(sweepRequest(both)).toMatchObject({ sigmas: [null, 1], noises: [0.05, 0.1] })
    expect(sweepRequestSchema.safeParse(sweepRequest(both)).success).toBe(true)
    expect(modelCount(both)).toBe(12)
    expect(frontEndWords(both)).toBe('2 σ and 2 noise σ')
    expect(frontEndWords(draft({ sigmas: [], noises: '0.1' }))).toBe('1 noise σ')
    expect(frontEndWords(draft())).toBe('5 σ')
    expect(sweepRequest(draft())).not.toHaveProperty('noises')
    expect(modelCount(draft({ noises: 'loud' }))).toBe(0)
  })

  it('asks for neurons where populations are chosen, and for nothing of them where none are', () => {
    expect(sweepRequest(draft({ alphas: 'x', controls: [] }))).not.toHaveProperty('neural')
    const drawn = draft({
      sigmas: [null],
      populations: ['low', 'high'],
      alphas: '0, 10',
      controls: ['none', 'shuffled', 'pixels'],
    })
    expect(sweepRequest(drawn).neural).toEqual({
      population: 'low',
      others: ['high'],
      alphas: [0, 10],
      controls: ['none', 'shuffled', 'pixels'],
    })
    expect(sweepRequestSchema.safeParse(sweepRequest(drawn)).success).toBe(true)
    // One without the term; of two populations the neurons and shuffled, of pixels one.
    expect(modelCount(drawn)).toBe(6)
    const coTrained = { ...drawn, neuralMethod: 'co-training' as const, layers: 'section2' }
    expect(sweepRequest(coTrained).neural).toEqual({
      population: 'low',
      others: ['high'],
      method: 'co-training',
      controls: ['none', 'shuffled'],
      layers: ['section2'],
    })
    expect(modelCount(coTrained)).toBe(4)
    expect(Object.keys(issuesOf({ ...coTrained, layers: 'section2, section3' }))).toEqual(['layers'])
    expect(Object.keys(issuesOf({ ...coTrained, controls: ['pixels'] }))).toEqual(['controls'])
  })

  it('begins with the neural term of the command line, and asks for another scaling where one is chosen', () => {
    const chosen = draft({ populations: ['low'] })
    // As "halfpower sweep --neural low": its help says the same.
    const { alphas, controls, ...asked } = sweepRequest(chosen).neural!
    expect(asked).toEqual({ population: 'low' })
    const usual = (name: 'alpha' | 'control' | 'neuralScaling' | 'neuralImages' | 'neuralBatch') =>
      neuralRows[name].usual
    expect([alphas!.join(','), controls!.join(',')]).toEqual([usual('alpha'), usual('control')])
    const full = sweepRequestSchema.parse(sweepRequest(chosen)).neural!
    expect([full.scaling, full.images, full.batchSize]).toEqual([
      usual('neuralScaling'),
      usual('neuralImages'),
      usual('neuralBatch'),
    ])
    const similarity = neuralRequestSchema.parse({
      ...{ kind: 'neural', population: 'low', models: ['all'], question: { kind: 'similarity' } },
    })
    expect(similarity.question).toMatchObject({ scaling: full.scaling })
    expect(sweepRequest({ ...chosen, scaling: 'none' }).neural).toMatchObject({ scaling: 'none' })
  })

  it('does not mind what is typed for hybrid images when none are wanted', () => {
    expect(issuesOf(draft({ hybrid: false, fMix: 'x', pairingSeeds: '' }))).toEqual({})
    expect(hybridMeasurement(draft({ hybrid: false }))).toBeNull()
  })

  it('measures on the grid that was typed, or leaves it to the workbench', () => {
    expect(hybridMeasurement(draft({ fMix: '0, .2, 1', pairingSeeds: '0', limit: '100' }))).toEqual({
      kind: 'hybrid',
      dataSet: 'mnist',
      seeds: [0],
      fMix: [0, 0.2, 1],
      limit: 100,
    })
    expect(hybridMeasurement(draft())).not.toHaveProperty('fMix')
  })

  it('counts a model per σ and seed', () => {
    expect(modelCount(draft({ seeds: '0, 1, 2' }))).toBe(15)
    expect(modelCount(draft({ seeds: '0, 0' }))).toBe(0)
  })

  it('comes back from what was stored, unless that is something else', () => {
    const kept = draft({ seeds: '4', sigmas: [null, 3] })
    expect(restoreDraft(JSON.stringify(kept))).toEqual(kept)
    expect(restoreDraft(null)).toBeNull()
    expect(restoreDraft('{"dataSet"')).toBeNull()
    expect(restoreDraft('{"dataSet":"x"}')).toBeNull()
  })
})

describe('adding a σ', () => {
  it('keeps the list ascending, no blur first', () => {
    expect(addSigma([1, 2], '1.5')).toEqual({ sigmas: [1, 1.5, 2] })
    expect(addSigma([1, 2], ' None ')).toEqual({ sigmas: [null, 1, 2] })
    expect(addSigma([null], '0,5')).toEqual({ sigmas: [null, 0.5] })
  })

  it.each(['', '0', '-1', 'x', '1001', '1 2', 'Infinity', '0x10'])('refuses "%s" with a sentence', (text) => {
    expect(addSigma([1], text)).toHaveProperty('issue', expect.stringContaining('not allowed'))
  })

  it('refuses what is there', () => {
    expect(addSigma([null, 1], '1.0')).toEqual({ issue: 'σ = 1 is in the sweep already.' })
    expect(addSigma([null, 1], 'none')).toEqual({ issue: 'σ = none is in the sweep already.' })
  })
})
