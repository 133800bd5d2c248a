import { describe, expect, it } from 'vitest'
import { fitQuadratic } from '../../src-main/figures/quadratic'
import { goldenJson, relativeError } from '../support/golden'

interface Case {
  x: number[]
  y: number[]
  weights?: number[]
  constant: number
  linear: number
  quadratic: number
  rSquared: number
  curveX: number[]
  curveY: number[]
}

describe('the second-order polynomial', () => {
  const golden = goldenJson('quadratic.json') as Record<string, Case>

  it('is tested with weights, too', () => {
    expect(Object.values(golden).filter(({ weights }) => weights !== undefined)).toHaveLength(1)
  })

  it.each(Object.entries(golden))('is that of numpy.polyfit (%s)', (_name, expected) => {
    const fit = fitQuadratic(expected.x, expected.y, expected.weights)!
    expect(relativeError([fit.constant], [expected.constant])).toBeLessThan(1e-6)
    expect(relativeError([fit.linear], [expected.linear])).toBeLessThan(1e-6)
    expect(relativeError([fit.quadratic], [expected.quadratic])).toBeLessThan(1e-6)
    expect(fit.rSquared).toBeCloseTo(expected.rSquared, 9)
    expect(relativeError(fit.x, expected.curveX)).toBeLessThan(1e-14)
    expect(relativeError(fit.y, expected.curveY)).toBeLessThan(1e-9)
  })

  it('finds a parabola that the points lie on, whatever the weights', () => {
    const x = [0.1, 0.2, 0.35, 0.4, 0.5]
    const y = x.map((value) => 3 - 2 * value + 5 * value * value)
    for (const weights of [undefined, [1, 100, 0.01, 3, 7]]) {
      const fit = fitQuadratic(x, y, weights)!
      expect(fit.constant).toBeCloseTo(3, 8)
      expect(fit.linear).toBeCloseTo(-2, 8)
      expect(fit.quadratic).toBeCloseTo(5, 8)
      expect(fit.rSquared).toBeCloseTo(1, 12)
    }
  })

  it('does not change when all weights are multiplied, and comes closest to what weighs most', () => {
    const [x, y] = [
      [1, 2, 3, 4],
      [0, 4, 1, 5],
    ]
    const at = (weights: number[], place: number): number => {
      const { constant, linear, quadratic } = fitQuadratic(x, y, weights)!
      return constant + linear * place + quadratic * place * place
    }
    expect(at([1, 2, 3, 4], 2)).toBeCloseTo(at([1e6, 2e6, 3e6, 4e6], 2), 9)
    expect(Math.abs(at([1, 1000, 1, 1], 2) - 4)).toBeLessThan(1e-3)
    expect(Math.abs(at([1, 1, 1, 1], 2) - 4)).toBeGreaterThan(0.5)
  })

  it('is evaluated on 50 points from the smallest to the largest f_rev and no further', () => {
    const fit = fitQuadratic([0.31, 0.12, 0.2, 0.27], [80, 78, 83, 82])!
    expect(fit.x).toHaveLength(50)
    expect(fit.y).toHaveLength(50)
    expect(fit.x[0]).toBe(0.12)
    expect(fit.x[49]).toBe(0.31)
    expect(fit.x.every((value) => value >= 0.12 && value <= 0.31)).toBe(true)
  })

  it('has no R² where all values are the same', () => {
    const fit = fitQuadratic([1, 2, 3, 4], [7, 7, 7, 7])!
    expect(fit.rSquared).toBeNull()
    expect(fit.y.every((value) => Math.abs(value - 7) < 1e-12)).toBe(true)
  })

  it.each([
    [[], []],
    [[0.2], [80]],
    [
      [0.2, 0.2, 0.3],
      [80, 81, 82],
    ],
  ])('is none through fewer than three different x (%j)', (x, y) => {
    expect(fitQuadratic(x, y)).toBeNull()
  })

  it('refuses lists of different lengths, and weights that are none', () => {
    expect(() => fitQuadratic([1, 2, 3], [1])).toThrow(RangeError)
    expect(() => fitQuadratic([1, 2, 3], [1, 2, 3], [1, 1])).toThrow(RangeError)
    for (const bad of [0, -1, NaN, Infinity])
      expect(() => fitQuadratic([1, 2, 3], [1, 2, 3], [1, 1, bad])).toThrow(RangeError)
  })
})
