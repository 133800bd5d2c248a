import { describe, expect, it } from 'vitest'
import { bcaInterval } from '../../src-main/statistics/bootstrap-interval'
import { effectiveNumber } from '../../src-main/statistics/effective-number'
import { normalProbability, normalQuantile } from '../../src-main/statistics/normal'
import { percentile } from '../../src-main/statistics/percentile'

describe('the normal distribution', () => {
  it.each([
    // Abramowitz and Stegun, tables 26.1 and 26.5.
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145707],
    [1.959963984540054, 0.975],
    [3, 0.9986501019683699],
    [-5, 2.866515718791946e-7],
  ])('below %f lies %f', (z, probability) => {
    expect(Math.abs(normalProbability(z) - probability)).toBeLessThan(1e-14)
    expect(Math.abs(normalQuantile(probability) - z)).toBeLessThan(1e-8)
  })

  it('has no end', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
    expect([normalProbability(-40), normalProbability(40)]).toEqual([0, 1])
    expect(() => normalQuantile(1.1)).toThrow(RangeError)
  })
})

describe('bcaInterval', () => {
  const even = Float64Array.from({ length: 10_001 }, (_, i) => i / 10_000)

  it('is the percentile interval where there is neither bias nor skewness', () => {
    const { low, high } = bcaInterval(0.5, even, [1, 2, 3], 0.95)
    expect(low).toBeCloseTo(0.025, 4)
    expect(high).toBeCloseTo(0.975, 4)
  })

  it('moves by twice the bias: Efron and Tibshirani (14.10) with the value at the 40 % point', () => {
    // z0 = Φ⁻¹(0.4) = −0.25335; Φ(2 z0 ± 1.95996) = 0.006790, 0.926878.
    const { low, high } = bcaInterval(0.4, even, [1, 2, 3], 0.95)
    expect(low).toBeCloseTo(0.00679, 3)
    expect(high).toBeCloseTo(0.92688, 3)
  })

  it('accelerates with the skewness of the jackknife values', () => {
    // Deviations from the mean −1, −1, 2 → cubes of (mean − value) 1 + 1 − 8 = −6, squares 6: a = −6 / (6 · 6^1.5).
    const a = -1 / 6 ** 1.5
    const ends = [-1.959964, 1.959964].map((z) => normalProbability(z / (1 - a * z)))
    const { low, high } = bcaInterval(0.5, even, [0, 0, 3], 0.95)
    expect(low).toBeCloseTo(ends[0]!, 3)
    expect(high).toBeCloseTo(ends[1]!, 3)
  })

  it('of resamples that are all the same is that value', () => {
    expect(bcaInterval(2, [2, 2, 2], [2, 2], 0.95)).toEqual({ low: 2, high: 2 })
  })
})

describe('effectiveNumber', () => {
  it('is the number of equal weights, 1 of one weight alone, and between for others', () => {
    expect(effectiveNumber([3, 3, 3, 3])).toBe(4)
    expect(effectiveNumber([0, 0, 7])).toBe(1)
    // (1 + 2 + 3)² / (1 + 4 + 9)
    expect(effectiveNumber([1, 2, 3])).toBeCloseTo(36 / 14, 12)
    expect(effectiveNumber([0, 0])).toBe(0)
  })
})

describe('percentile', () => {
  it('interpolates as numpy.percentile', () => {
    // numpy.percentile([1, 2, 4, 8], [0, 25, 50, 90, 100])
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => Number(percentile([1, 2, 4, 8], q).toFixed(12)))).toEqual([
      1, 1.75, 3, 6.8, 8,
    ])
  })
})
