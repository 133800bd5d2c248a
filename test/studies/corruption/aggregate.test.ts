/** Means and mCE against published tables: RobustBench's 75 cells, and Hendrycks and Dietterich's AlexNet. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  BENCHMARK_CORRUPTIONS,
  CORRUPTION_TYPES,
  SEVERITIES,
} from '../../../src-main/contract/kinds/corruption/corruptions'
import { meanCorruptionError, summariseCells } from '../../../src-main/studies/corruption/aggregate'
import type { CellAccuracy } from '../../../src-main/studies/corruption/aggregate'

function robustBench(model: string): CellAccuracy {
  const lines = readFileSync(new URL('../../golden/robustbench-cifar10-c.csv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const places = lines[0]!.split(',').slice(1)
  const row = lines.find((line) => line.startsWith(`${model},`))!.split(',')
  const cells = new Map(places.map((place, i) => [place, Number(row[i + 1])]))
  expect(cells.size).toBe(75)
  return (type, severity) => cells.get(`${type} ${severity}`)
}

/** What the RobustBench leader board says, in percent (methods G.8). */
const PUBLISHED = {
  Standard: 73.46,
  Hendrycks2020AugMixResNeXt: 89.09,
  Rebuffi2021Fixing_70_16_cutmix_extra_Linf: 82.82,
}

const severities = [...SEVERITIES]

describe('means over cells', () => {
  it.each(Object.entries(PUBLISHED))('of %s are the published %d %%', (model, published) => {
    const summary = summariseCells([...BENCHMARK_CORRUPTIONS], severities, robustBench(model))
    expect(Number((100 * summary.mean!).toFixed(2))).toBe(published)
    const { low, medium, high } = summary.groups
    // 5, 7 and 3 of the 15 types.
    expect((5 * low! + 7 * medium! + 3 * high!) / 15).toBeCloseTo(summary.mean!, 12)
    const overSeverities = summary.bySeverity.reduce((sum, { mean }) => sum + mean!, 0) / 5
    expect(overSeverities).toBeCloseTo(summary.mean!, 12)
    const means = summary.bySeverity.map(({ mean }) => mean!)
    expect([...means].sort((a, b) => b - a)).toEqual(means)
  })

  it('of groups are those of the paper: an ordinary network is worst on high frequencies', () => {
    const { groups } = summariseCells([...BENCHMARK_CORRUPTIONS], severities, robustBench('Standard'))
    // By hand from the table: noises, e.g. Gaussian (.7778+.5788+.3919+.3261+.2767)/5 = .47026.
    const noises = [
      0.47026,
      (0.8504 + 0.7573 + 0.5349 + 0.4535 + 0.3429) / 5,
      (0.8289 + 0.6905 + 0.5737 + 0.4011 + 0.2708) / 5,
    ]
    expect(groups.high).toBeCloseTo(noises.reduce((a, b) => a + b) / 3, 10)
    expect(groups.low!).toBeGreaterThan(groups.medium!)
    expect(groups.medium!).toBeGreaterThan(groups.high!)
  })

  it('leave the extra types out, and are null while a cell is missing', () => {
    const all: CellAccuracy = (type) => (BENCHMARK_CORRUPTIONS.includes(type as never) ? 0.5 : 0)
    const summary = summariseCells([...CORRUPTION_TYPES], severities, all)
    expect(summary.mean).toBe(0.5)
    expect(summary.byType.find(({ type }) => type === 'spatter')).toEqual({ type: 'spatter', mean: 0 })
    const holes: CellAccuracy = (type, severity) => (type === 'fog' && severity === 3 ? undefined : 0.5)
    const partly = summariseCells([...BENCHMARK_CORRUPTIONS], severities, holes)
    expect(partly.mean).toBeNull()
    expect(partly.groups).toEqual({ low: null, medium: 0.5, high: 0.5 })
    expect(partly.bySeverity.map(({ mean }) => mean)).toEqual([0.5, 0.5, null, 0.5, 0.5])
    expect(summariseCells(['fog'], [1], () => 0.25).groups).toEqual({ low: 0.25, medium: null, high: null })
  })
})

describe('the mean corruption error', () => {
  // AlexNet's errors by severity (Hendrycks and Dietterich 2019, as their code and others' tables have them) and
  // torchvision's ResNet-50: top-1 accuracy by type and the CE that is published for it.
  const alexNet = {
    gaussian_noise: [0.69528, 0.82542, 0.93554, 0.98138, 0.99452],
    impulse_noise: [0.78374, 0.89808, 0.9487, 0.9872, 0.99548],
    defocus_blur: [0.65624, 0.73202, 0.85036, 0.91364, 0.94714],
  }
  const resNet50 = {
    gaussian_noise: { accuracy: 0.2929, ce: 79.77 },
    impulse_noise: { accuracy: 0.2381, ce: 82.58 },
    defocus_blur: { accuracy: 0.3875, ce: 74.71 },
  }
  const types = Object.keys(alexNet) as (keyof typeof alexNet)[]
  const baseline = {
    id: 'alexnet',
    clean: null,
    accuracy: ((type, severity) => 1 - alexNet[type as keyof typeof alexNet][severity - 1]!) as CellAccuracy,
  }

  it('has the published values of ResNet-50 against AlexNet', () => {
    const model = {
      clean: null,
      accuracy: ((type) => resNet50[type as keyof typeof resNet50].accuracy) as CellAccuracy,
    }
    const found = meanCorruptionError(types, severities, model, baseline)!
    for (const { type, value } of found.byType)
      expect(Number(value.toFixed(2)), type).toBe(resNet50[type as keyof typeof resNet50].ce)
    expect(found.value).toBeCloseTo((79.77 + 82.58 + 74.71) / 3, 1)
    expect(found).toMatchObject({ baseline: 'alexnet', relative: null })
  })

  it('is 100 % for the baseline itself, and relative to clean errors where they are known', () => {
    const standard = { id: 's', clean: 0.9478, accuracy: robustBench('Standard') }
    const augMix = { clean: 0.9583, accuracy: robustBench('Hendrycks2020AugMixResNeXt') }
    const all = [...BENCHMARK_CORRUPTIONS]
    expect(meanCorruptionError(all, severities, standard, standard)).toMatchObject({
      value: 100,
      relative: 100,
    })
    const found = meanCorruptionError(['contrast'], severities, augMix, standard)!
    const errors = (cells: number[]): number => cells.reduce((sum, cell) => sum + 1 - cell, 0)
    const own = errors([0.9553, 0.9435, 0.9322, 0.9109, 0.8059])
    const other = errors([0.9427, 0.9216, 0.8972, 0.8359, 0.5331])
    expect(found.value).toBeCloseTo((100 * own) / other, 8)
    expect(found.relative).toBeCloseTo((100 * (own - 5 * 0.0417)) / (other - 5 * 0.0522), 8)
  })

  it('is nothing where a cell is missing or the baseline makes no errors', () => {
    const half = { clean: 1, accuracy: () => 0.5 }
    expect(meanCorruptionError(types, severities, half, { id: 'b', clean: 1, accuracy: () => 1 })).toBeNull()
    const missing = { clean: 1, accuracy: () => undefined }
    expect(meanCorruptionError(types, severities, missing, { id: 'b', ...half })).toBeNull()
    expect(meanCorruptionError(['saturate'], severities, half, { id: 'b', ...half })).toBeNull()
  })
})
