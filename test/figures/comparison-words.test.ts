/** Whether 0 (of a ratio 1) is inside an interval can be read off its rounded ends. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { differenceText, numberText } from '../../src-main/figures/comparison-words'
import { decimalsApart, formatInterval, formatSigned } from '../../src-main/statistics/number-with-interval'
import type { ComparedQuantity } from '../../src-main/contract/comparisons/comparison'

function quantity(
  value: number,
  low: number,
  high: number,
  differenceUnit = 'percentage points',
): ComparedQuantity {
  return { value, low, high, differenceUnit } as ComparedQuantity
}

it.each([
  [quantity(3.27, 0.21, 6.31), '+3.3 [0.2, 6.3]'],
  [quantity(-1.85, -3.96, 0.27), '−1.9 [−4.0, 0.3]'],
  [quantity(-0.004, -0.52, 0.51), '−0.004 [−0.520, 0.510]'],
  [quantity(-2, -4, 0), '−2 [−4, 0]'],
  [quantity(1.2, 0.97, 1.48, 'ratio'), '× 1.20 [0.97, 1.48]'],
  [quantity(1.4, 1.004, 1.9, 'ratio'), '× 1.400 [1.004, 1.900]'],
])('%#', (shown, words) => {
  expect(differenceText(shown)).toBe(words)
})

it('the two numbers of a ratio have digits of their own, and none reads 0 that is not', () => {
  const ratio = quantity(0.97, 0.6, 1.5, 'ratio')
  expect([numberText(0.0649, ratio), numberText(0.067, ratio)]).toEqual(['0.0649', '0.0670'])
  expect(numberText(0.3, quantity(-30, -40, -20))).toBe('0.3')
})

it('correlations and intervals elsewhere, too', () => {
  expect(formatSigned({ value: 0.512, low: 0.0012, high: 0.8 }, 2)).toBe('0.512 [0.001, 0.800]')
  expect(formatSigned({ value: -0.003, low: null, high: null }, 2)).toBe('−0.003')
  expect(formatInterval({ value: 0.31, low: -0.02, high: 0.64 })).toBe('0.31 [−0.02, 0.64]')
})

it('no number changes its side by rounding', () => {
  const number = fc.double({ min: -100, max: 100, noNaN: true }).filter((each) => Math.abs(each) > 1e-8)
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      (numbers, least) => {
        const decimals = decimalsApart(numbers, least)
        for (const each of numbers) expect(Math.sign(Number(each.toFixed(decimals)))).toBe(Math.sign(each))
      },
    ),
  )
  expect(decimalsApart([0], 2)).toBe(2)
})
