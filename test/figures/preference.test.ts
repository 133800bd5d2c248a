/** f_rev against f_0.5: two architectures whose own trends are opposite to the trend between them. */
import { expect, it } from 'vitest'
import { preferenceOf } from '../../src-main/figures/preference'
import type { MapPoint } from '../../src-main/contract/window'
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
