import { describe, expect, it } from 'vitest'
import { architectureWords } from '../../../../src-main/contract/architectures'
import { filterRows, sigmaText } from '../../../../src-renderer/pages/models/rows'
import type { ModelFile } from '../../../../src-main/contract/model'
import type { ModelRow } from '../../../../src-renderer/pages/models/rows'

function row(name: string, changes: Partial<ModelRow> = {}): ModelRow {
  return {
    id: name,
    name,
    group: 'blur',
    sigma: 1,
    sigmaText: '1',
    architecture: 'ResNet-18',
    parameters: 1000,
    weights: 'ab12'.repeat(16),
    accuracy: null,
    f_rev: null,
    hybridStudy: null,
    ...changes,
  }
}
const accuracy = (value: number): ModelRow['accuracy'] => ({ value, low: 0, high: 1, count: 10, on: 'test' })
const names = (rows: readonly ModelRow[]): string[] => rows.map((each) => each.name)

const rows = [
  row('blur 10', { sigma: 10, accuracy: accuracy(0.5) }),
  row('blur 2', { sigma: 2, accuracy: accuracy(0.9) }),
  row('blur 1'),
  row('base', { group: 'baseline', sigma: null, accuracy: accuracy(0.9), architecture: 'ResNet-50' }),
]

describe('the filter of the models', () => {
  it('wants every word, in any of the texts', () => {
    expect(names(filterRows(rows, { text: 'RESNET-18 blur', group: null }))).toHaveLength(3)
    expect(names(filterRows(rows, { text: 'resnet-50', group: null }))).toEqual(['base'])
    expect(names(filterRows(rows, { text: 'σ=10', group: null }))).toEqual(['blur 10'])
    expect(names(filterRows(rows, { text: 'no blur', group: null }))).toEqual(['base'])
    expect(names(filterRows(rows, { text: 'resnet-50 σ=2', group: null }))).toEqual([])
    // The hash of the weights by its beginning, and never by a digit that any hash has.
    const hashed = [...rows, row('other', { sigma: null, weights: `f00d${'2'.repeat(60)}` })]
    expect(names(filterRows(hashed, { text: 'f00d', group: null }))).toEqual(['other'])
    expect(names(filterRows(hashed, { text: 'f00d22', group: null }))).toEqual(['other'])
    expect(names(filterRows(hashed, { text: '2', group: null }))).toEqual(['blur 2'])
    expect(names(filterRows(hashed, { text: 'f0', group: null }))).toEqual([])
  })

  it('keeps one group', () => {
    expect(names(filterRows(rows, { text: '', group: 'baseline' }))).toEqual(['base'])
  })
})

describe('an architecture in words', () => {
  it('names the width where it is not the paper’s', () => {
    const configuration = {
      stem: 'cifar' as const,
      classes: 10,
      channels: 1 as const,
      size: 32,
      mean: [0.5],
      std: [0.2],
      sigma: null,
    }
    expect(architectureWords({ ...configuration, architecture: 'resnet18', width: 64 })).toBe('ResNet-18')
    expect(architectureWords({ ...configuration, architecture: 'resnet50', width: 8 })).toBe(
      'ResNet-50, width 8',
    )
  })
})

describe('σ in the table', () => {
  const model = (kind: 'trained' | 'imported', sigma: number | null): ModelFile =>
    ({ configuration: { sigma }, provenance: { kind } }) as ModelFile

  it('is none where a sweep left the blur away, and nothing where nobody has asked for one', () => {
    expect(sigmaText(model('trained', null))).toBe('none')
    expect(sigmaText(model('imported', null))).toBe('–')
    expect(sigmaText(model('imported', 1.5))).toBe('1.5')
  })
})
