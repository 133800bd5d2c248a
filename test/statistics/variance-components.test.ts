import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { pooledDeviation } from '../../src-main/statistics/sample'
import { varianceComponents } from '../../src-main/statistics/variance-components'

/** Davies & Goldsmith 1972: yield of dyestuff from six batches (`Dyestuff` of R's lme4). */
const DYESTUFF = [
  [1545, 1440, 1440, 1520, 1580],
  [1540, 1555, 1490, 1560, 1495],
  [1595, 1550, 1605, 1510, 1560],
  [1445, 1440, 1595, 1465, 1545],
  [1595, 1630, 1515, 1635, 1625],
  [1520, 1455, 1450, 1480, 1445],
]
/** Box & Tiao 1973, made up so that the estimate is negative (`Dyestuff2`). */
const DYESTUFF2 = [
  [7.298, 3.846, 2.434, 9.566, 7.99],
  [5.22, 6.556, 0.608, 11.788, -0.892],
  [0.11, 10.386, 13.434, 5.51, 8.166],
  [2.212, 4.852, 7.092, 9.288, 4.98],
  [0.282, 9.014, 4.458, 9.446, 7.198],
  [1.722, 4.782, 8.106, 0.758, 3.758],
]

describe('variance components', () => {
  it('are those published for the dyestuff: 42.00 between batches, 49.51 within', () => {
    const found = varianceComponents(DYESTUFF)!
    expect(found.between).toBeCloseTo(42.0, 2)
    expect(found.within).toBeCloseTo(49.51, 2)
    expect(found).toMatchObject({
      groups: 6,
      values: 30,
      truncated: false,
      freedomWithin: 24,
      freedomBetween: 5,
    })
  })

  it('are 0 where the estimate is negative, and say so', () => {
    const found = varianceComponents(DYESTUFF2)!
    expect(found.betweenVariance).toBeLessThan(0)
    expect(found).toMatchObject({ between: 0, truncated: true })
  })

  it('are unbiased for groups of unequal size, before anything is taken as 0', () => {
    const random = generator(3, 'simulated families')
    const sizes = [1, 2, 2, 3, 7]
    const [between, within, draws] = [0.4, 1, 20_000]
    let sumBetween = 0
    let sumWithin = 0
    for (let draw = 0; draw < draws; draw++) {
      const found = varianceComponents(
        sizes.map((n) => {
          const shift = between * random.normal()
          return Array.from({ length: n }, () => 5 + shift + within * random.normal())
        }),
      )!
      sumBetween += found.betweenVariance
      sumWithin += found.within ** 2
    }
    expect(Math.abs(sumBetween / draws - 0.16)).toBeLessThan(0.02)
    expect(Math.abs(sumWithin / draws - 1)).toBeLessThan(0.02)
  })

  it('are none with one group, or with one value in each', () => {
    expect(varianceComponents([[1, 2, 3]])).toBeNull()
    expect(varianceComponents([[1], [2], [3]])).toBeNull()
    expect(varianceComponents([[1, 2], []])).toBeNull()
  })
})

describe('the pooled standard deviation', () => {
  it('is the within-batch one of the analysis of variance', () => {
    expect(pooledDeviation(DYESTUFF)).toBeCloseTo(49.51, 2)
    expect(pooledDeviation([[1, 3], [7]])).toBeCloseTo(Math.SQRT2, 12)
    expect(pooledDeviation([[1], [7]])).toBeNull()
  })
})
