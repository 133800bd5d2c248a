import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { clusteredProportion } from '../../src-main/statistics/clustered-proportion'
import { wilson } from '../../src-main/statistics/wilson'

const IMAGES = 200
const CELLS = 15

describe('clusteredProportion', () => {
  it.each([150, 180, 199, 200])('of one cell is Wilson’s interval, with %i of 200 right', (count) => {
    const right = Array.from({ length: IMAGES }, (_, i) => (i < count ? 1 : 0))
    const plain = wilson(count / IMAGES, IMAGES)
    expect(clusteredProportion(right, 1)).toEqual({ value: plain.value, low: plain.low, high: plain.high })
  })

  it.each([10, 18, 19, 20])(
    'of images that are right in all cells or in none is that of one cell: %i of 20',
    (count) => {
      const right = Array.from({ length: 20 }, (_, i) => (i < count ? CELLS : 0))
      const { low, high } = clusteredProportion(right, CELLS)
      const plain = wilson(count / 20, 20)
      expect(low).toBeCloseTo(plain.low, 12)
      expect(high).toBeCloseTo(plain.high, 12)
    },
  )

  it.each([
    { each: 75, low: 0.8389, high: 1 },
    { each: 15, low: 0.0807, high: 0.416 },
    { each: 0, low: 0, high: 0.1611 },
  ])('of 20 images that are all right in $each of 75 cells counts 20 answers', ({ each, low, high }) => {
    const found = clusteredProportion(new Array<number>(20).fill(each), 75)
    // Wilson's limits for 20, 4 and 0 of 20, from its published formula.
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })

  it('does not believe in cells that are independent because one image of 20 fails in one cell', () => {
    const right = Array.from({ length: 20 }, (_, i) => (i === 0 ? 74 : 75))
    expect(clusteredProportion(right, 75).low).toBeLessThan(0.839)
    expect(clusteredProportion(right, 75).low).toBeGreaterThan(0.83)
  })

  it('of one image is that of one answer', () => {
    expect(clusteredProportion([0], CELLS)).toMatchObject({ low: 0, high: wilson(0, 1).high })
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

  describe.each([
    { images: 20, cells: 15 },
    { images: 20, cells: 75 },
    { images: 60, cells: 15 },
    { images: 60, cells: 75 },
    { images: 400, cells: 15 },
  ])('near its ends, $images images in $cells cells', ({ images, cells }) => {
    // The chance that an image is answered wrongly in a cell; its mean over images is 0.02 for each kind.
    it.each<{ words: string; wrong: (uniform: number) => number }>([
      { words: 'that are alike', wrong: () => 0.02 },
      { words: 'that each have their own difficulty', wrong: (uniform) => uniform ** 49 },
      { words: 'of which one in fifty fails in all cells', wrong: (uniform) => (uniform < 0.02 ? 1 : 0) },
      {
        words: 'of which one in eighty fails in all cells',
        wrong: (uniform) => (uniform < 0.0125 ? 1 : 0.0076),
      },
    ])('$words, covers the true mean', ({ wrong }) => {
      const random = generator(0, 'rare errors')
      const samples = 800
      let [top, bottom] = [0, 0]
      for (let sample = 0; sample < samples; sample++) {
        const failed = Array.from({ length: images }, () => {
          const chance = wrong(random.uniform())
          let count = 0
          for (let cell = 0; cell < cells; cell++) if (random.uniform() < chance) count++
          return count
        })
        const low = clusteredProportion(failed, cells)
        const high = clusteredProportion(
          failed.map((count) => cells - count),
          cells,
        )
        if (low.low <= 0.02 && 0.02 <= low.high) bottom++
        if (high.low <= 0.98 && 0.98 <= high.high) top++
      }
      // 0.95 with a standard error of 0.008; Wilson's own is 0.94 to 0.97 here.
      expect(bottom / samples).toBeGreaterThan(0.93)
      expect(top).toBe(bottom)
    })
  })
})
