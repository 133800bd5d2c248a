import { describe, expect, it } from 'vitest'
import { UserError } from '../../src-main/contract/errors'
import { fractionOfNyquist, mixingFrequency } from '../../src-main/contract/units'
import { circularMask, coefficientCount } from '../../src-main/frequency/mask'

/** Methods C.1: number of coefficients inside, by image side and percent of Nyquist. */
const PUBLISHED: Record<number, Record<number, number>> = {
  32: {
    0: 1,
    7: 5,
    12: 9,
    16: 21,
    19: 29,
    22: 37,
    25: 49,
    32: 89,
    42: 145,
    57: 261,
    70: 401,
    85: 577,
    100: 795,
  },
  64: { 0: 1, 4: 5, 8: 21, 12: 45, 19: 113, 33: 349, 57: 1041, 100: 3207 },
  224: { 3: 37, 5: 97, 9: 325, 13: 665, 19: 1433, 27: 2877, 42: 6953, 57: 12801, 100: 39379 },
}

describe('circularMask', () => {
  for (const [side, counts] of Object.entries(PUBLISHED)) {
    it.each(Object.entries(counts))(
      `of ${side} pixels at %s %% of Nyquist holds %i coefficients`,
      (alpha, count) => {
        expect(coefficientCount(circularMask(Number(side), mixingFrequency(Number(alpha) / 100)))).toBe(count)
      },
    )
  }

  it('is the same for a decimal fraction and for a percentage divided by 100', () => {
    for (let alpha = 0; alpha <= 100; alpha++) {
      const typed = Number((alpha / 100).toFixed(2))
      expect(typed).toBe(alpha / 100)
    }
    expect(0.07).toBe(7 / 100)
  })

  it('is inclusive: a coefficient on the rim belongs to the low image', () => {
    // 0.5 of Nyquist on 8 pixels is a radius of 2 samples: (2, 0) and (0, 2) lie on the rim.
    const mask = circularMask(8, mixingFrequency(0.5))
    expect([mask[2], mask[6], mask[16], mask[48], mask[3], mask[2 * 8 + 1]]).toEqual([1, 1, 1, 1, 0, 0])
    expect(coefficientCount(mask)).toBe(13)
    // 3-4-5: radius 5 of 20 samples.
    expect(circularMask(20, mixingFrequency(0.5))[3 * 20 + 4]).toBe(1)
  })

  it('is Hermitian-symmetric for the sizes of the paper', () => {
    for (const size of [32, 64, 224]) {
      for (const f of [0.05, 0.25, 0.42, 0.85, 1]) {
        const mask = circularMask(size, mixingFrequency(f))
        const asymmetric = mask.findIndex((value, at) => {
          const [v, u] = [Math.floor(at / size), at % size]
          return mask[((size - v) % size) * size + ((size - u) % size)] !== value
        })
        expect(asymmetric).toBe(-1)
      }
    }
  })

  it('grows with f_mix: from DC alone to everything but the corners', () => {
    const [none, all] = [circularMask(32, mixingFrequency(0)), circularMask(32, mixingFrequency(1))]
    expect(none[0]).toBe(1)
    expect(coefficientCount(none)).toBe(1)
    expect(all[16 * 32 + 16]).toBe(0)
    expect(1 - coefficientCount(all) / 1024).toBeCloseTo(0.22, 2)
    let previous = circularMask(33, mixingFrequency(0))
    for (let step = 1; step <= 50; step++) {
      const next = circularMask(33, mixingFrequency(step / 50))
      expect(next.every((value, i) => value >= previous[i]!)).toBe(true)
      previous = next
    }
  })

  it('refuses an f_mix above Nyquist and a side that is none', () => {
    expect(() => circularMask(32, fractionOfNyquist(1.2))).toThrow(UserError)
    expect(() => circularMask(32, fractionOfNyquist(1.2))).toThrow("f_mix '1.2' is not allowed")
    expect(() => circularMask(0, mixingFrequency(0.5))).toThrow("image side '0'")
  })
})
