/**
 * Every figure as it stands, in files beside this one: a change of how results look is a change somebody has
 * seen. `npx vitest run test/figures -u` writes them anew; look at the difference.
 */
import { describe, expect, it } from 'vitest'
import { blurTransfer } from '../../src-main/figures/blur-transfer'
import { classBalanceFigure } from '../../src-main/figures/class-balance'
import { differenceCurvesFigure } from '../../src-main/figures/difference-curves'
import type { Appearance, Figure } from '../../src-main/figures/figure'
import { hybridCurvesFigure } from '../../src-main/figures/hybrid-curves'
import { mapFigure } from '../../src-main/figures/map'
import { powerSpectrumFigure } from '../../src-main/figures/power-spectrum'
import { trainingCurvesFigure } from '../../src-main/figures/training-curves'
import { epsilonDistributionFigure } from '../../src-main/figures/epsilon-distribution'
import { halfPowerFigure } from '../../src-main/figures/half-power'
import { perturbationMapsFigure } from '../../src-main/figures/perturbation-maps'
import { radialProfileFigure } from '../../src-main/figures/radial-profile'
import { successCurveFigure } from '../../src-main/figures/success-curve'
import { transferFigure } from '../../src-main/figures/transfer-function'
import {
  baselineResult,
  CLASSES,
  epochs,
  mapPoint,
  mouseResult,
  neverResult,
  paperPoints,
  severalResult,
} from './fixtures'

import { baselineAttack, censoredAttack, heatMap, spectrumResult } from './attack-fixtures'

const attacked = [
  { name: 'Baseline', result: baselineAttack() },
  { name: 'Blur 2', result: censoredAttack() },
]
const spectra = [
  { name: 'Baseline', result: spectrumResult('base', 'baseline', 0.31) },
  { name: 'Blur 1', result: spectrumResult('blur-1', 'blur', 0.18) },
  { name: 'Blur 2', result: spectrumResult('blur-2', 'blur', 0.12) },
  { name: 'Never', result: spectrumResult('never', 'PCA', null) },
]
const blur = spectrumResult('mean', 'blur', 0.15)
const groups = [
  {
    group: 'blur' as const,
    models: 2,
    settings: 2,
    profile: blur.profile,
    fineProfile: blur.fineProfile,
    f_half: blur.f_half,
  },
]
const method = 'minimal, targeted, margin 0.01'
const viewing = { side: 32, fieldOfView: 67.5 }

const FIGURES: Record<string, (appearance: Appearance) => Figure> = {
  map: (appearance) => mapFigure([...paperPoints(), mapPoint('New', { f_rev: null })], appearance),
  'hybrid-curves': (appearance) =>
    hybridCurvesFigure(mouseResult(), { ...appearance, name: 'Mouse', viewing, unit: 'cycles/degree' }),
  'difference-curves': (appearance) =>
    differenceCurvesFigure(
      [
        { name: 'Baseline', group: 'baseline', viewing, result: baselineResult() },
        { name: 'Mouse', group: 'mouse-regularised', viewing, result: mouseResult() },
        { name: 'Several', group: 'blur', viewing, result: severalResult() },
        { name: 'Never', group: 'blur', viewing, result: neverResult() },
      ],
      appearance,
    ),
  'training-curves': (appearance) =>
    trainingCurvesFigure(
      [
        { id: 'a', name: 'Baseline', group: 'baseline', epochs: epochs(4), keptEpoch: 4 },
        { id: 'b', name: 'Blur 1.5', group: 'blur', epochs: epochs(2, false), keptEpoch: null },
      ],
      appearance,
    ),
  'transfer-function': (appearance) =>
    transferFigure(
      [null, 1, 2].map((sigma) => ({ sigma, transfer: blurTransfer(sigma, 5) })),
      { ...appearance, side: 32, selected: 2 },
    ),
  'class-balance': (appearance) => classBalanceFigure([{ name: 'test', classes: CLASSES }], appearance),
  'success-curve': (appearance) => successCurveFigure(attacked, { ...appearance, norm: 'Linf', method }),
  'epsilon-distribution': (appearance) =>
    epsilonDistributionFigure(attacked, { ...appearance, norm: 'Linf', method }),
  'perturbation-maps-panel': (appearance) =>
    perturbationMapsFigure([heatMap('Baseline', -6, 1), heatMap('Blur 2', -9, 2)], {
      ...appearance,
      scale: 'panel',
      method,
    }),
  'perturbation-maps-shared': (appearance) =>
    perturbationMapsFigure([heatMap('Baseline', 0, 7), heatMap('Blur 2', 0, 7)], {
      ...appearance,
      scale: 'shared',
      method,
    }),
  'radial-profile': (appearance) => radialProfileFigure(spectra, groups, { ...appearance, viewing, method }),
  'half-power': (appearance) => halfPowerFigure(spectra, { ...appearance, viewing, method }),
  'power-spectrum': (appearance) =>
    powerSpectrumFigure(
      [{ name: 'test', frequencies: [0, 0.1, 0.2, 0.4], power: [0, 100, 25, 6], sampled: 200, viewing }],
      appearance,
    ),
}

describe.each(Object.entries(FIGURES))('%s', (name, build) => {
  it('looks as it did', async () => {
    const text = `${JSON.stringify(build({ theme: 'light' }), null, 1)}\n`
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.json`)
  })

  it('is the same figure each time, and JSON', () => {
    const figure = build({ theme: 'dark', palette: 'okabe-ito' })
    expect(build({ theme: 'dark', palette: 'okabe-ito' })).toEqual(figure)
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure)
  })

  // Of a heat map the cells alone are a picture inside the vectors.
  it('is vectors without WebGL, in Arimo, on white for export', () => {
    const figure = build({ theme: 'light', white: true })
    expect(['scatter', 'bar', 'heatmap']).toEqual(expect.arrayContaining(figure.data.map(({ type }) => type)))
    expect(figure.layout.font?.family).toMatch(/^Arimo/)
    expect(figure.layout.paper_bgcolor).toBe('rgb(255, 255, 255)')
  })

  it('says the same in both themes', () => {
    const [light, dark] = [build({ theme: 'light' }), build({ theme: 'dark' })]
    for (const key of ['caption', 'notes', 'csv', 'ariaLabel'] as const) expect(dark[key]).toEqual(light[key])
  })
})
