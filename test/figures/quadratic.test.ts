import { describe, expect, it } from 'vitest'
import { fitQuadratic } from '../../src-main/figures/quadratic'
import type { QuadraticFit } from '../../src-main/figures/quadratic'
import { goldenJson, relativeError } from '../support/golden'

interface Case {
  x: number[]
  y: number[]
  constant: number
  linear: number
  quadratic: number
  rSquared: number
  curveX: number[]
  curveY: number[]
}

function fitted(x: number[], y: number[]): QuadraticFit {
  const fit = fitQuadratic(x, y)
  if (fit.kind === 'none') throw new Error(fit.sentence)
  return fit
}

describe('the second-order polynomial through the blur family', () => {
  const golden = goldenJson('quadratic.json') as Record<string, Case>

  it.each(Object.entries(golden))('is that of numpy.polyfit (%s)', (_name, expected) => {
    const fit = fitted(expected.x, expected.y)
    expect(relativeError([fit.constant], [expected.constant])).toBeLessThan(1e-6)
    expect(relativeError([fit.linear], [expected.linear])).toBeLessThan(1e-6)
    expect(relativeError([fit.quadratic], [expected.quadratic])).toBeLessThan(1e-6)
    expect(fit.rSquared).toBeCloseTo(expected.rSquared, 9)
    expect(relativeError(fit.x, expected.curveX)).toBeLessThan(1e-14)
    expect(relativeError(fit.y, expected.curveY)).toBeLessThan(1e-9)
  })

  it('finds a parabola that the points lie on', () => {
    const x = [0.1, 0.2, 0.35, 0.4, 0.5]
    const fit = fitted(
      x,
      x.map((value) => 3 - 2 * value + 5 * value * value),
    )
    expect(fit.constant).toBeCloseTo(3, 12)
    expect(fit.linear).toBeCloseTo(-2, 12)
    expect(fit.quadratic).toBeCloseTo(5, 12)
    expect(fit.rSquared).toBeCloseTo(1, 12)
    expect([fit.points, fit.distinct]).toEqual([5, 5])
  })

  it('is evaluated on 50 points from the smallest to the largest f_rev and no further', () => {
    const fit = fitted([0.31, 0.12, 0.2, 0.27], [80, 78, 83, 82])
    expect(fit.x).toHaveLength(50)
    expect(fit.y).toHaveLength(50)
    expect(fit.x[0]).toBe(0.12)
    expect(fit.x[49]).toBe(0.31)
    expect(fit.x.every((value) => value >= 0.12 && value <= 0.31)).toBe(true)
  })

  it('goes through the means where three f_rev have two models each', () => {
    const fit = fitted([1, 1, 2, 2, 3, 3], [0, 2, 4, 6, 1, 3])
    const at = (x: number): number => fit.constant + fit.linear * x + fit.quadratic * x * x
    expect([at(1), at(2), at(3)].map((value) => value.toFixed(9))).toEqual([
      '1.000000000',
      '5.000000000',
      '2.000000000',
    ])
  })

  it('has no R² where all values are the same', () => {
    const fit = fitted([1, 2, 3, 4], [7, 7, 7, 7])
    expect(fit.rSquared).toBeNull()
    expect(fit.y.every((value) => Math.abs(value - 7) < 1e-12)).toBe(true)
  })

  it.each([
    [[], [], 'none'],
    [[0.2], [80], '1'],
    [[0.2, 0.2, 0.3], [80, 81, 82], '2'],
  ])('is not fitted to fewer than three different f_rev, and says so (%j)', (x, y, count) => {
    expect(fitQuadratic(x, y)).toEqual({
      kind: 'none',
      sentence: `No curve is fitted: a second-order polynomial needs 3 models with different f_rev, and the blur family has ${count}.`,
    })
  })

  it('refuses lists of different lengths', () => {
    expect(() => fitQuadratic([1, 2, 3], [1])).toThrow(RangeError)
  })
})
