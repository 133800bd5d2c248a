import { describe, expect, it } from 'vitest'
import { mixingFrequency } from '../../src-main/contract/units'
import { circularMask } from '../../src-main/frequency/mask'
import { allRadii, interpolatedRange, sameHybrids } from '../../src-main/frequency/radii'

const SIDES = [28, 32, 64]
const f = mixingFrequency

/** Whether n = u² + v²: every prime 3 mod 4 divides it an even number of times (Fermat, Euler). */
function sumOfTwoSquares(n: number): boolean {
  let rest = n
  for (let p = 2; p * p <= rest; p++) {
    let times = 0
    for (; rest % p === 0; rest /= p) times++
    if (p % 4 === 3 && times % 2 === 1) return false
  }
  return rest % 4 !== 3
}

describe('sameHybrids', () => {
  it('is the range of the issue: f_mix 0.12 at 32 pixels stands for [√2/16, 2/16)', () => {
    expect(sameHybrids(32, f(0.12))).toEqual({ low: Math.SQRT2 / 16, high: 0.125 })
    expect(sameHybrids(32, f(0))).toEqual({ low: 0, high: 1 / 16 })
    // A radius begins its range; the scale ends at 1.
    expect(sameHybrids(32, f(0.125))).toEqual({ low: 0.125, high: Math.sqrt(5) / 16 })
    expect(sameHybrids(32, f(1))).toEqual({ low: 1, high: 1 })
    expect(sameHybrids(28, f(0.36)).low).toBeCloseTo(5 / 14, 15)
  })

  it.each(SIDES)('agrees with the masks themselves at %i pixels', (side) => {
    for (let i = 0; i < 199; i++) {
      // Odd steps, off every radius.
      const value = f(Math.min(1, i * 0.00501234))
      const { low, high } = sameHybrids(side, value)
      const mask = circularMask(side, value)
      expect(circularMask(side, f(Math.min(1, low * (1 + 1e-12))))).toEqual(mask)
      expect(circularMask(side, f(high * (1 - 1e-12)))).toEqual(mask)
      if (low > 0) expect(circularMask(side, f(low * (1 - 1e-12)))).not.toEqual(mask)
      if (high < 1) expect(circularMask(side, f(high * (1 + 1e-12)))).not.toEqual(mask)
    }
  })
})

describe('allRadii', () => {
  it.each(SIDES)('has one f_mix for every sum of two squares up to (N/2)², at %i pixels', (side) => {
    const radii = allRadii(side)
    const squares = Array.from({ length: (side / 2) ** 2 + 1 }, (_, n) => n).filter(sumOfTwoSquares)
    expect(radii).toHaveLength(squares.length)
    for (const [i, square] of squares.entries())
      expect(radii[i]).toBeCloseTo((2 * Math.sqrt(square)) / side, 14)
    expect(radii.at(-1)).toBe(1)
  })

  it.each(SIDES)('takes whole rings: each mask has its mirror images, at %i pixels', (side) => {
    for (const value of allRadii(side)) {
      const mask = circularMask(side, value)
      const at = (u: number, v: number): number => mask[((v + side) % side) * side + ((u + side) % side)]!
      for (let u = 0; u < side / 2; u++)
        for (let v = 0; v < side / 2; v++)
          expect([at(-u, v), at(u, -v), at(v, u)]).toEqual([at(u, v), at(u, v), at(u, v)])
    }
  })
})

describe('interpolatedRange', () => {
  const grid = [0, 0.07, 0.12, 0.16, 1].map(f)

  it('moves both ends of the interpolation to the ends of their ranges', () => {
    // Half way from 0.07, which is [1/16, √2/16), to 0.12, which is [√2/16, 2/16).
    const { low, high } = interpolatedRange(32, grid, f(0.095))
    expect(low).toBeCloseTo((1 / 16 + Math.SQRT2 / 16) / 2, 14)
    expect(high).toBeCloseTo((Math.SQRT2 / 16 + 2 / 16) / 2, 14)
    expect(low).toBeLessThan(0.095)
    expect(high).toBeGreaterThan(0.095)
  })

  it('is the range of the grid frequency itself where the curve is zero there', () => {
    expect(interpolatedRange(32, grid, f(0.12))).toEqual(sameHybrids(32, f(0.12)))
    expect(interpolatedRange(32, grid, f(0))).toEqual(sameHybrids(32, f(0)))
  })

  it('refuses what lies outside', () => {
    expect(() => interpolatedRange(32, [f(0.1), f(0.2)], f(0.3))).toThrow(RangeError)
    expect(() => interpolatedRange(32, [f(0.1), f(0.2)], f(0.05))).toThrow(RangeError)
  })
})
