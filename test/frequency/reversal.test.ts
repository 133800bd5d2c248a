import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { mixingFrequency } from '../../src-main/contract/units'
import type { FractionOfNyquist } from '../../src-main/contract/units'
import { crossingValue, reversal, valueAt } from '../../src-main/frequency/reversal'
import { verdictWords } from '../../src-main/studies/hybrid/reversal-words'

const REFERENCE = '../shared/fixtures/reference/resnet20-hybrid.json'
const missing = existsSync(REFERENCE) ? null : `${REFERENCE} is not there`

const grid = (...values: number[]): FractionOfNyquist[] => values.map(mixingFrequency)
const quarters = grid(0, 0.25, 0.5, 0.75, 1)

/** The value of a verdict that must be a crossing. */
function value(difference: number[]): number {
  const verdict = reversal(quarters, difference)
  if (verdict.kind !== 'crossing') throw new Error(verdict.kind)
  return verdict.value
}

function sentence(difference: number[], kind: 'none' | 'several' = 'none'): string {
  const verdict = reversal(quarters, difference)
  expect(verdict.kind).toBe(kind)
  return verdictWords(verdict) ?? ''
}

describe('one upward crossing', () => {
  it('is interpolated linearly', () => {
    expect(value([-1, -0.5, 0.5, 0.7, 1])).toBe(0.375)
    expect(value([-1, -0.9, -0.3, 0.1, 1])).toBeCloseTo(0.5 + 0.25 * 0.75, 12)
  })

  it('need not be on an increasing curve', () => {
    expect(value([-0.5, -0.9, -0.3, 0.3, 0.1])).toBeCloseTo(0.625, 12)
  })

  it('may lie on a measured frequency; of several zeros the last, as np.interp', () => {
    expect(value([-1, -0.5, 0, 0.7, 1])).toBe(0.5)
    expect(value([-1, 0, 0, 0.7, 1])).toBe(0.5)
    // Touching zero on the way is no crossing.
    expect(value([-1, 0, -0.5, 0.5, 1])).toBe(0.625)
    expect(value([-1, -0.5, 0.5, 0, 1])).toBe(0.375)
  })

  it('is np.interp(0, difference, f_mix) on any increasing curve', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 5, maxLength: 5 }),
        (values) => {
          const difference = values.sort((a, b) => a - b).map((v) => v / 1000)
          const below = difference.findLastIndex((v) => v <= 0)
          const found = crossingValue(quarters, difference)
          if (difference[0]! >= 0 || difference[4]! <= 0) expect(found).toBeNull()
          else {
            const [x, y] = [difference.slice(below, below + 2), quarters.slice(below, below + 2)]
            expect(found).toBeCloseTo((x[1]! * y[0]! - x[0]! * y[1]!) / (x[1]! - x[0]!), 12)
            expect(reversal(quarters, difference)).toEqual({ kind: 'crossing', value: found })
          }
        },
      ),
    )
  })

  it('never lies outside the interval that it was found in', () => {
    const tiny = reversal(grid(0, 1), [-0.3, Number.MIN_VALUE])
    expect(tiny).toEqual({ kind: 'crossing', value: 1 })
  })
})

describe('no crossing', () => {
  it('is said in words, never as an end of the grid', () => {
    expect(sentence([-1, -0.9, -0.5, -0.3, -0.1])).toContain(
      'p_low stays below p_high up to f_mix = 1 of Nyquist',
    )
    expect(sentence([0.1, 0.2, 0.5, 0.6, 0.9])).toContain(
      'p_low stays above p_high down to f_mix = 0 of Nyquist',
    )
    expect(sentence([0, 0, 0, 0, 0])).toContain('p_low equals p_high at every measured f_mix')
    expect(sentence([-1, -0.9, -0.5, -0.3, 0])).toContain('reaches p_high only at f_mix = 1 of')
    expect(sentence([0, 0.1, 0.2, 0.3, 0.4])).toContain(
      'p_low equals p_high at f_mix = 0 of Nyquist, where the measurement begins',
    )
    expect(sentence([-1, 0, -1, -1, -1])).toContain('p_low stays below p_high')
  })

  it('includes a curve that only falls', () => {
    expect(sentence([0.5, 0.5, 0.5, -0.5, -1])).toContain('p_low falls below p_high at f_mix = 0.625')
  })
})

describe('several crossings', () => {
  it('are all listed', () => {
    const verdict = reversal(quarters, [-1, 1, -1, 1, 1])
    expect(verdict).toMatchObject({ kind: 'several', values: [0.125, 0.375, 0.625] })
    expect(sentence([-1, 1, -1, 1, 1], 'several')).toBe(
      'p_low − p_high changes its sign 3 times, at f_mix = 0.125, 0.375 and 0.625 of Nyquist: there is no single reversal frequency.',
    )
    expect(reversal(quarters, [-1, 1, 0, -1, -1])).toMatchObject({ kind: 'several', values: [0.125, 0.5] })
  })
})

describe('bad input', () => {
  it('is refused', () => {
    expect(() => reversal(grid(0, 0.5, 0.25, 0.75, 1), [-1, 0, 0, 0, 1])).toThrow('must increase')
    expect(() => reversal(quarters, [-1, 1])).toThrow('2 values at 5 frequencies')
    expect(() => reversal(quarters, [-1, NaN, 0, 0, 1])).toThrow('is NaN')
  })
})

describe('valueAt', () => {
  it('interpolates between measured frequencies and never beyond', () => {
    expect(valueAt(quarters, [0, 1, 3, 3, 3], mixingFrequency(0.375))).toBe(2)
    expect(valueAt(quarters, [0, 1, 3, 3, 3], mixingFrequency(0.25))).toBe(1)
    expect(valueAt(quarters, [5, 1, 3, 3, 7], mixingFrequency(0))).toBe(5)
    expect(valueAt(quarters, [5, 1, 3, 3, 7], mixingFrequency(1))).toBe(7)
    expect(() => valueAt(grid(0.2, 0.4), [0, 1], mixingFrequency(0.1))).toThrow('outside the measured')
    expect(() => valueAt(grid(0.2, 0.4), [0, 1], mixingFrequency(0.5))).toThrow('outside the measured')
  })
})

describe('the independent reference', () => {
  it.skipIf(missing)(`has the same f_rev ${missing ? `(skipped: ${missing})` : ''}`, () => {
    const reference = JSON.parse(readFileSync(REFERENCE, 'utf8')) as {
      curve: { f_mix: number; p_low: number; p_high: number }[]
      f_rev: number
    }
    const verdict = reversal(
      grid(...reference.curve.map((point) => point.f_mix)),
      reference.curve.map((point) => point.p_low - point.p_high),
    )
    if (verdict.kind !== 'crossing') throw new Error(verdict.kind)
    expect(verdict.value).toBeCloseTo(reference.f_rev, 12)
  })
})
