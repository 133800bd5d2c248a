/** What a stored reversal says when it is read: its resolution, and nothing of a model that guesses. */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { summariseReversal } from '../../src-main/frequency/reversal-interval'
import { reversalDataSchema } from '../../src-main/contract/kinds/hybrid/units'
import { reportReversal } from '../../src-main/studies/hybrid/report'
import { mixingFrequency } from '../../src-main/contract/units'
import type { ReversalData } from '../../src-main/contract/kinds/hybrid/units'

const GRID = [0, 0.07, 0.12, 0.16, 0.25, 0.5, 1]
const MODEL = { size: 32, classes: 10 }

function stored(
  points: readonly [f_mix: number, p_low: number, p_high: number][],
  value: number | null,
): ReversalData {
  return reversalDataSchema.parse({
    images: 1000,
    seeds: 4,
    f_rev: {
      value,
      low: value,
      high: value,
      unit: 'fraction of Nyquist',
      sentence: value === null ? 'p_low stays below p_high.' : null,
      crossings: value === null ? [] : [value],
      resamples: 1000,
      withoutCrossing: 0,
    },
    p_other_at_reversal: value === null ? null : 0.5,
    curve: points.map(([f_mix, p_low, p_high]) => ({
      ...{ f_mix, p_low, p_high, p_other: 1 - p_low - p_high, confidence: 0.7 },
      ...{ p_low_se: 0.01, p_high_se: 0.01, p_other_se: 0.01, confidence_se: 0.01 },
      ...{
        p_low_se_images: 0.01,
        p_high_se_images: 0.01,
        p_other_se_images: 0.01,
        confidence_se_images: 0.01,
      },
    })),
  })
}

const seeing = (p: number): [number, number, number][] =>
  GRID.map((f_mix) => [f_mix, p * f_mix, p * (1 - f_mix)])

describe('reportReversal', () => {
  it('says between which values the same hybrids allow f_rev', () => {
    const { f_rev, curve } = reportReversal(stored(seeing(0.8), 0.095), MODEL)
    expect(f_rev.value).toBe(0.095)
    expect(f_rev.resolution?.low).toBeCloseTo((1 + Math.SQRT2) / 32, 12)
    expect(f_rev.resolution?.high).toBeCloseTo((Math.SQRT2 + 2) / 32, 12)
    expect(f_rev.resolution?.unit).toBe('fraction of Nyquist')
    expect(curve[2]?.same_hybrids).toEqual({ low: Math.SQRT2 / 16, high: 0.125 })
  })

  it('has no interval of fewer than ten images, and says of fewer than thirty how often it covers', () => {
    const of = (images: number) => {
      const data = stored(seeing(1), 0.095)
      return reportReversal({ ...data, images, f_rev: { ...data.f_rev, low: 0.08, high: 0.11 } }, MODEL).f_rev
    }
    for (const images of [6, 9]) {
      expect(of(images)).toMatchObject({ value: 0.095, low: null, high: null })
      expect(of(images).intervalRemark).toBe(
        `f_rev has no interval: it is of ${images} images, and of fewer than 10 a bootstrap covers the true value far less often than it says.`,
      )
    }
    for (const images of [10, 29]) {
      expect(of(images)).toMatchObject({ low: 0.08, high: 0.11 })
      expect(of(images).intervalRemark).toMatch(
        /^The 95 % interval of f_rev is of \d+ images: of fewer than 30 it covers/,
      )
    }
    expect(of(30)).toMatchObject({ low: 0.08, high: 0.11, intervalRemark: null })
    // Without an interval for another reason, that one is said.
    const data = stored(seeing(1), 0.095)
    const none = reportReversal(
      { ...data, images: 20, f_rev: { ...data.f_rev, low: null, high: null } },
      MODEL,
    )
    expect(none.f_rev.intervalRemark).toBeNull()
  })

  it('of a larger image is finer', () => {
    const range = (size: number): number => {
      const { resolution } = reportReversal(stored(seeing(0.8), 0.095), { ...MODEL, size }).f_rev
      return resolution!.high - resolution!.low
    }
    expect(range(64)).toBeLessThan(range(32))
    expect(range(224)).toBeLessThan(range(64))
  })

  it.each([
    ['neither image', 0.105, 0.1],
    ['no low image', 0.105, 0.8],
    ['no high image', 0.8, 0.105],
  ])('gives a sentence to a model that recognises %s', (_, low, high) => {
    const points = GRID.map((f_mix): [number, number, number] => [f_mix, low * f_mix, high * (1 - f_mix)])
    const { f_rev, p_other_at_reversal } = reportReversal(stored(points, 0.3), MODEL)
    expect([f_rev.value, f_rev.low, f_rev.high, f_rev.resolution, p_other_at_reversal]).toEqual(
      Array(5).fill(null),
    )
    expect(f_rev.crossings).toEqual([])
    expect(f_rev.sentence).toMatch(/10\.[05] % \[8\.\d+, 12\.\d+\].*guessing among 10 classes/)
  })

  it('gives a sentence to a model that answers one class, however many of the images are of it', () => {
    // Half of the images are of class 0, which is all that the model answers: p_low and p_high are one half, and wander.
    const points = GRID.map((f_mix): [number, number, number] => [
      f_mix,
      0.499 + 0.004 * f_mix,
      0.501 - 0.004 * f_mix,
    ])
    const data = { ...stored(points, 0.25), images: 400 }
    const { f_rev, p_other_at_reversal } = reportReversal(data, MODEL)
    expect([f_rev.value, f_rev.low, f_rev.high, p_other_at_reversal]).toEqual([null, null, null, null])
    // scipy: of 400 · 1.000 answers 201.2 (50.3 %), Wilson [45.4, 55.2].
    expect(f_rev.sentence).toMatch(/f_mix = 1 of Nyquist .*50 % \[45, 55\] name the low image's/)
    expect(f_rev.sentence).toMatch(/answers the same whatever it is shown/)
    // The same without a crossing.
    expect(reportReversal({ ...stored(points, null), images: 400 }, MODEL).f_rev.sentence).toMatch(/whatever/)
  })

  it('gives a sentence to a model of a thousand classes that sees images of ten and guesses among those', () => {
    const points = GRID.map((f_mix): [number, number, number] => [f_mix, 0.099 + 0.002 * f_mix, 0.1])
    const { f_rev } = reportReversal(stored(points, 0.5), { ...MODEL, classes: 1000 })
    expect(f_rev.value).toBeNull()
  })

  it('keeps f_rev where one end says it: 60 of 100 answers are more than one half, 59 are not', () => {
    const ends = (p: number): [number, number, number][] =>
      GRID.map((f_mix) => [f_mix, 1 - p + (2 * p - 1) * f_mix, p - (2 * p - 1) * f_mix])
    const at = (p: number): number | null =>
      reportReversal({ ...stored(ends(p), 0.5), images: 100 }, { ...MODEL, classes: 4 }).f_rev.value
    // Wilson's limit exceeds one half from (p − 1/2)² > z² / 4n · … = 0.0925 on (statsmodels: 60 → [.502, .691], 59 → [.492, .681]).
    expect(at(0.6)).toBe(0.5)
    expect(at(0.59)).toBeNull()
  })

  it('goes by the interval: 13 % of 1000 images is above chance, of 100 it is not', () => {
    const data = stored(seeing(0.13), 0.3)
    expect(reportReversal(data, MODEL).f_rev.value).toBe(0.3)
    expect(reportReversal({ ...data, images: 100 }, MODEL).f_rev.value).toBeNull()
    expect(reportReversal(data, { ...MODEL, classes: 5 }).f_rev.value).toBeNull()
  })

  it('leaves a curve without a crossing its own sentence, unless nothing was recognised', () => {
    const onlyHigh = GRID.map((f_mix): [number, number, number] => [f_mix, 0.05, 0.8])
    expect(reportReversal(stored(onlyHigh, null), MODEL).f_rev.sentence).toBe('p_low stays below p_high.')
    const nothing = GRID.map((f_mix): [number, number, number] => [f_mix, 0.09, 0.1])
    expect(reportReversal(stored(nothing, null), MODEL).f_rev.sentence).toMatch(/guessing among 10 classes/)
  })

  it('keeps guessing models out, many times over', () => {
    // 500 models that guess among 10 classes on 400 pairs: without the rule, about one in 17 gets a number.
    const random = generator(0, 'guesses')
    const draw = (below: number): number => Math.floor(random.uniform() * below)
    const grid = GRID.map(mixingFrequency)
    const pairs = 400
    let numbers = 0
    let reported = 0
    for (let model = 0; model < 500; model++) {
      const labels = Int32Array.from({ length: pairs }, (_, i) => i % 10)
      const low = Int32Array.from({ length: pairs }, (_, i) => i)
      const high = low.map((i) => (i + 1) % pairs)
      const predicted = Int16Array.from({ length: pairs * grid.length }, () => draw(10))
      const confidence = new Float32Array(predicted.length).fill(0.2)
      const summary = summariseReversal([{ pairs: { low, high }, predicted, confidence }], labels, grid, {
        resamples: 1,
      })
      if (summary.verdict.kind !== 'crossing') continue
      numbers++
      const points = summary.curve.map(({ fMix, pLow, pHigh }): [number, number, number] => [
        fMix,
        pLow.mean,
        pHigh.mean,
      ])
      const data = { ...stored(points, summary.verdict.value), images: pairs }
      if (reportReversal(data, MODEL).f_rev.value !== null) reported++
    }
    expect(numbers).toBeGreaterThan(10)
    // Both ends above chance by luck: 2.5 % each, so about 1 in 1600 of those.
    expect(reported).toBeLessThan(5)
  })
})
