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

  it('is vectors only, in Arimo, on white for export', () => {
    const figure = build({ theme: 'light', white: true })
    expect(['scatter', 'bar']).toEqual(expect.arrayContaining(figure.data.map(({ type }) => type)))
    expect(figure.layout.font?.family).toMatch(/^Arimo/)
    expect(figure.layout.paper_bgcolor).toBe('rgb(255, 255, 255)')
  })

  it('says the same in both themes', () => {
    const [light, dark] = [build({ theme: 'light' }), build({ theme: 'dark' })]
    for (const key of ['caption', 'notes', 'csv', 'ariaLabel'] as const) expect(dark[key]).toEqual(light[key])
  })
})
