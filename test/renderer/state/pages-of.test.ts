import { describe, expect, it } from 'vitest'
import { pagesOf } from '../../../src-renderer/state/pages-of'

describe('the pages of some places', () => {
  it('are all that hold one of them', () => {
    expect(pagesOf(0, 24)).toEqual([0])
    expect(pagesOf(0, 25)).toEqual([0, 1])
    expect(pagesOf(23, 49)).toEqual([0, 1, 2])
    expect(pagesOf(48, 50)).toEqual([2])
  })

  it('are none of no places', () => {
    expect(pagesOf(5, 5)).toEqual([])
    expect(pagesOf(9, 5)).toEqual([])
  })
})
