/**
 * Correlations against NumPy (corrcoef of values, and of ranks), on the thirteen blur models of the paper's Fig 5b; the
 * coverage of both intervals by Monte Carlo on pairs with a known correlation.
 */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { pearson, ranks, spearman } from '../../src-main/statistics/correlation'
import { BLUR_FAMILY } from '../figures/fixtures'

const x = BLUR_FAMILY.map(([, f_rev]) => f_rev)
const y = BLUR_FAMILY.map(([, , accuracy]) => accuracy)

describe('a correlation', () => {
  it('is numpy.corrcoef’s, with Fisher’s interval', () => {
    const found = pearson(x, y)
    expect(found.value).toBeCloseTo(0.167037778358321, 12)
    expect(found.low).toBeCloseTo(-0.42286616360339824, 10)
    expect(found.high).toBeCloseTo(0.6575090021799503, 10)
  })

  it('of ranks shares ranks between ties', () => {
    expect(ranks(y)).toEqual([2, 4, 5, 10, 7, 12, 13, 10, 10, 8, 6, 3, 1])
    const found = spearman(x, y)
    expect(found.value).toBeCloseTo(0.049724515809885, 12)
    expect(found.low).toBeCloseTo(-0.5156621339864389, 10)
    expect(found.high).toBeCloseTo(0.5849427735892454, 10)
  })

  it('has a sentence and no number of fewer than five points, which lie near a line by chance', () => {
    // Of unrelated normal values |r| is 1 for two points, and its median √½ for three (r = cos θ, θ uniform), ½ for four (r uniform).
    for (const n of [2, 3, 4]) {
      const x = [1, 2, 3, 4].slice(0, n)
      const found = pearson(x, [1, 3, 2, 4].slice(0, n))
      expect(found).toMatchObject({ n, value: null, low: null, high: null })
      expect(found.sentence).toContain('too few for a correlation, which needs 5')
      expect(spearman(x, [1, 3, 2, 4].slice(0, n)).value).toBeNull()
    }
    expect(pearson([1, 2, 3, 4, 5], [1, 3, 2, 4, 5]).value).toBeCloseTo(0.9, 12)
    // One more for each family after the first.
    expect(pearson([1, 2, 3, 4, 5], [1, 3, 2, 4, 5], 1).value).toBeNull()
  })

  it('has a sentence where there is no point, one value, or one line', () => {
    expect(pearson([], []).value).toBeNull()
    expect(pearson([1, 1, 1], [1, 2, 3]).sentence).toContain('same value')
    expect(pearson([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])).toMatchObject({ value: 1, low: null })
  })

  it.each([
    ['Pearson', pearson, 0.6],
    // Of normal pairs with correlation 0.6 the rank correlation is (6/π) asin(0.6/2) = 0.5819.
    ['Spearman', spearman, (6 / Math.PI) * Math.asin(0.3)],
  ] as const)('%s: the interval covers the truth about 95 times of 100', (_, correlate, truth) => {
    const random = generator(1, 'coverage of a correlation')
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
    let covered = 0
    for (let trial = 0; trial < 2000; trial++) {
      const a = Array.from({ length: 20 }, normal)
      const b = a.map((value) => 0.6 * value + 0.8 * normal())
      const { low, high } = correlate(a, b)
      if (low! <= truth && truth <= high!) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.925)
    expect(covered / 2000).toBeLessThan(0.975)
  })
})
