/** The blur-matched control: numbers by hand, and every reason why there is none. */
import { describe, expect, it } from 'vitest'
import { blurMatchedOf } from '../../src-main/figures/blur-matched'
import { mapFigure } from '../../src-main/figures/map'
import { groupMeansOf } from '../../src-main/figures/map-overlays'
import { axesOf, place } from '../../src-main/figures/map-points'
import { mapPoint, paperPoints } from './fixtures'
import type { MapPoint } from '../../src-main/contract/map-point'

const at = (value: number, half: number): MapPoint['f_rev'] => ({
  ...{ value, low: value - half, high: value + half, unit: 'fraction of Nyquist', sentence: null },
  ...{ crossings: [value], resamples: 1000, withoutCrossing: 0, intervalRemark: null, resolution: null },
})
const accuracy = (value: number, half: number): MapPoint['accuracy'] => ({
  value,
  low: value - half,
  high: value + half,
  count: 1000,
  on: 'test',
})
const blur = (sigma: number, f: number, y: number, more: Partial<MapPoint> = {}): MapPoint =>
  mapPoint(`blur ${sigma} ${y}`, {
    ...{
      group: 'blur',
      sigma,
      series: 's',
      seriesReason: null,
      f_rev: at(f, 0.01),
      accuracy: accuracy(y, 0.02),
    },
    ...more,
  })
const mouse = (f: number, y: number): MapPoint =>
  mapPoint('mouse', { group: 'mouse-regularised', f_rev: at(f, 0.01), accuracy: accuracy(y, 0.02) })
const control = (points: MapPoint[]): ReturnType<typeof blurMatchedOf> =>
  blurMatchedOf(points, points[0]!.id, { measure: 'accuracy', frequency: 'f_rev' })

describe('the blur-matched control', () => {
  it('is interpolated between two σ, each the mean of its networks', () => {
    // σ = 1 at 0.30 and 80 % (two networks), σ = 2 at 0.20 and 70 %; the model at 0.25 with 78 %.
    const points = [
      mouse(0.25, 0.78),
      blur(1, 0.32, 0.82),
      blur(1, 0.28, 0.78),
      blur(2, 0.2, 0.7),
      blur(4, 0.1, 0.6),
    ]
    const found = control(points)!
    expect(found.sentence).toBeNull()
    expect(found.between).toEqual([1, 2])
    expect(found.sigma!.value).toBeCloseTo(1.5, 9)
    expect(found.difference!.value).toBeCloseTo(78 - 75, 9)
    // By hand: half widths 2 (own), 2/√2/2 and 2/2 (measures), slope 100 × the halves of f: 1, .5/√2, .5.
    const half = Math.sqrt(
      2 ** 2 + (2 / Math.SQRT2 / 2) ** 2 + 1 ** 2 + 1 ** 2 + (1 / Math.SQRT2 / 2) ** 2 + 0.5 ** 2,
    )
    expect((found.difference!.high - found.difference!.low) / 2).toBeCloseTo(half, 6)
  })

  it('says why there is none', () => {
    expect(control([mouse(0.25, 0.78)])!.sentence).toMatch('no blur series')
    expect(control([mouse(0.9, 0.78), blur(1, 0.3, 0.8), blur(2, 0.2, 0.7)])!.sentence).toMatch(
      'nothing is said beyond',
    )
    expect(control([mouse(0.25, 0.78), blur(1, 0.3, 0.8)])!.sentence).toMatch('fewer than two σ')
    const several = [mouse(0.25, 0.78), blur(1, 0.3, 0.8), blur(2, 0.2, 0.7), blur(3, 0.3, 0.6)]
    expect(control(several)!.sentence).toMatch('several σ')
    expect(control([blur(1, 0.3, 0.8), blur(2, 0.2, 0.7)])).toBeNull()
  })

  it('is not taken where the model was measured on other work', () => {
    const work = (key: string): Partial<MapPoint> => ({
      hybridStudy: key,
      work: { [key]: { key, words: key } },
    })
    const points = [
      { ...mouse(0.25, 0.78), ...work('a') },
      blur(1, 0.3, 0.8, work('b')),
      blur(2, 0.2, 0.7, work('b')),
    ]
    expect(control(points)!.sentence).toMatch('different work')
  })
})

describe('what lies over the Map', () => {
  const options = { theme: 'light', measure: 'accuracy', frequency: 'f_rev' } as const

  it('are ellipses instead of bars, one for each point with both intervals', () => {
    const points = [mouse(0.25, 0.78), blur(1, 0.3, 0.8), blur(2, 0.2, 0.7)]
    const figure = mapFigure(points, { ...options, ellipses: true })
    const lines = figure.data.filter(
      (trace) => 'mode' in trace && trace.mode === 'lines' && trace.showlegend === false,
    )
    expect(lines).toHaveLength(3)
    expect(figure.notes.join(' ')).toContain('95 of 100 cases')
    // No bar is drawn, so none is claimed.
    expect(figure.caption).toMatch(
      /; ellipses, or bars where one axis has no interval, from the 95 % intervals of f_rev/,
    )
    expect(mapFigure(points, options).caption).toMatch(/; bars: 95 % intervals of f_rev/)
    expect(JSON.stringify(figure.data)).not.toMatch(/"array":\[[^\]]*[1-9]/)
  })

  it('are means of groups other than the blur family, in a sentence with their numbers', () => {
    const points = [
      mouse(0.2, 0.7),
      { ...mouse(0.3, 0.8), id: 'mouse-2', name: 'mouse 2' },
      blur(1, 0.3, 0.8),
      blur(2, 0.2, 0.7),
    ]
    const means = groupMeansOf(place(points, options), axesOf(points, options), options)
    expect(means).toHaveLength(1)
    // t(0.975, 1) = 12.7062; SD / √2 of 0.2 and 0.3 is 0.05.
    expect(means[0]!.x.value).toBeCloseTo(0.25, 12)
    expect(means[0]!.x.high! - 0.25).toBeCloseTo(12.7062 * 0.05, 4)
    expect(mapFigure(points, { ...options, groupMeans: true }).notes.join(' ')).toMatch(
      /mouse-regularised \(n = 2\)/,
    )
  })

  it('are means whose intervals end where no value can lie, and that is said', () => {
    const points = [mouse(0.2, 0.02), { ...mouse(0.3, 0.9), id: 'mouse-2', name: 'mouse 2' }]
    const [mean] = groupMeansOf(place(points, options), axesOf(points, options), options)
    // 12.7062 · SD / √2 of 2 and 90 % is 559: far below 0 and above 100 %.
    expect({ ...mean!.y, value: Math.round(mean!.y.value) }).toEqual({ value: 46, low: 0, high: 100 })
    expect(mean!.x.low).toBe(0)
    expect(mapFigure(points, { ...options, groupMeans: true }).notes.join(' ')).toContain(
      'limited to the possible range',
    )
  })

  it('are means whose intervals end at Nyquist, whatever the unit of the axis', () => {
    const points = [mouse(0.2, 0.5), { ...mouse(0.9, 0.6), id: 'mouse-2', name: 'mouse 2' }]
    for (const [unit, nyquist] of [
      ['fraction of Nyquist', 1],
      ['cycles/pixel', 0.5],
    ] as const) {
      const inUnit = { ...options, unit }
      const [mean] = groupMeansOf(place(points, inUnit), axesOf(points, inUnit), inUnit)
      // 12.7062 · 0.35 of Nyquist is 4.4: beyond both ends.
      expect(mean!.x.high).toBeCloseTo(nyquist, 12)
      expect(mean!.limited).toBe(true)
    }
  })

  it('is the Goldilocks σ with what cannot be told apart from it', () => {
    const points = paperPoints()
    const [first, second] = points
    const goldilocks = { highest: [first!.id], alike: [second!.id], sentence: 'The highest is this one.' }
    const figure = mapFigure(points, { ...options, goldilocks })
    expect(figure.data.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Goldilocks σ', 'not told apart from it']),
    )
    expect(figure.notes).toContain(goldilocks.sentence)
  })
})
