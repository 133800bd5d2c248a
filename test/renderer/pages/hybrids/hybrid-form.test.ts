import { describe, expect, it } from 'vitest'
import { usualImages } from '../../../../src-renderer/components/image-form'
import { hybridDraft } from '../../../../src-renderer/pages/hybrids/hybrid-form'
import { issuesOf } from '../../../../src-renderer/pages/studies/form'
import type { HybridForm } from '../../../../src-renderer/pages/hybrids/hybrid-form'

const form = (changes: Partial<HybridForm> = {}): HybridForm => ({
  ...hybridDraft.empty,
  ...{ models: ['a'], dataSet: 'mnist', seeds: '0, 1' },
  ...changes,
})

describe('the form of a new hybrid study', () => {
  it('leaves what is empty to the workbench', () => {
    expect(hybridDraft.requestOf(form())).toEqual({
      kind: 'hybrid',
      models: ['a'],
      dataSet: 'mnist',
      seeds: [0, 1],
    })
    expect(
      hybridDraft.requestOf(form({ fMix: '0 .5 1', images: { ...usualImages(null), count: '10' } })),
    ).toMatchObject({
      fMix: [0, 0.5, 1],
      limit: 10,
    })
    expect(issuesOf(hybridDraft, form())).toEqual({})
    const adaptive = form({ fMix: ' adaptive ' })
    expect(hybridDraft.requestOf(adaptive)).toMatchObject({ fMix: 'adaptive' })
    expect(issuesOf(hybridDraft, adaptive)).toEqual({})
  })

  it.each([
    ['models', []],
    ['dataSet', ''],
    ['fMix', '1, 0'],
    ['fMix', '0'],
    ['fMix', 'x, 1'],
    ['fMix', 'adaptive-papr'],
    ['seeds', ''],
    ['seeds', '1, 1'],
    ['images', { ...usualImages(null), count: '2.5' }],
  ] as const)('refuses %s %j beside the field', (field, value) => {
    expect(Object.keys(issuesOf(hybridDraft, form({ [field]: value })))).toEqual([field])
  })
})
