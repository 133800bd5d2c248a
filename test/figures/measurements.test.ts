/**
 * The figures of corruptions, filters and Fourier maps: as they stand (snapshots), and what they must say.
 */
import { describe, expect, it } from 'vitest'
import { corruptionGroupsFigure, corruptionSeveritiesFigure } from '../../src-main/figures/corruption-bars'
import { corruptionCellsFigure } from '../../src-main/figures/corruption-cells'
import { corruptionReversalFigure } from '../../src-main/figures/corruption-reversal'
import { corruptionMapsFigure, corruptionProfilesFigure } from '../../src-main/figures/corruption-spectra'
import type { Appearance, Figure } from '../../src-main/figures/figure'
import { filterCurvesFigure } from '../../src-main/figures/filter-curves'
import { fourierMapFigure, fourierRadialFigure, placeId, placeOf } from '../../src-main/figures/fourier-map'
import { heatColour, inkOn } from '../../src-main/figures/heat-scale'
import { mapFigure } from '../../src-main/figures/map'
import { corruptionMeasures } from '../../src-main/figures/map-corruptions'
import { distancesFigure, naturalnessFigure, naturalnessSentence } from '../../src-main/figures/naturalness'
import { gridOf, panelDomain } from '../../src-main/figures/panels'
import { goldenJson } from '../support/golden'
import { BLUR_FAMILY, blurPoint, mapPoint, mouseResult, reversal } from './fixtures'
import {
  BASELINE,
  corruptionModels,
  corruptionResult,
  FACTS,
  FILTER_MODEL,
  FOURIER_MODEL,
  FOURIER_RESULT,
  GENERATED,
  mapCorruption,
  MAPS,
  NATURALNESS,
  OFFICIAL,
  SPECTRA,
} from './measurement-fixtures'

const viewing = { side: 32, fieldOfView: 67.5 }
const light = { theme: 'light' } as const

const FIGURES: Record<string, (appearance: Appearance) => Figure> = {
  'corruption-cells': (appearance) =>
    corruptionCellsFigure(BASELINE, FACTS, { ...appearance, selected: { type: 'fog', severity: 5 } }),
  'corruption-groups': (appearance) => corruptionGroupsFigure(corruptionModels(), FACTS, appearance),
  'corruption-severities': (appearance) => corruptionSeveritiesFigure(corruptionModels(), FACTS, appearance),
  'corruption-reversal': (appearance) => corruptionReversalFigure(corruptionModels(), FACTS, appearance),
  'corruption-maps': (appearance) =>
    corruptionMapsFigure(MAPS, {
      ...appearance,
      severity: 5,
      origin: GENERATED,
      images: 100,
      scale: 'shared',
    }),
  'corruption-profiles': (appearance) =>
    corruptionProfilesFigure(SPECTRA, { ...appearance, severity: 5, origin: GENERATED, viewing }),
  'filter-curves': (appearance) =>
    filterCurvesFigure(FILTER_MODEL, {
      ...appearance,
      viewing,
      name: 'Mouse',
      classes: 10,
      images: 1000,
      hybrids: { result: mouseResult(), otherImages: null },
    }),
  naturalness: (appearance) => naturalnessFigure(NATURALNESS, 0.5, { ...appearance, viewing }),
  'naturalness-distances': (appearance) => distancesFigure(NATURALNESS, { ...appearance, viewing }),
  'fourier-map': (appearance) =>
    fourierMapFigure(FOURIER_MODEL, FOURIER_RESULT, { ...appearance, name: 'Baseline' }),
  'fourier-radial': (appearance) =>
    fourierRadialFigure([{ name: 'Baseline', group: 'baseline', result: FOURIER_MODEL }], FOURIER_RESULT, {
      ...appearance,
      viewing,
    }),
}

describe.each(Object.entries(FIGURES))('%s', (name, build) => {
  it('looks as it did', async () => {
    const text = `${JSON.stringify(build(light), null, 1)}\n`
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.json`)
  })

  it('is the same figure each time, JSON, and says the same in both themes', () => {
    const figure = build({ theme: 'dark', palette: 'okabe-ito' })
    expect(build({ theme: 'dark', palette: 'okabe-ito' })).toEqual(figure)
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure)
    for (const key of ['caption', 'notes', 'csv', 'ariaLabel'] as const)
      expect(figure[key]).toEqual(build(light)[key])
  })
})

describe('accuracy by type and severity', () => {
  it('has a number in each cell, rows by frequency group, and a labelled colour bar', () => {
    const { data, layout, csv } = corruptionCellsFigure(BASELINE, FACTS, light)
    const [colours, numbers] = data
    expect(layout.yaxis?.ticktext).toEqual(['Snow', 'Fog', 'Defocus blur', 'Gaussian noise', 'Saturate'])
    if (colours?.type !== 'heatmap' || numbers?.type !== 'scatter') throw new Error('other traces')
    // Snow is the third type of the fixture: 0.9 − 0.02 · 2 − 0.05 · severity.
    expect((colours.z as number[][])[0]).toEqual([expect.closeTo(81, 9), expect.closeTo(61, 9)])
    expect((numbers.text as string[]).slice(0, 2)).toEqual(['81.0', '61.0'])
    expect(colours.colorbar?.title?.text).toBe('Accuracy (%)')
    expect(csv).toContain('baseline,Baseline,generated here (CIFAR-C constants),saturate,,5,')
  })

  it('leaves an unfinished cell empty and says so', () => {
    const unfinished = { ...BASELINE, result: corruptionResult('u', null, 0.7, 'snow') }
    const { data, notes } = corruptionCellsFigure(unfinished, FACTS, light)
    expect((data[0] as { z: (number | null)[][] }).z[0]).toEqual([null, null])
    expect((data[1] as { text: string[] }).text[0]).toBe('·')
    expect(notes).toEqual(['2 of 10 cells are not finished: they are empty here.'])
  })
})

describe('the chance line', () => {
  it.each([
    [10, 10],
    [100, 1],
    [200, 0.5],
    [1000, 0.1],
  ])('of %i classes stands at %f %%', (classes, percent) => {
    for (const build of [corruptionGroupsFigure, corruptionSeveritiesFigure])
      expect(build([BASELINE], { ...FACTS, classes }, light).layout.shapes?.[0]).toMatchObject({
        y0: percent,
        y1: percent,
      })
  })
})

describe('bars of groups and severities', () => {
  it.each([corruptionGroupsFigure, corruptionSeveritiesFigure])('have their intervals (%#)', (build) => {
    const old = { ...BASELINE, name: 'Old', result: { ...BASELINE.result, intervals: null } }
    const { data, notes, caption } = build([BASELINE, old], FACTS, light)
    const last = (i: number): unknown => (data[i] as { error_y: { array: unknown[] } }).error_y.array.at(-1)
    expect(last(0)).toBeCloseTo(2, 9)
    expect(last(1)).toBe('no interval')
    expect(notes.join()).toContain('Without intervals of their means, hence without bars: Old.')
    expect(caption).toContain('95 % intervals of each trained network; over images')
  })
})

describe('accuracy against f_rev in small multiples', () => {
  it('fits the blur family in every panel as numpy.polyfit does, and never beyond it', () => {
    const { paper } = goldenJson('quadratic.json') as { paper: { curveX: number[]; curveY: number[] } }
    const family = BLUR_FAMILY.map(([sigma, f_rev, accuracy]) => {
      const result = corruptionResult(`blur-${sigma}`, sigma, 0)
      return {
        ...BASELINE,
        group: 'blur' as const,
        series: 'one',
        f_rev: reversal(f_rev),
        result: {
          ...result,
          bySeverity: result.bySeverity.map((each) => ({ ...each, mean: accuracy / 100 })),
        },
      }
    })
    const { data } = corruptionReversalFigure([BASELINE, ...family], FACTS, light)
    const fits = data.filter(({ name }) => name === 'second-order fit')
    expect(fits).toHaveLength(2)
    for (const fit of fits) {
      const { x, y } = fit as { x: number[]; y: number[] }
      expect(x.map((each) => each.toFixed(9))).toEqual(paper.curveX.map((each) => each.toFixed(9)))
      expect(y.map((each) => each.toFixed(6))).toEqual(paper.curveY.map((each) => each.toFixed(6)))
      expect([Math.min(...x), Math.max(...x)]).toEqual([0.136, 0.348])
    }
  })

  it.each(['severity', 'type'] as const)('has a bar on each mean over cells, by %s', (panels) => {
    const { data, caption, csv } = corruptionReversalFigure([BASELINE], FACTS, { ...light, panels })
    const bars = data.map((trace) => (trace as { error_y: { array: number[] } }).error_y.array)
    expect(bars.length).toBeGreaterThan(1)
    for (const bar of bars) expect(bar).toEqual([expect.closeTo(2, 9)])
    expect(caption).toContain('bars: 95 % intervals of the accuracy (of each trained network; over images')
    expect(csv).toContain('accuracy low (95 % interval of this trained network; %)')
  })

  it('has a panel for each severity, type, or both, and names who is in none', () => {
    const models = corruptionModels()
    for (const [panels, count] of [
      ['frequency group', 3],
      ['severity', 2],
      ['type', 5],
      ['type and severity', 10],
    ] as const) {
      const { layout, notes } = corruptionReversalFigure(models, FACTS, { ...light, panels })
      expect(Object.keys(layout).filter((key) => key.startsWith('xaxis'))).toHaveLength(count)
      expect(notes).toContain('Not yet measured with hybrid images, hence without f_rev: Unmeasured.')
    }
  })
})

describe('naturalness', () => {
  it('says which images are nearer to natural ones, with the numbers', () => {
    const sentence = naturalnessSentence(NATURALNESS) ?? ''
    expect(sentence).toMatch(
      /^Hybrids are nearer to natural images than filtered images are in both respects that are measured: /,
    )
    expect(sentence).toContain('12.0 times nearer')
    expect(sentence).toContain('0.0100 against 0.1200')
    expect(sentence).toContain('1.0 dB against 15.0 dB')
  })

  it('does not say so where it is not so, and nothing before both are measured', () => {
    const swapped = NATURALNESS.sets.map((set) =>
      set.kind === 'hybrid' ? { ...set, distances: { wasserstein: 0.5, logSpectral: 30 } } : set,
    )
    const sentence = naturalnessSentence({ ...NATURALNESS, sets: swapped })
    expect(sentence).toMatch(/^Hybrids are no nearer to natural images/)
    expect(naturalnessSentence({ ...NATURALNESS, sets: NATURALNESS.sets.slice(0, 2) })).toBeNull()
  })

  it('has the distances in the names of the curves', () => {
    const names = naturalnessFigure(NATURALNESS, 0.5, { ...light, viewing }).data.map(({ name }) => name)
    expect(names).toContain('hybrid: 0.010, 1.0 dB')
    expect(names).toContain('low-passed: 0.040, 20.0 dB')
  })
})

describe('the Fourier map', () => {
  it('has the lowest frequency in the centre, f_y downwards, and empty rows where nothing is measured', () => {
    const { data, layout, notes } = fourierMapFigure(FOURIER_MODEL, FOURIER_RESULT, {
      ...light,
      name: 'Baseline',
    })
    const cells = data[0] as { x: number[]; y: number[]; z: (number | null)[][]; customdata: string[][] }
    expect([cells.x[1], cells.y[1], cells.z[1]?.[1]]).toEqual([0, 0, 10])
    expect(cells.z[2]).toEqual([null, null, null])
    const [top, bottom] = [...(layout.yaxis?.range ?? [])].reverse() as number[]
    expect(top).toBeLessThan(bottom!)
    expect(placeOf(cells.customdata[2]![1]!)).toEqual({ row: 2, column: 1 })
    expect(notes[0]).toMatch(/^2 of 3 rows/)
  })

  it('knows its places by name', () => {
    expect(placeOf(placeId(3, 14))).toEqual({ row: 3, column: 14 })
    for (const text of ['', '3', '3/x', '-1/2', '1/2/3']) expect(placeOf(text)).toBeNull()
  })
})

describe('the colours of heat maps', () => {
  it('grow lighter from one end to the other, and the ink on them can be read', () => {
    const sums = Array.from({ length: 21 }, (_, i) => heatColour(i / 20)[1])
    expect(sums.every((green, i) => i === 0 || green > sums[i - 1]!)).toBe(true)
    expect([inkOn(0), inkOn(1)]).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)'])
  })
})

describe('panels', () => {
  it('lie row by row from the top, inside of the drawing, apart from each other', () => {
    const grid = { ...gridOf(7, 3), gapX: 0.1, gapY: 0.3 }
    expect(grid).toMatchObject({ columns: 3, rows: 3 })
    const domains = Array.from({ length: 7 }, (_, i) => panelDomain(i, grid))
    for (const { x, y } of domains) {
      expect(x[0]).toBeGreaterThanOrEqual(0)
      expect(x[1]).toBeLessThanOrEqual(1 + 1e-9)
      expect(y[0]).toBeGreaterThanOrEqual(0)
      expect(y[1]).toBeLessThanOrEqual(1)
    }
    expect(domains[0]!.x[1]).toBeLessThan(domains[1]!.x[0])
    expect(domains[3]!.y[1]).toBeLessThan(domains[0]!.y[0])
  })
})

describe('corruptions on the Map', () => {
  const points = [
    { ...blurPoint(1, 0.35, 78), corruptions: [mapCorruption(0.9), mapCorruption(0.8, OFFICIAL)] },
    mapPoint('Baseline', { corruptions: [mapCorruption(0.7)] }),
    mapPoint('New'),
  ]

  it('are one measure for each origin and part, with the origin in the title', () => {
    const measures = corruptionMeasures(points)
    expect(measures.filter(({ corruption }) => corruption.part === 'mean').map(({ title }) => title)).toEqual(
      ['Fashion, corrupted here: acc. (%)', 'CIFAR10-C acc. (%)'],
    )
    expect(measures.map(({ title }) => title)).toContain('CIFAR10-C acc., severity 5 (%)')
    // What nobody asked for is no choice.
    expect(measures.some(({ corruption }) => corruption.part === 'frost')).toBe(false)
  })

  it('have the intervals of their means as bars, and name the models that have none', () => {
    const old = mapPoint('Old', { corruptions: [{ ...mapCorruption(0.6), intervals: null }] })
    const [mean] = corruptionMeasures(points)
    const { data, notes, csv, caption } = mapFigure([...points, old], { ...light, measure: mean!.id })
    const value = mapCorruption(0.7).mean! * 100
    const other = data.find(({ name }) => name === 'other') as {
      y: number[]
      error_y: { array: unknown[]; arrayminus: unknown[] }
    }
    expect(other.y[0]).toBeCloseTo(value, 9)
    // The fixture's intervals go 1.5 points down and 2 up.
    expect(other.error_y.arrayminus).toEqual([expect.closeTo(1.5, 9), 'no interval'])
    expect(other.error_y.array).toEqual([expect.closeTo(2, 9), 'no interval'])
    expect(notes.join()).toContain('hence without a bar: Old.')
    expect(caption).toContain('over images, which the cells share')
    expect(csv.split('\r\n')[0]).toContain('low (95 % interval of this trained network; %)')
  })

  it('never stand on one axis with those of another origin', () => {
    const [generated] = corruptionMeasures(points)
    const official = corruptionMeasures(points).find(({ title }) => title === 'CIFAR10-C acc. (%)')
    const figure = mapFigure(points, { ...light, measure: generated!.id })
    expect(figure.layout.yaxis?.title).toMatchObject({ text: 'Fashion, corrupted here: acc. (%)' })
    expect(official!.of(points[1]!)).toBeNull()
    expect(mapFigure(points, { ...light, measure: official!.id }).notes.join(' ')).toContain('Baseline')
  })
})
