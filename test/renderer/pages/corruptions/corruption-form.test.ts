import { describe, expect, it } from 'vitest'
import { usualImages } from '../../../../src-renderer/components/image-form'
import { corruptionRequestSchema } from '../../../../src-main/contract/kinds/corruption/study'
import { corruptionDraft, workOf } from '../../../../src-renderer/pages/corruptions/corruption-form'
import { issuesOf } from '../../../../src-renderer/pages/studies/form'
import type { CorruptionForm } from '../../../../src-renderer/pages/corruptions/corruption-form'

const form: CorruptionForm = { ...corruptionDraft.empty, models: ['m1', 'm2'], dataSet: 'fashion' }

describe('the form of a corruption study', () => {
  it('asks for the whole benchmark, made here, unless told', () => {
    const request = corruptionRequestSchema.parse(corruptionDraft.requestOf(form))
    expect(request.types).toHaveLength(15)
    expect(request.severities).toEqual([1, 2, 3, 4, 5])
    expect(request.source).toEqual({ kind: 'generated', seed: 0 })
    expect(request).not.toHaveProperty('limit')
    expect(request).not.toHaveProperty('baseline')
    expect(issuesOf(corruptionDraft, form)).toEqual({})
  })

  it('asks for the official files with the crop that was chosen', () => {
    const official = {
      ...form,
      source: 'official' as const,
      folder: '/data/ImageNet-C',
      crop: 'as stored' as const,
    }
    expect(corruptionDraft.requestOf(official).source).toEqual({
      kind: 'official',
      folder: '/data/ImageNet-C',
      crop: 'as stored',
    })
    expect(issuesOf(corruptionDraft, { ...official, asksCrop: true })).toEqual({})
  })

  it('does not choose the crop for anybody, where it is a question', () => {
    const official = { ...form, source: 'official' as const, folder: '/data/ImageNet-C' }
    expect(Object.keys(issuesOf(corruptionDraft, { ...official, asksCrop: true }))).toEqual(['crop'])
    expect(issuesOf(corruptionDraft, official)).toEqual({})
  })

  it.each([
    [{ models: [] }, 'models'],
    [{ dataSet: '' }, 'dataSet'],
    [{ types: [] }, 'types'],
    [{ severities: [] }, 'severities'],
    [{ images: { ...usualImages(null), count: '0' } }, 'images'],
    [{ images: { ...usualImages(null), count: 'many' } }, 'images'],
    [{ seed: '-1' }, 'seed'],
    [{ source: 'official' as const }, 'folder'],
  ])('says what is wrong with %j', (part, field) => {
    const issues = issuesOf(corruptionDraft, { ...form, ...part })
    expect(Object.keys(issues)).toEqual([field])
    expect(Object.values(issues)[0]).toMatch(/^(Choose|Give) .*\.$/)
  })

  it('counts the clean cell, and a baseline that is not among the models', () => {
    expect(workOf(form, 1000, 10)).toEqual({ cells: 76, images: 76 * 1000 * 2 })
    expect(
      workOf({ ...form, images: { ...usualImages(null), count: '10' }, baseline: 'm3' }, 1000, 10).images,
    ).toBe(76 * 10 * 3)
    expect(
      workOf({ ...form, images: { ...usualImages(null), count: '5000' }, baseline: 'm1' }, 1000, 10).images,
    ).toBe(76 * 1000 * 2)
  })
})
