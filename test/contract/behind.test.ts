/** How far normalisers are behind the best of them, in words, and which may be the best. */
import { expect, it } from 'vitest'
import { behindText, mayBeBest } from '../../src-main/contract/import/behind'
import { pairedDifference } from '../../src-main/statistics/paired-proportions'
import { wilson } from '../../src-main/statistics/wilson'

it('what the same images tell apart is apart, though two intervals overlap', () => {
  // Of 500 images both are right on 380, the first alone on 20, the second alone on 4: 80 % and 76.8 %.
  const right = (alone: [number, number]): Uint8Array =>
    Uint8Array.from({ length: 500 }, (_, i) => Number(i < 380 || (i >= alone[0] && i < alone[1])))
  const first = right([380, 400])
  const second = right([400, 404])
  expect(wilson(384 / 500, 500).high).toBeGreaterThan(400 / 500)
  const { value, low, high } = pairedDifference(first, second, 1)
  expect(mayBeBest({ value, low, high })).toBe(false)
  expect(behindText({ value, low, high })).toMatch(/^3\.2 \[1\.\d, 5\.\d\] points behind$/)
})

it('what may be chance is said', () => {
  expect(behindText({ value: 0.004, low: -0.009, high: 0.017 })).toBe(
    '0.4 [−0.9, 1.7] points behind: cannot be told apart',
  )
  expect(mayBeBest({ value: 0.004, low: -0.009, high: 0.017 })).toBe(true)
  expect(behindText(null)).toBe('the most')
})
