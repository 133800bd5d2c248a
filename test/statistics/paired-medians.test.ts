/** Medians of sizes on the same images: known answers, sizes that are only known to be larger, and coverage. */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { pairedMedians } from '../../src-main/statistics/paired-medians'

const options = (seed = 0, resamples = 500) => ({
  random: generator(seed, 'medians'),
  resamples,
  level: 0.95,
})

describe('the medians of two models', () => {
  it('differ and divide as numpy.median says', () => {
    const first = Float64Array.of(0.4, 0.1, 0.3, 0.2)
    const found = pairedMedians(first, Float64Array.of(0.1, 0.2, 0.1, 0.4), options())
    expect(found.first).toBe(0.25)
    expect(found.second).toBeCloseTo(0.15, 12)
    expect(found.difference.value).toBeCloseTo(0.1, 12)
    expect(found.ratio.value).toBeCloseTo(0.25 / 0.15, 12)
  })

  it('have no uncertain ratio where one is always twice the other', () => {
    const first = Float64Array.from({ length: 51 }, (_, i) => 0.02 * (i + 1))
    const { ratio, difference } = pairedMedians(
      first,
      first.map((size) => size / 2),
      options(),
    )
    expect(ratio).toEqual({ value: 2, low: 2, high: 2 })
    expect(difference.low!).toBeLessThan(difference.value!)
    expect(difference.high!).toBeGreaterThan(difference.value!)
  })

  it('of which one is only known to be larger give no number', () => {
    const first = Float64Array.of(1, Infinity, Infinity)
    expect(pairedMedians(first, Float64Array.of(1, 2, 3), options())).toMatchObject({
      first: null,
      second: 2,
      difference: { value: null, low: null, high: null },
      ratio: { value: null },
    })
    // Some are larger than any: the median is known, and how far up it may lie is not.
    const some = Float64Array.from({ length: 20 }, (_, i) => (i < 11 ? 1 + i / 10 : Infinity))
    const { difference } = pairedMedians(some, new Float64Array(20).fill(1), options())
    expect(difference.value).toBeGreaterThan(0)
    expect(difference.low).not.toBeNull()
    expect(difference.high).toBeNull()
  })

  it('of 0 are not divided, and one image has no interval', () => {
    const zero = new Float64Array(5)
    expect(pairedMedians(new Float64Array(5).fill(1), zero, options()).ratio.value).toBeNull()
    const alone = pairedMedians(Float64Array.of(2), Float64Array.of(1), options())
    expect(alone.difference).toEqual({ value: 1, low: null, high: null })
    // Of five images the interval would cover less than it says, of six not: as of one median.
    const sizes = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => 1 + i)
    expect(pairedMedians(sizes(5), sizes(5), options())).toMatchObject({
      difference: { value: 0, low: null, high: null },
      ratio: { value: 1, low: null, high: null },
    })
    expect(pairedMedians(sizes(6), sizes(6), options()).difference).toEqual({ value: 0, low: 0, high: 0 })
    expect(() => pairedMedians(zero, new Float64Array(4), options())).toThrow(RangeError)
  })

  it('cover their true ratio about as often as they say', () => {
    const random = generator(3, 'sizes')
    const samples = 300
    let inside = 0
    for (let sample = 0; sample < samples; sample++) {
      const [first, second] = [new Float64Array(61), new Float64Array(61)]
      for (let i = 0; i < 61; i++) {
        // What makes an image hard is shared; medians e^0.3 and 1.
        const shared = random.normal()
        first[i] = Math.exp(0.3 + shared + 0.3 * random.normal())
        second[i] = Math.exp(shared + 0.3 * random.normal())
      }
      const { ratio } = pairedMedians(first, second, options(sample, 300))
      if (ratio.low! <= Math.exp(0.3) && Math.exp(0.3) <= ratio.high!) inside++
    }
    // 0.95 with a standard error of 0.013; the bootstrap of medians errs on the wide side.
    expect(inside / samples).toBeGreaterThan(0.91)
  })
})
