import { describe, expect, it } from 'vitest'
import { usualImages } from '../../../../src-renderer/components/image-form'
import { fourierMapRequestSchema } from '../../../../src-main/contract/kinds/fourier-map/study'
import { fourierDraft } from '../../../../src-renderer/pages/fourier-map/fourier-form'
import { issuesOf } from '../../../../src-renderer/pages/studies/form'
import { planePlace } from '../../../../src-renderer/pages/fourier-map/plane-place'

const form = { ...fourierDraft.empty, models: ['m'], dataSet: 'fashion' }

describe('the form of a Fourier map', () => {
  it('leaves the norm and the extent to the published ones unless told', () => {
    const request = fourierMapRequestSchema.parse(fourierDraft.requestOf(form))
    expect([request.norm, request.extent, request.limit, request.seed]).toEqual([
      undefined,
      undefined,
      500,
      0,
    ])
    expect(fourierDraft.requestOf({ ...form, norm: '4', extent: '31' })).toMatchObject({
      norm: 4,
      extent: 31,
    })
  })

  it.each([
    [{ models: [] }, 'models'],
    [{ norm: '0' }, 'norm'],
    [{ norm: 'large' }, 'norm'],
    [{ extent: '1.5' }, 'extent'],
    [{ images: { ...usualImages(500), count: '0' } }, 'images'],
    [{ seed: '-1' }, 'seed'],
  ])('says what is wrong with %j', (part, field) => {
    expect(Object.keys(issuesOf(fourierDraft, { ...form, ...part }))).toEqual([field])
  })
})

describe('a place of a map that shows a part of the plane', () => {
  it('lies as far from DC in the whole plane', () => {
    // 11×11 places of 32×32: DC at (5, 5), in the plane at (16, 16).
    expect(planePlace({ row: 5, column: 5 }, { height: 11, width: 11 }, 32)).toEqual({ row: 16, column: 16 })
    expect(planePlace({ row: 0, column: 7 }, { height: 11, width: 11 }, 32)).toEqual({ row: 11, column: 18 })
    expect(planePlace({ row: 3, column: 30 }, { height: 32, width: 32 }, 32)).toEqual({ row: 3, column: 30 })
  })
})
