import { describe, expect, it } from 'vitest'
import { usualImages } from '../../../../src-renderer/components/image-form'
import { filterRequestSchema } from '../../../../src-main/contract/kinds/filter/study'
import { filterDraft } from '../../../../src-renderer/pages/filters/filter-form'
import { issuesOf } from '../../../../src-renderer/pages/studies/form'

const form = { ...filterDraft.empty, models: ['m'], dataSet: 'fashion' }

describe('the form of a filter study', () => {
  it('asks for the usual cut-offs and all images unless told', () => {
    const request = filterRequestSchema.parse(filterDraft.requestOf(form))
    expect(request.cutOffs).toBeUndefined()
    expect(request.limit).toBeUndefined()
    expect(issuesOf(filterDraft, form)).toEqual({})
  })

  it('reads cut-offs as people type them', () => {
    expect(filterDraft.requestOf({ ...form, cutOffs: '0.1, 0.5 1' }).cutOffs).toEqual([0.1, 0.5, 1])
  })

  it.each([
    [{ models: [] }, 'models'],
    [{ cutOffs: '0.5, 0.1' }, 'cutOffs'],
    [{ cutOffs: '1.2' }, 'cutOffs'],
    [{ cutOffs: 'low' }, 'cutOffs'],
    [{ images: { ...usualImages(null), count: '1.5' } }, 'images'],
  ])('says what is wrong with %j', (part, field) => {
    expect(Object.keys(issuesOf(filterDraft, { ...form, ...part }))).toEqual([field])
  })
})
