/** f_rev against f_0.5: two architectures whose own trends are opposite to the trend between them. */
import { describe, expect, it } from 'vitest'
import { preferenceOf } from '../../src-main/figures/preference'
import { preferenceFigure } from '../../src-main/figures/preference-figure'
import type { MapPoint } from '../../src-main/contract/map-point'
import { spectrumResult } from './attack-fixtures'
import { mapPoint, reversal } from './fixtures'

function model(series: string, i: number, f_rev: number, half: number): MapPoint {
  const { f_half } = spectrumResult('any', 'blur', half)
  return mapPoint(`${series} ${i}`, {
    series,
    group: 'blur',
    f_rev: reversal(f_rev),
    f_half: { L2: { ...f_half, study: 'spectrum-1', caption: 'minimal' }, Linf: null },
  })
}

const wiggle = [0, 0.004, -0.004, 0.003]
const points = ['a', 'b'].flatMap((series, s) =>
  wiggle.map((w, i) => model(series, i, 0.2 + 0.3 * s + 0.02 * i, 0.1 + 0.2 * s - 0.01 * i + w)),
)

it('tells the trend between architectures from the trend within them', () => {
  const { across, within, points: placed } = preferenceOf(points, 'L2')
  expect(placed).toHaveLength(8)
  expect(across.pearson.value).toBeGreaterThan(0.9)
  expect(within!.families).toBe(2)
  expect(within!.pearson.value).toBeLessThan(-0.8)
  expect(within!.pearson.high).toBeLessThan(0)
  expect(within!.spearman.value).toBeLessThan(-0.5)
})

it('gives both frequencies in both units', () => {
  const [first] = preferenceOf(points, 'L2').points
  expect(first!.f_rev).toMatchObject({ value: 0.2, unit: 'fraction of Nyquist', cyclesPerPixel: 0.1 })
  expect(first!.f_half).toMatchObject({ value: 0.1, unit: 'cycles/pixel', fractionOfNyquist: 0.2 })
})

it('names what has one of the two only, and says that few points have no interval', () => {
  const found = preferenceOf([...points.slice(0, 3), mapPoint('Half')], 'L2')
  expect(found.missing).toEqual(['Half'])
  expect(found.across.pearson).toMatchObject({ low: null, high: null })
  expect(found.across.pearson.sentence).toContain('too few')
  expect(preferenceOf(points, 'Linf').points).toEqual([])
})

it('of ranks within series is what they give by hand', () => {
  // Ranks less their mean: x −1, 0, 1 twice; y of the first −1, 1, 0, of the second 1, 0, −1: Σxy = 1 − 2, Σx² = Σy² = 4.
  const series = [
    [0.1, 0.3, 0.2],
    [0.9, 0.8, 0.7],
  ].flatMap((ys, s) => ys.map((y, i) => model(`s${s}`, i, 0.2 + 0.4 * s + 0.01 * i, y / 2)))
  expect(preferenceOf(series, 'L2').within!.spearman.value).toBeCloseTo(-1 / 4, 12)
})

describe('models measured on other work', () => {
  // Five on a falling line by one work, and two by another, of which the line would rise.
  const places: [string, number, number, string][] = [
    ['a', 0.2, 0.3, 'ddn'],
    ['b', 0.3, 0.2, 'ddn'],
    ['c', 0.4, 0.1, 'ddn'],
    ['d', 0.9, 0.65, 'pgd'],
    ['e', 0.8, 0.6, 'pgd'],
    ['f', 0.25, 0.25, 'ddn'],
    ['g', 0.35, 0.15, 'ddn'],
  ]
  const mixed = places.map(([name, x, y, work], i) => ({
    ...model('s', i, x, y),
    name,
    work: { 'spectrum-1': { key: work, words: `by ${work}` } },
  }))

  it('are in no correlation, across or within series, and named with their work', () => {
    const found = preferenceOf(mixed, 'L2')
    expect(found.points.map(({ correlated }) => correlated)).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      true,
    ])
    expect(found.across.pearson).toMatchObject({ n: 5, value: expect.closeTo(-1, 12) as number })
    expect(found.across.spearman.n).toBe(5)
    expect(found.within!.pearson).toMatchObject({ n: 5, value: expect.closeTo(-1, 12) as number })
    expect(found.notes.join(' ')).toMatch(
      /2 of 7 models left out of the correlations.*: d and e\..*d and e \(by pgd\)\. The others: by ddn/,
    )
    expect(preferenceOf(mixed.slice(0, 3), 'L2').notes).toEqual([])
  })

  it('are said in the caption and the table of the figure', () => {
    const { caption, csv, ariaLabel } = preferenceFigure(mixed, { theme: 'light', norm: 'L2' })
    expect(caption).toMatch(/2 of 7 models left out.*Models measured on one work, Pearson [-−]1\.00.*, n = 5/)
    expect(`${caption} ${ariaLabel}`).not.toContain('All models')
    expect(csv.match(/no: measured on other work/g)).toHaveLength(2)
    expect(csv.split('\r\n')[0]).toContain('in the correlations')
  })
})

describe('the figure of preference against vulnerability', () => {
  const light = { theme: 'light', norm: 'L2' } as const

  it('has both frequencies in one unit with their intervals, and the correlations in the caption', () => {
    const { data, caption, csv, layout } = preferenceFigure(points, light)
    const blur = data.find(({ name }) => name === 'blur') as {
      x: number[]
      y: number[]
      error_x: { array: unknown[] }
      error_y: { array: unknown[] }
    }
    // f_rev 0.2 of Nyquist is 0.1 cycles/pixel.
    expect([blur.x[0], blur.y[0]]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.1, 12)])
    expect(blur.error_x.array[0]).toBeCloseTo(0.003, 9)
    expect(typeof blur.error_y.array[0]).toBe('number')
    const { across, within } = preferenceOf(points, 'L2')
    expect(caption).toContain(`All models, Pearson ${across.pearson.value!.toFixed(2)} [`)
    expect(caption).toContain(
      `within 2 blur series, Pearson ${within!.pearson.value!.toFixed(2).replace('-', '−')} [`,
    )
    expect(caption).toMatch(
      /; Spearman 0\.\d\d \[−?\d.*; within 2 blur series.*; Spearman −1\.00, n = 8 \(The points lie/,
    )
    expect(csv.split('\r\n')[0]).toContain('"Pearson r, within blur series, low (95 %)"')
    expect(csv.trimEnd().split('\r\n')).toHaveLength(9)
    expect(layout.xaxis?.title?.text).toContain('cycles/pixel')
  })

  it('draws hollow what was measured on other work, and names what has one frequency only', () => {
    const works = points.map((point, i) => ({
      ...point,
      work: {
        'spectrum-1': { key: i === 0 ? 'other' : 'most', words: i === 0 ? '50 images' : '100 images' },
      },
    }))
    const { data, notes } = preferenceFigure([...works, mapPoint('Half')], light)
    const blur = data.find(({ name }) => name === 'blur') as { marker: { symbol: string[] } }
    expect(blur.marker.symbol.map((symbol) => symbol.endsWith('-open')).filter(Boolean)).toHaveLength(1)
    expect(notes.join(' ')).toMatch(
      /Hollow, because f_0.5 \(L2\) was measured on other work.*a 0 \(50 images\)/,
    )
    expect(notes.join(' ')).toContain('is not measured or has no value: Half.')
  })
})
