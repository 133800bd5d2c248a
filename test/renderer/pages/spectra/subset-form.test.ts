import { describe, expect, it } from 'vitest'
import { WHOLE, subsetOf } from '../../../../src-renderer/pages/spectra/subset-form'

describe('which perturbations are averaged', () => {
  it('are all of them unless told', () => {
    expect(subsetOf(WHOLE)).toEqual({})
  })

  it('are those of a class, to a target, between two sizes', () => {
    expect(subsetOf({ label: '3', target: '0', smallest: '0.01', largest: '.5' })).toEqual({
      label: 3,
      target: 0,
      smallest: 0.01,
      largest: 0.5,
    })
  })

  it.each([{ smallest: 'x' }, { largest: '-1' }, { smallest: '0.2', largest: '0.1' }])(
    'are none when the sizes are not sizes: %j',
    (typed) => {
      expect(subsetOf({ ...WHOLE, ...typed })).toBeNull()
    },
  )
})
