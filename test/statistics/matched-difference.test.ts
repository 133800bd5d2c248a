/** The blur-matched control and the ellipses of the Map: against simulations, which know no formula of theirs. */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { ELLIPSE_FACTOR, ellipseOf } from '../../src-main/statistics/ellipse'
import { matchedDifference } from '../../src-main/statistics/matched-difference'
import type { Uncertain, UncertainPoint } from '../../src-main/statistics/matched-difference'

/** Standard errors of the simulated measurements. */
const SX = 0.004
const SY = 0.8
const exact = (value: number): Uncertain => ({ value, low: null, high: null })
const about = (value: number, error: number): Uncertain => ({
  value,
  low: value - 1.959964 * error,
  high: value + 1.959964 * error,
})

describe('a model beside the blur of its f_rev', () => {
  it('lies on the line between two σ where it lies on it, whatever the slope', () => {
    const [first, second] = [
      { x: exact(0.2), y: exact(70) },
      { x: exact(0.1), y: exact(80) },
    ]
    const found = matchedDifference(first, second, { x: exact(0.175), y: exact(72.5) })!
    expect(found.place.value).toBeCloseTo(0.25, 12)
    expect(found.difference).toEqual({ value: 0, low: 0, high: 0 })
    expect(matchedDifference(first, second, { x: exact(0.15), y: exact(78) })!.difference.value).toBeCloseTo(
      3,
      12,
    )
  })

  it('is not compared beyond the two, nor with two of one f_rev', () => {
    const [first, second] = [
      { x: exact(0.2), y: exact(70) },
      { x: exact(0.1), y: exact(80) },
    ]
    for (const x of [0.21, 0.09])
      expect(matchedDifference(first, second, { x: exact(x), y: exact(75) })).toBeNull()
    expect(matchedDifference(first, first, { x: exact(0.2), y: exact(75) })).toBeNull()
  })

  it('with exact others has the interval of its own measure', () => {
    const [first, second] = [
      { x: exact(0.2), y: exact(70) },
      { x: exact(0.1), y: exact(80) },
    ]
    const { difference } = matchedDifference(first, second, { x: exact(0.15), y: about(78, 1) })!
    expect(difference.high - difference.value).toBeCloseTo(1.959964, 5)
  })

  it('covers the true difference and place in 95 % of simulated measurements', () => {
    const random = generator(7, 'matched difference')
    const truth = { first: [0.2, 70], second: [0.12, 77], third: [0.15, 76] } as const
    const place = (0.15 - 0.2) / (0.12 - 0.2)
    const difference = 76 - (70 + place * 7)
    const measured = ([x, y]: readonly [number, number]): UncertainPoint => ({
      x: about(x + SX * normal(random), SX),
      y: about(y + SY * normal(random), SY),
    })
    let [places, differences] = [0, 0]
    const trials = 4000
    for (let trial = 0; trial < trials; trial++) {
      const found = matchedDifference(measured(truth.first), measured(truth.second), measured(truth.third))!
      if (found.place.low <= place && place <= found.place.high) places++
      if (found.difference.low <= difference && difference <= found.difference.high) differences++
    }
    // Binomial: ± 4 standard errors of 0.0034.
    expect(Math.abs(places / trials - 0.95)).toBeLessThan(0.014)
    expect(Math.abs(differences / trials - 0.95)).toBeLessThan(0.014)
  })
})

describe('an ellipse', () => {
  it('covers both true values in 95 % of simulated measurements', () => {
    const random = generator(8, 'ellipse')
    const trials = 8000
    let covered = 0
    for (let trial = 0; trial < trials; trial++) {
      const [dx, dy] = [normal(random), normal(random)]
      // Its half axes, from half of an interval of one standard error.
      const half = 1.959964 * ELLIPSE_FACTOR
      if ((dx / half) ** 2 + (dy / half) ** 2 <= 1) covered++
    }
    expect(Math.abs(covered / trials - 0.95)).toBeLessThan(0.01)
  })

  it('has a longer half where the interval is longer, closes, and needs both intervals', () => {
    const outline = ellipseOf({ x: { value: 1, low: 0.9, high: 1.3 }, y: { value: 5, low: 4, high: 6 } })!
    expect(Math.max(...outline.x) - 1).toBeCloseTo(0.3 * ELLIPSE_FACTOR, 12)
    expect(1 - Math.min(...outline.x)).toBeCloseTo(0.1 * ELLIPSE_FACTOR, 12)
    expect(outline.x.at(-1)).toBeCloseTo(outline.x[0]!, 12)
    expect(ellipseOf({ x: exact(1), y: about(5, 1) })).toBeNull()
  })
})

/** Box and Muller. */
function normal(random: { uniform(): number }): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}
