import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { incompleteBeta } from '../../src-main/statistics/incomplete-beta'
import { meanInterval, studentQuantile } from '../../src-main/statistics/student-t'

describe('quantiles of t', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, three decimals.
  it.each([
    [1, 6.314, 12.706, 63.657],
    [2, 2.92, 4.303, 9.925],
    [3, 2.353, 3.182, 5.841],
    [4, 2.132, 2.776, 4.604],
    [5, 2.015, 2.571, 4.032],
    [9, 1.833, 2.262, 3.25],
    [20, 1.725, 2.086, 2.845],
    [30, 1.697, 2.042, 2.75],
    [100, 1.66, 1.984, 2.626],
  ])('are those of the table (ν = %i)', (freedom, p95, p975, p995) => {
    expect(studentQuantile(0.95, freedom)).toBeCloseTo(p95, 3)
    expect(studentQuantile(0.975, freedom)).toBeCloseTo(p975, 3)
    expect(studentQuantile(0.995, freedom)).toBeCloseTo(p995, 3)
  })

  it.each([0.001, 0.2, 0.6, 0.9, 0.975, 0.9999])('meet the closed forms of ν = 1, 2 and 4 at p = %d', (p) => {
    const cauchy = Math.tan(Math.PI * (p - 0.5))
    const a = 4 * p * (1 - p)
    const two = (2 * p - 1) * Math.sqrt(2 / a)
    const four = Math.sign(p - 0.5) * 2 * Math.sqrt(Math.cos(Math.acos(Math.sqrt(a)) / 3) / Math.sqrt(a) - 1)
    expect(studentQuantile(p, 1) / cauchy).toBeCloseTo(1, 9)
    expect(studentQuantile(p, 2) / two).toBeCloseTo(1, 9)
    expect(studentQuantile(p, 4) / four).toBeCloseTo(1, 9)
  })

  it('become those of the normal distribution', () => {
    expect(studentQuantile(0.975, 1e7)).toBeCloseTo(1.959964, 5)
    expect(studentQuantile(0.5, 3)).toBe(0)
    expect(studentQuantile(0.025, 3)).toBe(-studentQuantile(0.975, 3))
  })

  it('exist inside 0 … 1 only', () => {
    for (const p of [0, 1, NaN]) expect(() => studentQuantile(p, 3)).toThrow(RangeError)
    expect(() => studentQuantile(0.9, 0)).toThrow(RangeError)
  })

  it('come of an incomplete beta function that is a binomial sum where a and b are whole', () => {
    // I_0.3(3, 5) = P(at least 3 of 7 at 0.3)
    const choose = [1, 7, 21, 35, 35, 21, 7, 1]
    const sum = choose.reduce((s, c, k) => (k < 3 ? s : s + c * 0.3 ** k * 0.7 ** (7 - k)), 0)
    expect(incompleteBeta(0.3, 3, 5)).toBeCloseTo(sum, 13)
    expect(incompleteBeta(0.7, 5, 3)).toBeCloseTo(1 - sum, 13)
  })
})

describe('the t-interval of a mean', () => {
  it('is that of the paper’s five networks of one architecture (methods H.2)', () => {
    // Read off its figure: mean .241, SD .0063; t(.975, 4) = 2.776 makes of it ± 2.776 · .00628 / √5.
    const found = meanInterval([0.2306, 0.2402, 0.2429, 0.2452, 0.2464])
    expect(found.mean).toBeCloseTo(0.24106, 10)
    expect(found.sd).toBeCloseTo(0.0063, 4)
    expect(found.high! - found.mean).toBeCloseTo((2.776 * found.sd!) / Math.sqrt(5), 5)
    expect(found.mean - found.low!).toBeCloseTo(found.high! - found.mean, 12)
  })

  it('is none of one value', () => {
    expect(meanInterval([0.3])).toEqual({ n: 1, mean: 0.3, sd: null, low: null, high: null })
  })

  it.each([2, 3, 5])('covers the mean of normal values in 95 of 100 cases (n = %i)', (n) => {
    const random = generator(1, 'coverage of the t-interval', n)
    const draws = 4000
    let covered = 0
    for (let draw = 0; draw < draws; draw++) {
      const { low, high } = meanInterval(Array.from({ length: n }, () => 0.2 + 0.01 * random.normal()))
      if (low! <= 0.2 && 0.2 <= high!) covered++
    }
    // Four standard errors of a proportion of 4000.
    expect(Math.abs(covered / draws - 0.95)).toBeLessThan(0.014)
  })
})
