import { describe, expect, it } from 'vitest'
import { wilson } from '../../src-main/statistics/wilson'

describe("Wilson's interval", () => {
  // Newcombe, Stat. Med. 17 (1998) 857, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i', (successes, count, low, high) => {
    const interval = wilson(successes / count, count)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('keeps the value inside at both ends', () => {
    for (const value of [0, 1]) {
      const { low, high } = wilson(value, 7)
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
  })
})
