/** Differences of paired proportions: published intervals, and how often they cover the truth. */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { newcombe, pairedDifference } from '../../src-main/statistics/paired-proportions'
import { wilson } from '../../src-main/statistics/wilson'

interface Published {
  counts: [number, number, number, number]
  low: number
  high: number
}

describe('Newcombe’s interval of a paired difference', () => {
  it.each<Published>([
    // Fagerland, Lydersen and Laake, Stat. Med. 2014, 33:2850: airway reactivity before and after transplantation.
    { counts: [1, 1, 7, 12], low: -0.507, high: -0.026 },
    // Newcombe, Stat. Med. 1998, 17:2635: two of the tables that he compares methods on.
    { counts: [36, 12, 2, 0], low: 0.0569, high: 0.3404 },
    { counts: [20, 12, 2, 16], low: 0.0562, high: 0.3292 },
  ])('of $counts is the published one', ({ counts, low, high }) => {
    const found = newcombe(...counts)
    const digits = String(low).split('.')[1]!.length
    expect(found.low.toFixed(digits)).toBe(low.toFixed(digits))
    expect(found.high.toFixed(digits)).toBe(high.toFixed(digits))
    const n = counts[0] + counts[1] + counts[2] + counts[3]
    expect(found.value).toBeCloseTo((counts[1] - counts[2]) / n, 12)
  })

  it('counts the four kinds of images from the answers', () => {
    const first = [1, 1, 1, 0, 0, 1]
    const second = [1, 0, 0, 1, 0, 1]
    expect(pairedDifference(first, second, 1)).toEqual(newcombe(2, 2, 1, 1))
  })

  it('has a width where no image was answered differently, and stays in [−1, 1]', () => {
    const same = newcombe(90, 0, 0, 10)
    expect(same.value).toBe(0)
    expect(same.low).toBeLessThan(0)
    expect(same.high).toBeCloseTo(-same.low, 12)
    expect(newcombe(0, 5, 0, 0).high).toBeLessThanOrEqual(1)
    expect(newcombe(5, 0, 0, 0)).toMatchObject({ value: 0 })
  })

  it('is tighter than without the pairing where the same images are hard for both', () => {
    const paired = newcombe(700, 60, 20, 220)
    const [a, b] = [wilson(0.76, 1000), wilson(0.72, 1000)]
    const alone = Math.hypot(a.value - a.low, b.high - b.value)
    expect(paired.value - paired.low).toBeLessThan(alone / 2)
  })
})

/** Answers of two models to images that are hard for both or for neither. */
function answers(
  images: number,
  cells: number,
  random: ReturnType<typeof generator>,
): [Float64Array, Float64Array] {
  const [first, second] = [new Float64Array(images), new Float64Array(images)]
  for (let i = 0; i < images; i++) {
    // Uniform ease e: the first is right with √e (mean 2/3), the second with e (mean 1/2).
    const ease = random.uniform()
    for (let cell = 0; cell < cells; cell++) {
      if (random.uniform() < Math.sqrt(ease)) first[i]! += 1
      if (random.uniform() < ease) second[i]! += 1
    }
  }
  return [first, second]
}

describe.each([
  { cells: 1, words: 'one cell' },
  { cells: 15, words: '15 cells' },
])('the difference over $words', ({ cells }) => {
  it('covers the truth about as often as it says', () => {
    const random = generator(0, 'paired answers')
    const samples = 2000
    let inside = 0
    for (let sample = 0; sample < samples; sample++) {
      const { low, high } = pairedDifference(...answers(100, cells, random), cells)
      if (low <= 1 / 6 && 1 / 6 <= high) inside++
    }
    // 0.95 with a standard error of 0.005.
    expect(inside / samples).toBeGreaterThan(0.93)
    expect(inside / samples).toBeLessThan(0.975)
  })
})

describe('the difference over many cells, at its ends', () => {
  const alike = (count: number, of: number): number[] =>
    Array.from({ length: 20 }, (_, i) => (i < count ? of : 0))

  it.each([
    [20, 20],
    [20, 19],
    [20, 0],
    [12, 10],
    [10, 10],
  ])(
    'is Newcombe’s where images are right in all of their 75 cells or in none: %i and %i of 20',
    (one, two) => {
      const found = pairedDifference(alike(one, 75), alike(two, 75), 75)
      const plain = newcombe(Math.min(one, two), Math.max(0, one - two), 0, 20 - Math.max(one, two))
      expect(found.low).toBeCloseTo(plain.low, 12)
      expect(found.high).toBeCloseTo(plain.high, 12)
    },
  )

  it('of two models that are right in every cell of 20 images is no certainty', () => {
    const all = new Array<number>(20).fill(75)
    const { value, low, high } = pairedDifference(all, all, 75)
    expect(value).toBe(0)
    expect(low).toBeCloseTo(-0.1611, 4)
    expect(high).toBeCloseTo(0.1611, 4)
  })

  it('has a width where both models answered every image alike', () => {
    const random = generator(2, 'alike')
    const right = Array.from({ length: 60 }, () => Math.floor(16 * random.uniform()))
    const { low, high } = pairedDifference(right, right, 15)
    expect(high - low).toBeGreaterThan(0.02)
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
  })

  it.each([
    { images: 20, cells: 75 },
    { images: 60, cells: 15 },
    { images: 400, cells: 15 },
  ])(
    'covers the truth: $images images in $cells cells, one in 50 and one in 100 fail',
    ({ images, cells }) => {
      const random = generator(3, 'rare failures')
      const samples = 1000
      let inside = 0
      for (let sample = 0; sample < samples; sample++) {
        const [first, second] = [new Float64Array(images), new Float64Array(images)]
        for (let i = 0; i < images; i++) {
          // What the second fails at the first does, too: 0.02 and 0.01 of the images, in all cells.
          const ease = random.uniform()
          first[i] = ease < 0.02 ? 0 : cells
          second[i] = ease < 0.01 ? 0 : cells
        }
        const { low, high } = pairedDifference(first, second, cells)
        if (low <= -0.01 && -0.01 <= high) inside++
      }
      expect(inside / samples).toBeGreaterThan(0.93)
    },
  )
})

it('over many cells is as wide as the spread of the images’ own differences says', () => {
  const [first, second] = answers(5000, 15, generator(1, 'many'))
  const { value, low, high } = pairedDifference(first, second, 15)
  const differences = Array.from(first, (right, i) => (right - second[i]!) / 15)
  const mean = differences.reduce((sum, each) => sum + each, 0) / 5000
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 4999
  expect(value).toBeCloseTo(mean, 12)
  expect((high - low) / (2 * 1.959964 * Math.sqrt(variance / 5000))).toBeCloseTo(1, 2)
})

it('refuses answers that are no pairs', () => {
  expect(() => pairedDifference([1, 0], [1], 1)).toThrow(RangeError)
  expect(() => pairedDifference([], [], 1)).toThrow(RangeError)
})
