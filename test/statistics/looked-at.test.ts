/** Proportions that are looked at until they are precise enough: the looks, the rule, coverage, and means of such cells. */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { clusteredProportion } from '../../src-main/statistics/clustered-proportion'
import { isPreciseEnough, lookedAt, looksAt, mostLookedAt } from '../../src-main/statistics/looked-at'
import { nestedProportion } from '../../src-main/statistics/nested-proportion'
import { wilson } from '../../src-main/statistics/wilson'

describe('looks', () => {
  it('are fixed beforehand, after a quarter more each, and end with all images', () => {
    expect(looksAt(1000)).toEqual([200, 250, 313, 392, 490, 613, 767, 959, 1000])
    expect(looksAt(200)).toEqual([200])
    expect(looksAt(7)).toEqual([7])
  })

  it('take the most images where half of the answers are right', () => {
    for (const points of [0.5, 1, 2, 5, 20])
      for (const value of [0.01, 0.3, 0.5, 0.7, 0.99]) {
        const ended = looksAt(10_000).find((n) => isPreciseEnough(lookedAt(value, n), points)) ?? 10_000
        expect(ended).toBeLessThanOrEqual(mostLookedAt(10_000, points))
      }
    expect(mostLookedAt(10_000, 0.5)).toBe(10_000)
  })
})

it('the interval covers at least 95 % where looking ends by what is seen, exactly and not by luck', () => {
  for (const points of [2, 5])
    for (const p of [0.05, 0.2, 0.5, 0.8, 0.93]) {
      const { coverage, plain } = coverageOf(p, points, 3000)
      expect(coverage, `${points} ${p}`).toBeGreaterThan(0.955)
      // Wilson's own quantile, which the correction replaces, never covers more often.
      expect(plain).toBeLessThanOrEqual(coverage)
    }
})

/** Over all ways that the looks can go, by the distribution of right answers. */
function coverageOf(p: number, points: number, all: number): { coverage: number; plain: number } {
  let going = Float64Array.of(1)
  let [before, coverage, plain] = [0, 0, 0]
  for (const n of looksAt(all)) {
    for (; before < n; before++) {
      const next = new Float64Array(going.length + 1)
      for (let r = 0; r < going.length; r++) {
        next[r]! += going[r]! * (1 - p)
        next[r + 1]! += going[r]! * p
      }
      going = next
    }
    for (let r = 0; r <= n; r++) {
      const found = lookedAt(r / n, n)
      if (!isPreciseEnough(found, points) && n < all) continue
      if (found.low <= p && p <= found.high) coverage += going[r]!
      const usual = wilson(r / n, n)
      if (usual.low <= p && p <= usual.high) plain += going[r]!
      going[r] = 0
    }
  }
  return { coverage, plain }
}

describe('the mean of cells with different numbers of the same images', () => {
  const random = generator(3, 'cells')
  const cells = Array.from({ length: 5 }, (_, c) =>
    Uint8Array.from({ length: 400 }, () => Number(random.uniform() < 0.5 + c / 12)),
  )

  it('is that of cells of all images where all have them', () => {
    const right = Float64Array.from({ length: 400 }, (_, i) => cells.reduce((sum, cell) => sum + cell[i]!, 0))
    const same = clusteredProportion(right, cells.length)
    const found = nestedProportion(cells, 1.959963984540054)
    for (const part of ['value', 'low', 'high'] as const) expect(found[part]).toBeCloseTo(same[part], 12)
  })

  it('is unweighted over cells, and wider where they have fewer images', () => {
    const fewer = cells.map((cell, c) => cell.subarray(0, 200 + 50 * c))
    const { value, low, high } = nestedProportion(fewer)
    const means = fewer.map((cell) => cell.reduce((sum, each) => sum + each, 0) / cell.length)
    expect(value).toBeCloseTo(means.reduce((sum, each) => sum + each, 0) / 5, 12)
    const whole = nestedProportion(cells)
    expect(high - low).toBeGreaterThan(whole.high - whole.low)
    // Of independent answers √(Σ p(1 − p)/n) / C on both sides, and rather wider.
    const independent = Math.sqrt(means.reduce((sum, p, c) => sum + (p * (1 - p)) / (200 + 50 * c), 0)) / 5
    expect((high - low) / 2).toBeGreaterThan(1.96 * independent * 0.9)
    expect((high - low) / 2).toBeLessThan(2.1 * independent * 1.3)
  })
})
