import { describe, expect, it } from 'vitest'
import { mixingFrequency } from '../../src-main/contract/units'
import { reversalInterval, summariseReversal } from '../../src-main/frequency/reversal-interval'
import type { SeedMeasurement } from '../../src-main/frequency/read-outs'
import { generator } from '../../src-main/random/generator'

const ends = [0, 1].map(mixingFrequency)

/** Class 1 for the images of the low role, 2 for those of the high role; 0 is the third class. */
function labelsFor(n: number): Int32Array {
  return Int32Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 2))
}

/** A seed whose outcomes (+1 low, −1 high, 0 third) are given as rows [f_mix][image]. */
function seedOf(rows: number[][], order?: number[]): SeedMeasurement {
  const n = rows[0]!.length
  const images = order ?? Array.from({ length: n }, (_, i) => i)
  const predicted = rows.flatMap((row) =>
    images.map((image) => (row[image] === 1 ? 1 : row[image] === -1 ? 2 : 0)),
  )
  return {
    pairs: { low: Int32Array.from(images), high: Int32Array.from(images, (image) => n + image) },
    predicted: Int16Array.from(predicted),
    confidence: new Float32Array(predicted.length),
  }
}

/** Outcomes ±1 with the mean `mean`, independent for each image. */
function coins(n: number, mean: number, ...names: string[]): number[] {
  const random = generator(1, ...names)
  return Array.from({ length: n }, () => (random.uniform() < (1 + mean) / 2 ? 1 : -1))
}

const share = (n: number, ...parts: [number, number][]): number[] =>
  parts.flatMap(([count, outcome]) => new Array<number>(count * n).fill(outcome))

describe('reversalInterval', () => {
  it('has the width that error propagation gives, over images', () => {
    const n = 4000
    const measurement = seedOf([coins(n, -0.5, 'at 0'), coins(n, 0.5, 'at 1')])
    const { low, high, withoutCrossing } = reversalInterval([measurement], labelsFor(n), ends, {
      resamples: 4000,
    })
    // f = −d0/(d1 − d0) at (−½, ½): both derivatives are −½, both variances ¾/n.
    const deviation = Math.sqrt((0.25 * (0.75 + 0.75)) / n)
    expect((high! - low!) / (2 * 1.959964 * deviation)).toBeGreaterThan(0.93)
    expect((high! - low!) / (2 * 1.959964 * deviation)).toBeLessThan(1.07)
    expect(withoutCrossing).toBe(0)
    expect(Math.abs((low! + high!) / 2 - 0.5)).toBeLessThan(3 * deviation)
  })

  it('keeps an image together over f_mix: what rises and falls together cancels', () => {
    // Every image has d1 = d0 + 1 or the like; with d1 = −d0 per image f is ½ in every resample.
    const at0 = coins(500, -0.5, 'together')
    const measurement = seedOf([at0, at0.map((outcome) => -outcome)])
    const { low, high } = reversalInterval([measurement], labelsFor(500), ends)
    expect(low).toBeCloseTo(0.5, 12)
    expect(high).toBeCloseTo(0.5, 12)
  })

  it.each(['low', 'high'] as const)(
    'has the width of 40 images where each is the %s one of 10 listed pairs',
    (role) => {
      const n = 40
      const once = seedOf([coins(n, -0.5, 'listed at 0'), coins(n, 0.5, 'listed at 1')])
      const again = Array.from({ length: 10 * n }, (_, i) => i)
      const low = Int32Array.from(again, (i) => (role === 'low' ? i % n : i))
      const high = Int32Array.from(again, (i) => 10 * n + (role === 'low' ? i : i % n))
      const predicted = Int16Array.from(
        { length: 20 * n },
        (_, i) => once.predicted[(i % n) + (i < 10 * n ? 0 : n)]!,
      )
      const listed = { pairs: { low, high }, predicted, confidence: new Float32Array(20 * n) }
      const [few, many] = [
        reversalInterval([once], labelsFor(n), ends),
        reversalInterval([listed], labelsFor(10 * n), ends),
      ]
      expect(few.low).not.toBeNull()
      expect([many.low, many.high]).toEqual([few.low, few.high])
    },
  )

  it('includes the variation between seeds', () => {
    // f is ¼ for one seed and ¾ for the other; a quarter of the resamples draw one of them twice.
    const n = 20
    const early = seedOf([share(n / 4, [1, 0], [1, 0], [1, 0], [1, -1]), share(n / 4, [1, 0], [3, 1])])
    const late = seedOf([share(n / 4, [1, 0], [3, -1]), share(n / 4, [3, 0], [1, 1])])
    const alone = reversalInterval([late], labelsFor(n), ends)
    const both = summariseReversal([early, late], labelsFor(n), ends)
    expect(both.verdict).toEqual({ kind: 'crossing', value: 0.5 })
    expect(both.interval.low!).toBeLessThan(alone.low!)
    expect(both.interval.low!).toBeLessThan(0.3)
    expect(both.interval.high!).toBeGreaterThan(0.7)
  })

  it('treats an image as the same image in every seed, in whatever order the pairs come', () => {
    const n = 300
    const rows = [coins(n, -0.4, 'order 0'), coins(n, 0.6, 'order 1')]
    const backwards = Array.from({ length: n }, (_, i) => n - 1 - i)
    const once = reversalInterval([seedOf(rows)], labelsFor(n), ends, { resamples: 3000 })
    const twice = reversalInterval([seedOf(rows), seedOf(rows, backwards)], labelsFor(n), ends, {
      resamples: 3000,
    })
    // Measuring the same answers twice must not make the interval √2 narrower.
    const ratio = (twice.high! - twice.low!) / (once.high! - once.low!)
    expect(ratio).toBeGreaterThan(0.9)
    expect(ratio).toBeLessThan(1.1)
  })

  it('is the same for the same seed and nearly the same for another', () => {
    const measurement = [seedOf([coins(400, -0.3, 'a'), coins(400, 0.3, 'b')])]
    const first = reversalInterval(measurement, labelsFor(400), ends, { seed: 3 })
    expect(reversalInterval(measurement, labelsFor(400), ends, { seed: 3 })).toEqual(first)
    const other = reversalInterval(measurement, labelsFor(400), ends, { seed: 4 })
    expect(other).not.toEqual(first)
    expect(Math.abs(other.low! - first.low!)).toBeLessThan(0.3 * (first.high! - first.low!))
    expect(first.resamples).toBe(1000)
    expect(first.level).toBe(0.95)
  })

  it('is wider at a higher level', () => {
    const measurement = [seedOf([coins(400, -0.3, 'a'), coins(400, 0.3, 'b')])]
    const at = (level: number): number => {
      const { low, high } = reversalInterval(measurement, labelsFor(400), ends, { level })
      return high! - low!
    }
    expect(at(0.99)).toBeGreaterThan(at(0.95))
    expect(at(0.95)).toBeGreaterThan(at(0.5))
  })

  it('is absent when many resamples have no single crossing, and says how many', () => {
    // 100 images, mean −0.02 ± 0.1 at 0: about two resamples of five begin above zero.
    const measurement = seedOf([share(1, [49, 1], [51, -1]), share(1, [90, 1], [10, -1])])
    const interval = reversalInterval([measurement], labelsFor(100), ends)
    expect(interval.low).toBeNull()
    expect(interval.high).toBeNull()
    expect(interval.withoutCrossing).toBeGreaterThan(0.3)
    expect(interval.withoutCrossing).toBeLessThan(0.6)
  })

  it('refuses settings that mean nothing', () => {
    const measurement = [seedOf([[-1], [1]])]
    expect(() => reversalInterval(measurement, labelsFor(1), ends, { resamples: 0 })).toThrow("resamples '0'")
    expect(() => reversalInterval(measurement, labelsFor(1), ends, { level: 95 })).toThrow("level '95'")
  })
})

describe('summariseReversal', () => {
  it('gives p_other at the crossing by interpolation', () => {
    // d: −½ → ½ (crossing at ½); p_other: ½ → ¼ … here 0.5 and 0.5.
    const measurement = seedOf([
      [-1, -1, 0, 0],
      [1, 1, 1, 0],
    ])
    const summary = summariseReversal([measurement], labelsFor(4), ends)
    // d goes from −½ to ¾, so the crossing lies at 0.4; p_other from ½ to ¼.
    expect(summary.verdict).toEqual({ kind: 'crossing', value: 0.4 })
    expect(summary.pOtherAtCrossing).toBeCloseTo(0.4, 12)
    expect(summary.curve.map((point) => point.pOther.mean)).toEqual([0.5, 0.25])
  })

  it('has neither interval nor p_other without a crossing', () => {
    const summary = summariseReversal(
      [
        seedOf([
          [-1, -1],
          [-1, -1],
        ]),
      ],
      labelsFor(2),
      ends,
    )
    expect(summary.verdict.kind).toBe('none')
    expect(summary.interval).toMatchObject({ low: null, high: null, withoutCrossing: 1 })
    expect(summary.pOtherAtCrossing).toBeNull()
  })
})
