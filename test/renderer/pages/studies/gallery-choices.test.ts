import { describe, expect, it } from 'vitest'
import {
  NO_FILTER,
  countsWords,
  galleryChoices,
  isFiltered,
  rangeTrouble,
} from '../../../../src-renderer/pages/studies/gallery-choices'

const OFFER = {
  models: ['a', 'b'],
  outcomes: ['right', 'wrong'],
  sorts: ['index', 'most-confident', 'largest-difference'],
} as const
const read = (words: Record<string, string>, usual: string | null = null) =>
  galleryChoices(new Map(Object.entries(words)), { ...OFFER, usual })

describe('what an address says of a gallery', () => {
  it('is everything that can be chosen', () => {
    expect(
      read({
        ...{ model: 'a', beside: 'b', class: 'cat', outcome: 'right', other: 'wrong' },
        ...{ from: '0.25', to: '0.5', sort: 'largest-difference' },
      }),
    ).toEqual({
      ...{ model: 'a', beside: 'b', class: 'cat', outcome: 'right', besideOutcome: 'wrong' },
      ...{ confidence: { from: 0.25, to: 0.5 }, sort: 'largest-difference' },
    })
  })

  it('counts as not said where it is not offered, or needs a second model and there is none', () => {
    const nothing = read({})
    expect(isFiltered(nothing)).toBe(false)
    expect(read({ model: 'c', beside: 'b', outcome: 'low', sort: 'x', from: 'much' })).toEqual(nothing)
    expect(read({ model: 'a', beside: 'a', other: 'wrong', sort: 'largest-difference' })).toEqual({
      ...nothing,
      model: 'a',
    })
    expect(read({ from: '0.9', to: '0.1' }).confidence).toBeNull()
  })

  it('is any model where it says so, else the usual one', () => {
    expect(read({}, 'b').model).toBe('b')
    expect(read({ model: '' }, 'b').model).toBeNull()
  })

  it('is no filter after "Show all"', () => {
    expect(isFiltered(read({ from: '0.1' }))).toBe(true)
    expect(isFiltered(read({ model: 'a', ...NO_FILTER }))).toBe(false)
  })
})

it('says what is wrong with a range of confidence', () => {
  expect(rangeTrouble('', '')).toBeNull()
  expect(rangeTrouble('0', '1')).toBeNull()
  expect(rangeTrouble('', '80')).toMatch('"80" is no confidence')
  expect(rangeTrouble('0.9', '0.1')).toMatch('exchange them')
})

it('says how many of how many', () => {
  expect(countsWords({ total: 37, of: 4000 }, 'pair')).toBe('37 of 4\u202f000 pairs')
  expect(countsWords({ total: 1, of: 1 }, 'image')).toBe('1 image')
  expect(countsWords({ total: 0, of: 2 }, 'image')).toBe('0 of 2 images')
})
