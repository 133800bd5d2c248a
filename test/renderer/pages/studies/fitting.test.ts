import { describe, expect, it } from 'vitest'
import { nameModels } from '../../../../src-main/figures/model-words'
import { fits, suggestedDataSet } from '../../../../src-renderer/pages/studies/fitting'
import type { DataSetInfo } from '../../../../src-main/contract/data-set'
import type { ModelFile } from '../../../../src-main/contract/model'

const model = {
  id: 'm',
  name: 'my model',
  group: 'blur',
  configuration: { size: 32, channels: 1, classes: 10, sigma: 1.5 },
  classNames: Array.from({ length: 10 }, String),
  provenance: { kind: 'trained', seed: 3 },
} as ModelFile

describe('a model and a data set', () => {
  const data = { height: 32, channels: 1, classNames: Array.from({ length: 10 }, String) } as DataSetInfo

  it('fit when size, channels and classes are the same', () => {
    expect(fits(model, data)).toBe(true)
    expect(fits(model, { ...data, height: 28 })).toBe(false)
    expect(fits(model, { ...data, channels: 3 })).toBe(false)
    expect(fits(model, { ...data, classNames: ['a', 'b'] })).toBe(false)
    expect(fits(model, undefined)).toBe(false)
  })

  it('of the data sets the one that it was trained on comes first, or one that it can look at', () => {
    const other = { ...data, id: 'other', height: 28, available: true }
    const fitting = { ...data, id: 'fitting', available: true }
    const trainedOn = { ...data, id: 'trained on', available: true }
    const all = [other, { ...fitting, id: 'gone', available: false }, fitting, trainedOn]
    const trained = { ...model, provenance: { kind: 'trained', dataSet: 'trained on' } } as ModelFile
    const imported = { ...model, provenance: { kind: 'imported' } } as ModelFile
    expect(suggestedDataSet(trained, all)).toBe('trained on')
    expect(suggestedDataSet(imported, all)).toBe('fitting')
    expect(suggestedDataSet(imported, [other])).toBe('other')
    expect(suggestedDataSet(undefined, [other, fitting])).toBe('other')
    expect(suggestedDataSet(imported, [])).toBe('')
  })
})

describe('models in few words', () => {
  const named = (...models: ModelFile[]): string[] => [
    ...nameModels(
      models.map(({ id }) => id),
      models,
    ).values(),
  ]
  const baseline = { ...model, id: 'b', group: 'baseline' } as ModelFile

  it('are their σ, with the seed only where it tells them apart', () => {
    expect(named(baseline, model)).toEqual(['baseline', 'σ = 1.5'])
    expect(
      named(baseline, model, {
        ...model,
        id: 'n',
        provenance: { ...model.provenance, seed: 4 },
      } as ModelFile),
    ).toEqual(['baseline', 'σ = 1.5, training seed 3', 'σ = 1.5, training seed 4'])
  })

  it('are their names in other groups, and what is left of them when they are gone', () => {
    expect(named({ ...model, group: 'PCA' })).toEqual(['my model'])
    expect([...nameModels(['gone'], [model]).values()]).toEqual(['gone'])
  })
})
