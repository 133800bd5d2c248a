import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { clusteredProportion } from '../../src-main/statistics/clustered-proportion'
import { wilson } from '../../src-main/statistics/wilson'

const IMAGES = 200
const CELLS = 15

describe('clusteredProportion', () => {
  it('of one cell is Wilson’s interval, but for n − 1', () => {
    const right = Array.from({ length: IMAGES }, (_, i) => (i < 150 ? 1 : 0))
    const { value, low, high } = clusteredProportion(right, 1)
    const plain = wilson(0.75, IMAGES)
    expect(value).toBe(0.75)
    expect(low).toBeCloseTo(plain.low, 3)
    expect(high).toBeCloseTo(plain.high, 3)
  })

  it('of images that are right in all cells or in none is that of the images, however many cells there are', () => {
    const right = Array.from({ length: IMAGES }, (_, i) => (i < 150 ? CELLS : 0))
    const { low, high } = clusteredProportion(right, CELLS)
    const plain = wilson(0.75, IMAGES)
    expect(low).toBeCloseTo(plain.low, 3)
    expect(high).toBeCloseTo(plain.high, 3)
  })

  it('never counts more answers than there are, and stays in [0,1]', () => {
    expect(clusteredProportion([CELLS, CELLS, CELLS], CELLS)).toEqual(
      (({ value, low, high }) => ({ value, low, high }))(wilson(1, 3 * CELLS)),
    )
    expect(clusteredProportion([0], CELLS).low).toBe(0)
    expect(clusteredProportion([0], CELLS).high).toBeGreaterThan(0.7)
  })

  it('covers the true mean of hard and easy images about as often as it says; counting cells does not', () => {
    // An image's chance of being answered rightly is its own, uniform on [0,1] to the power ½: mean 2/3.
    const random = generator(0, 'hard and easy images')
    const truth = 2 / 3
    const samples = 2000
    let clustered = 0
    let counted = 0
    for (let sample = 0; sample < samples; sample++) {
      const right = Array.from({ length: IMAGES }, () => {
        const chance = Math.sqrt(random.uniform())
        let cells = 0
        for (let cell = 0; cell < CELLS; cell++) if (random.uniform() < chance) cells++
        return cells
      })
      const { value, low, high } = clusteredProportion(right, CELLS)
      if (low <= truth && truth <= high) clustered++
      const plain = wilson(value, IMAGES * CELLS)
      if (plain.low <= truth && truth <= plain.high) counted++
    }
    // 0.95 with a standard error of 0.005.
    expect(clustered / samples).toBeGreaterThan(0.93)
    expect(clustered / samples).toBeLessThan(0.97)
    expect(counted / samples).toBeLessThan(0.8)
  })
})
