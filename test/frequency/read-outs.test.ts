import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { mixingFrequency } from '../../src-main/contract/units'
import { readOuts } from '../../src-main/frequency/read-outs'
import type { SeedMeasurement } from '../../src-main/frequency/read-outs'

// Images 0 … 3 have the classes 0 … 3; the pairs are (0,1), (1,2), (2,3), (3,0).
const labels = Int32Array.from([0, 1, 2, 3])
const pairs = { low: Int32Array.from([0, 1, 2, 3]), high: Int32Array.from([1, 2, 3, 0]) }
const two = [0.25, 0.75].map(mixingFrequency)

const seed = (predicted: number[], confidence: number[]): SeedMeasurement => ({
  pairs,
  predicted: Int16Array.from(predicted),
  confidence: Float32Array.from(confidence),
})
// First row: low, high, high, third. Second row: low, low, low, high.
const first = seed([0, 2, 3, 1, 0, 1, 2, 0], [0.5, 0.5, 1, 1, 0.25, 0.25, 0.25, 0.25])
// First row: all high. Second row: low, low, third, third.
const second = seed([1, 2, 3, 0, 0, 1, 0, 1], [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5])

describe('readOuts', () => {
  it('counts low, high and third answers; one seed has no error over seeds', () => {
    const [row] = readOuts([first], labels, two)
    expect(row!.fMix).toBe(0.25)
    expect(row!.pLow).toEqual({
      mean: 0.25,
      standardErrorOverSeeds: null,
      standardErrorOverImages: Math.sqrt((0.25 * 0.75) / 4),
    })
    expect(row!.pHigh.mean).toBe(0.5)
    expect(row!.pHigh.standardErrorOverImages).toBe(0.25)
    expect(row!.pOther.mean).toBe(0.25)
    // Outcomes 1, −1, −1, 0: mean −¼, variance ¾ − 1/16.
    expect(row!.difference.mean).toBe(-0.25)
    expect(row!.difference.standardErrorOverImages).toBeCloseTo(Math.sqrt((0.75 - 0.0625) / 4), 12)
    expect(row!.confidence.mean).toBe(0.75)
    expect(row!.confidence.standardErrorOverImages).toBeCloseTo(0.25 / 2, 12)
  })

  it('averages over seeds, with the standard error of n − 1', () => {
    const [low, high] = readOuts([first, second], labels, two)
    expect(low!.pLow.mean).toBe(0.125)
    // Values ¼ and 0: standard deviation ¼/√2, divided by √2.
    expect(low!.pLow.standardErrorOverSeeds).toBeCloseTo(0.125, 12)
    expect(low!.pHigh.mean).toBe(0.75)
    expect(low!.difference.mean).toBe(-0.625)
    expect(low!.difference.standardErrorOverSeeds).toBeCloseTo(0.375, 12)
    expect(high!.pLow.mean).toBe(0.625)
    expect(high!.pHigh.mean).toBe(0.125)
    expect(high!.pOther.mean).toBe(0.25)
    expect(high!.confidence.mean).toBe(0.375)
    expect(high!.confidence.standardErrorOverSeeds).toBeCloseTo(0.125, 6)
    // The same images in two seeds are not eight images: √(p(1 − p)/4).
    expect(high!.pLow.standardErrorOverImages).toBeCloseTo(Math.sqrt((0.625 * 0.375) / 4), 12)
  })

  it('gives every seed the same weight, whatever its number of pairs', () => {
    const short: SeedMeasurement = {
      pairs: { low: Int32Array.from([0]), high: Int32Array.from([1]) },
      predicted: Int16Array.from([0, 0]),
      confidence: Float32Array.from([1, 1]),
    }
    const [row] = readOuts([second, short], labels, two)
    expect(row!.pLow.mean).toBe(0.5)
    expect(row!.pHigh.mean).toBe(0.5)
  })

  it('adds up to one, and a tie over seeds is exactly zero', () => {
    const answers = fc.array(fc.nat(3), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(answers, { minLength: 1, maxLength: 7 }), (seeds) => {
        const measurements = seeds.map((predicted) => seed(predicted, new Array<number>(8).fill(0.5)))
        for (const row of readOuts(measurements, labels, two)) {
          expect(row.pLow.mean + row.pHigh.mean + row.pOther.mean).toBeCloseTo(1, 12)
          expect(row.difference.mean).toBeCloseTo(row.pLow.mean - row.pHigh.mean, 12)
          if (row.pLow.mean === row.pHigh.mean) expect(row.difference.mean).toBe(0)
        }
      }),
    )
  })

  it('counts images, not pairs, where listed pairs use an image again and again', () => {
    // 8 low images with 24 high ones each; what a model answers hangs on the low image alone: 5 of 8 are recognised.
    const places = Array.from({ length: 192 }, (_, i) => i)
    const listed = {
      low: Int32Array.from(places, (i) => i % 8),
      high: Int32Array.from(places, (i) => 8 + (i >> 3)),
    }
    const classes = Int32Array.from({ length: 32 }, (_, i) => (i < 8 ? 0 : 1))
    const answers = (low: number): number => (low < 5 ? 0 : 1)
    const measurement = (pairs: typeof listed, sample: Int32Array, role: 0 | 1): SeedMeasurement => ({
      pairs,
      predicted: Int16Array.from(sample, (image) => (role === 0 ? answers(image) : 1 - answers(image))),
      confidence: Float32Array.from(sample, (image) => (image < 5 ? 0.5 : 1)),
    })
    const one = [mixingFrequency(0.5)]
    const [row] = readOuts([measurement(listed, listed.low, 0)], classes, one)
    expect(row!.pLow.mean).toBe(0.625)
    // As of 8 independent answers, not of 192.
    expect(row!.pLow.standardErrorOverImages).toBeCloseTo(Math.sqrt((0.625 * 0.375) / 8), 12)
    expect(row!.pHigh.standardErrorOverImages).toBeCloseTo(Math.sqrt((0.625 * 0.375) / 8), 12)
    expect(row!.pOther.standardErrorOverImages).toBe(0)
    expect(row!.difference.standardErrorOverImages).toBeCloseTo(2 * Math.sqrt((0.625 * 0.375) / 8), 12)
    expect(row!.confidence.standardErrorOverImages).toBeCloseTo(0.5 * Math.sqrt((0.625 * 0.375) / 8), 12)
    // The same where it is the high image that returns.
    const turned = { low: listed.high, high: listed.low }
    const [other] = readOuts(
      [measurement(turned, turned.high, 1)],
      Int32Array.from(classes, (c) => 1 - c),
      one,
    )
    expect(other!.pHigh.standardErrorOverImages).toBeGreaterThan(0)
    expect(other!.pHigh.standardErrorOverImages).toBeCloseTo(row!.pLow.standardErrorOverImages, 12)
    // Answers that are one right and one wrong for every image: other images would give the same.
    const few = { low: Int32Array.from([0, 0, 1, 1]), high: Int32Array.from([2, 3, 4, 5]) }
    const even = { pairs: few, predicted: Int16Array.from([0, 1, 1, 0]), confidence: new Float32Array(4) }
    expect(readOuts([even], Int32Array.from([0, 0, 1, 1, 1, 1]), one)[0]!.pLow.standardErrorOverImages).toBe(
      0,
    )
  })

  it('refuses measurements that do not fit together', () => {
    expect(() => readOuts([], labels, two)).toThrow('at least one seed')
    expect(() => readOuts([first], labels, [mixingFrequency(0.5)])).toThrow('8 predictions')
    expect(() => readOuts([{ ...first, confidence: new Float32Array(3) }], labels, two)).toThrow(
      '3 confidences',
    )
  })
})
