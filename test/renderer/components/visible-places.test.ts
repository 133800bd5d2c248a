import { describe, expect, it } from 'vitest'
import { visiblePlaces } from '../../../src-renderer/components/visible-places'

describe('the places in sight of a long grid', () => {
  const size = { count: 1000, columns: 2, rowHeight: 100 }

  it('are those of the rows in sight and two more on either side', () => {
    expect(visiblePlaces(0, 250, size)).toEqual({ first: 0, end: 10, height: 50_000 })
    expect(visiblePlaces(1000, 250, size)).toEqual({ first: 16, end: 30, height: 50_000 })
  })

  it('end with the list', () => {
    expect(visiblePlaces(49_900, 250, size)).toEqual({ first: 994, end: 1000, height: 50_000 })
    expect(visiblePlaces(0, 250, { ...size, count: 3 })).toEqual({ first: 0, end: 3, height: 200 })
    expect(visiblePlaces(0, 250, { ...size, count: 0 })).toEqual({ first: 0, end: 0, height: 0 })
  })

  it('are none, and not fewer, when a longer list was scrolled further than this one goes', () => {
    const { first, end } = visiblePlaces(40_000, 250, { ...size, count: 10 })
    expect(end).toBeGreaterThanOrEqual(first)
    expect(end).toBe(10)
  })
})
