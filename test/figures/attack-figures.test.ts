import { describe, expect, it } from 'vitest'
import { epsilonDistributionFigure } from '../../src-main/figures/epsilon-distribution'
import { halfPowerFigure } from '../../src-main/figures/half-power'
import { perturbationMapsFigure } from '../../src-main/figures/perturbation-maps'
import { radialProfileFigure } from '../../src-main/figures/radial-profile'
import { formatSize } from '../../src-main/figures/sizes'
import { successCurveFigure } from '../../src-main/figures/success-curve'
import { logarithmicTicks, roundTicks } from '../../src-main/figures/ticks'
import {
  attackResult,
  baselineAttack,
  CENSORED,
  censoredAttack,
  GUARD,
  heatMap,
  spectrumResult,
} from './attack-fixtures'
import type { Figure, Scatter } from '../../src-main/figures/figure'

const light = { theme: 'light', method: 'minimal, targeted, margin 0.01' } as const

function scatters(figure: Figure, name: string): Scatter[] {
  return figure.data.filter((trace): trace is Scatter => trace.type === 'scatter' && trace.name === name)
}

describe('one attack has one median', () => {
  // Three of seven images are targets already: ε = 0. numpy.median of all seven is 0.02, of the other four 0.035.
  const result = attackResult('base', 'baseline', [0, 0, 0, 0.02, 0.03, 0.04, 0.05])
  const images = result.images.map((image) => ({
    ...image,
    status: image.distance === 0 ? ('already target' as const) : image.status,
  }))
  const models = [{ name: 'Baseline', result: { ...result, images, alreadyTarget: 3 } }]

  it('in the distribution as in the success curve', () => {
    const figure = epsilonDistributionFigure(models, { ...light, norm: 'L2' })
    const marks = scatters(figure, 'Baseline')[1]!
    expect((marks.x as number[])[(marks.customdata as string[]).indexOf('base')]).toBe(0.02)
    expect(figure.notes).toEqual([
      'Baseline: 3 images of 7 are targets already: ε = 0, which a logarithmic axis has no place for.',
      'Baseline: 0, and hence not drawn: lower quartile.',
    ])
  })

  it('and the caption says what the curve does with ε = 0', () => {
    const figure = successCurveFigure(models, { ...light, norm: 'L2' })
    expect(figure.caption).toContain('Images that are targets already count with ε = 0.')
    expect(figure.caption).not.toContain('left out')
    expect((scatters(figure, 'Baseline')[1]!.x as number[])[0]).toBe(0.02)
  })
})

describe('ticks without a place to stand', () => {
  it('come to an end', () => {
    for (const inSteps of [true, false]) {
      expect(logarithmicTicks(0, 1, inSteps)).toEqual([])
      expect(logarithmicTicks(-1, 1, inSteps)).toEqual([])
      expect(logarithmicTicks(NaN, 1, inSteps)).toEqual([])
      expect(logarithmicTicks(1, Infinity, inSteps)).toEqual([])
      expect(logarithmicTicks(5e-324, 1e308, inSteps).length).toBeLessThan(12)
    }
    expect(roundTicks(0, Infinity)).toEqual([])
    // Here i + 1 is i: a loop that counts steps of 5 from 1e17 would never end.
    expect(roundTicks(1e17, 1e17 + 16).length).toBeLessThan(10)
  })
})

describe('success against ε', () => {
  const models = [
    { name: 'Baseline', result: baselineAttack() },
    { name: 'Blur', result: censoredAttack() },
  ]
  const figure = successCurveFigure(models, { ...light, norm: 'Linf' })

  it('rises through the quantiles from 0 and stays where it ends', () => {
    const [line] = scatters(figure, 'Baseline')
    expect(line!.y).toEqual([0, 0, 0, 25, 50, 75, 100, 100])
    expect((line!.x as number[]).slice(0, -1)).toEqual([0, 0.001, 0.001, 0.002, 0.003, 0.004, 0.006])
  })

  it('ends below 100 % where images are censored, and says so with what the guards say', () => {
    const [line] = scatters(figure, 'Blur')
    expect(Math.max(...(line!.y as number[]))).toBe(75)
    expect(figure.notes).toEqual([`Blur: ${CENSORED}`, `Blur: ${GUARD}`])
  })

  it('marks the median with its interval, as something to open', () => {
    const mark = scatters(figure, 'Baseline')[1]!
    expect([mark.x, mark.y, mark.customdata]).toEqual([[0.003], [50], ['base']])
    expect((mark.error_x as { array: number[] }).array[0]).toBeCloseTo(0.0003, 9)
  })

  it('shows L∞ also in steps of 1/255, at the same places, and no second axis for L2', () => {
    const { xaxis2 } = figure.layout
    const [at, text] = [xaxis2!.tickvals as number[], xaxis2!.ticktext as string[]]
    text.forEach((words, i) => expect(`${Number((at[i]! * 255).toPrecision(6))}/255`).toBe(words))
    expect(text.length).toBeGreaterThan(2)
    const second = successCurveFigure(models, { ...light, norm: 'L2' })
    expect(second.layout.xaxis2).toBeUndefined()
    expect(second.layout.xaxis?.title?.text).toContain('L2')
  })

  it('shows the paper’s signed maximum only where it is asked for and there, and says which', () => {
    const signed = attackResult('base', 'baseline', [0.0005, 0.0015])
    const both = attackResult('base', 'baseline', [0.001, 0.002], {
      signedMaximum: { plus: signed, minus: signed },
    })
    const shown = successCurveFigure([{ name: 'a', result: both }, models[0]!], {
      ...light,
      norm: 'Linf',
      size: 'plus',
    })
    expect((scatters(shown, 'a')[0]!.x as number[])[1]).toBe(0.0005)
    expect(scatters(shown, 'Baseline')).toEqual([])
    expect(shown.caption).toContain('signed maximum of adversarial − clean')
  })

  it('without models is empty and says so', () => {
    const empty = successCurveFigure([], { ...light, norm: 'L2' })
    expect(empty.caption).toContain('no model is attacked yet')
    expect(empty.ariaLabel).toContain('It is empty')
  })
})

describe('the distribution of ε', () => {
  it('counts every image once, in bins of equal width in log ε', () => {
    const figure = epsilonDistributionFigure(
      [
        { name: 'a', result: baselineAttack() },
        { name: 'b', result: censoredAttack() },
      ],
      { ...light, norm: 'L2' },
    )
    const rows = figure.csv
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.replace(/"[^"]*"/g, '').split(','))
    const total = (id: string): number =>
      rows.filter(([model]) => model === id).reduce((sum, row) => sum + Number(row[5]), 0)
    expect([total('base'), total('blur-2')]).toEqual([5, 4])
    const ratios = rows.slice(0, 30).map((row) => Number(row[4]) / Number(row[3]))
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0]!, 9)
    expect(Number(rows[0]![3])).toBeCloseTo(0.001, 9)
    expect(Number(rows[29]![4])).toBeCloseTo(0.02, 9)
    expect(figure.notes).toEqual(['b: nothing was found for 1 image of 5, which have no size here.'])
  })

  it('has room for one single size and for none', () => {
    const one = epsilonDistributionFigure([{ name: 'a', result: attackResult('a', 'PCA', [0.1]) }], {
      ...light,
      norm: 'L2',
    })
    expect(one.csv).toContain(',1,1')
    const none = epsilonDistributionFigure([{ name: 'a', result: attackResult('a', 'PCA', [null]) }], {
      ...light,
      norm: 'L2',
    })
    expect(none.data).toEqual([])
    expect(none.layout.annotations?.[0]?.text).toContain('No perturbation')
  })
})

describe('mean spectra', () => {
  const panels = [heatMap('a', -6, 1), heatMap('b', -9, 2)]

  it('have DC in the middle, at frequency 0, and without a value', () => {
    const [map] = perturbationMapsFigure(panels, { ...light, scale: 'panel' }).data
    if (map?.type !== 'heatmap') throw new Error('no heat map')
    const [x, y, z] = [map.x as number[], map.y as number[], map.z as (number | null)[][]]
    expect(z[y.indexOf(0)]![x.indexOf(0)]).toBeNull()
    expect(z.flat().filter((value) => value === null)).toHaveLength(1)
    expect([Math.min(...x), Math.min(...y)]).toEqual([-0.5, -0.5])
  })

  it('per panel run from 0 to 1 with a bar without numbers; the panels say theirs', () => {
    const { data, layout } = perturbationMapsFigure(panels, { ...light, scale: 'panel' })
    for (const map of data) {
      const values = (map as { z: (number | null)[][] }).z.flat().filter((value) => value !== null)
      expect(Math.max(...values)).toBeLessThanOrEqual(1)
      expect(Math.min(...values)).toBeCloseTo(0, 9)
    }
    const bar = layout.coloraxis!.colorbar!
    expect((bar.ticktext as string[]).filter((text) => text !== '')).toEqual(['lowest', 'highest'])
    const gaps = (bar.tickvals as number[]).slice(1, 6).map((value, i, all) => value - (all[i - 1] ?? 0))
    expect(new Set(gaps.map((gap) => gap.toFixed(3))).size).toBeGreaterThan(2)
    // e⁻⁶ and e¹ as powers of ten.
    expect(layout.annotations?.[0]?.text).toContain('10<sup>−2.6</sup> to 10<sup>0.4</sup>')
  })

  it('on a shared scale, and a single one, have a bar with powers of ten', () => {
    const shared = perturbationMapsFigure([heatMap('a', 0, 5), heatMap('b', 0, 8)], {
      ...light,
      scale: 'shared',
    })
    const axis = shared.layout.coloraxis!
    expect([axis.cmin, axis.cmax]).toEqual([0, 8])
    const { tickvals, ticktext } = axis.colorbar as { tickvals: number[]; ticktext: string[] }
    expect(tickvals[ticktext.indexOf('10<sup>2</sup>')]).toBeCloseTo(Math.log(100), 9)
    const single = perturbationMapsFigure([heatMap('a', -6, 1)], { ...light, scale: 'panel' })
    expect(single.layout.coloraxis!.cmin).toBe(-6)
    expect(single.layout.coloraxis!.colorbar!.ticktext).toContain('10<sup>−1</sup>')
  })

  it('say both units of frequency on both axes', () => {
    const { layout } = perturbationMapsFigure(panels, { ...light, scale: 'panel' })
    expect(layout.xaxis?.ticktext).toContain('0.5<br>1')
    expect(layout.yaxis?.ticktext).toContain('−0.25 (−0.5)')
  })
})

describe('radial profiles', () => {
  const models = [
    { name: 'Baseline', result: spectrumResult('base', 'baseline', 0.31) },
    { name: 'Blur 1', result: spectrumResult('blur-1', 'blur', 0.18) },
    { name: 'Blur 2', result: spectrumResult('blur-2', 'blur', 0.12) },
  ]
  const mean = spectrumResult('mean', 'blur', 0.15)
  const { profile, fineProfile, f_half } = mean
  const groups = [{ group: 'blur' as const, models: 2, settings: 2, profile, fineProfile, f_half }]

  it('draw means of groups thick and their models thin, a lone model as a mean', () => {
    const figure = radialProfileFigure(models, groups, light)
    const width = (name: string): unknown => scatters(figure, name)[0]!.line?.width
    expect([width('Blur 1'), width('Baseline'), width('blur, mean of 2')]).toEqual([1, 2, 3.5])
    expect(scatters(figure, 'Blur 1')[0]!.showlegend).toBe(false)
    expect(scatters(figure, 'Baseline')[1]!.x).toEqual([0.31])
  })

  it('show both units, whichever is below', () => {
    const pixel = radialProfileFigure(models, groups, light).layout
    expect(pixel.xaxis2?.title?.text).toBe('fraction of Nyquist')
    const at = pixel.xaxis2!.tickvals as number[]
    ;(pixel.xaxis2!.ticktext as string[]).forEach((text, i) =>
      expect(at[i]! * 2).toBeCloseTo(Number(text), 9),
    )
    const nyquist = radialProfileFigure(models, groups, { ...light, unit: 'fraction of Nyquist' })
    expect(nyquist.layout.xaxis2?.title?.text).toBe('cycles/pixel')
    expect(scatters(nyquist, 'Baseline')[1]!.x).toEqual([0.62])
  })

  it('name the models without f_0.5', () => {
    const without = [{ name: 'Never', result: spectrumResult('n', 'PCA', null) }]
    expect(radialProfileFigure(without, [], light).notes[0]).toMatch(/^Never: There is no perturbation/)
    expect(halfPowerFigure(without, light).notes[0]).toMatch(/^Never is not shown: There is no perturbation/)
  })
})

describe('f_0.5 of the models', () => {
  it('stands with both estimators and its interval, in the order given from the top', () => {
    const models = [
      { name: 'a', result: spectrumResult('a', 'baseline', 0.3) },
      { name: 'b', result: spectrumResult('b', 'blur', 0.1) },
    ]
    const figure = halfPowerFigure(models, { ...light, unit: 'fraction of Nyquist' })
    expect(scatters(figure, 'a')[0]!.y).toEqual([1])
    expect(scatters(figure, 'b')[0]!.x).toEqual([0.2])
    expect((scatters(figure, 'exact estimator')[0]!.x as number[])[0]).toBeCloseTo(0.604, 9)
    expect(figure.csv).toContain('a,a,baseline,0.6,0.58,0.624,0.604,,,,100,,')
  })
})

describe('ticks and sizes', () => {
  it('are round', () => {
    expect(roundTicks(0, 1.3)).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25])
    expect(roundTicks(0.11, 0.49, 4)).toEqual([0.2, 0.3, 0.4])
    expect(logarithmicTicks(0.015, 0.3)).toEqual([0.02, 0.05, 0.1, 0.2])
    expect(logarithmicTicks(1e-6, 1)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1])
    // The paper's ticks (methods G.4).
    expect(logarithmicTicks(1 / 255, 20 / 255, true).map((value) => value * 255)).toEqual([1, 2, 4, 8, 16])
  })

  it('always say L∞ also as k/255', () => {
    expect(formatSize({ value: 0.00303, low: null, high: null }, 'Linf')).toBe('0.00303 = 0.773/255')
    expect(formatSize({ value: 0.1162, low: 0.11, high: 0.12 }, 'L2')).toBe('0.116 [0.110, 0.120]')
  })
})
