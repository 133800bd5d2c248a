/** At which of the measured f_mix the Map shows a model's hybrid images. */
import { expect, it } from 'vitest'
import { nearest } from '../../../src-renderer/pages/map/nearest'

it('is the one that is nearest f_rev, the first of two', () => {
  expect(nearest([0, 0.1, 0.4, 1], 0.3)).toBe(2)
  expect(nearest([0, 0.1, 0.4, 1], 0.05)).toBe(0)
  expect(nearest([0, 0.1, 0.4, 1], 2)).toBe(3)
  expect(nearest([0.5], 0)).toBe(0)
})
