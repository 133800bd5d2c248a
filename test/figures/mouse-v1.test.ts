/** The line of mouse V1: at the paper's 2.7 cycles/image in every unit, on every frequency axis, in words where it is drawn. */
import { describe, expect, it } from 'vitest'
import type { FrequencyUnit } from '../../src-main/contract/units'
import { mouseV1 } from '../../src-main/contract/units'
import { corruptionReversalFigure } from '../../src-main/figures/corruption-reversal'
import { hybridCurvesFigure } from '../../src-main/figures/hybrid-curves'
import { mapFigure } from '../../src-main/figures/map'
import type { Figure } from '../../src-main/figures/figure'
import { FUZZ_CASES } from './fuzz-cases'
import { mapPoint, mouseResult, reversal } from './fixtures'
import { corruptionModels, FACTS } from './measurement-fixtures'

const on = { theme: 'light', mouseV1: true } as const

const isLine = (shape: object): boolean =>
  (shape as { line?: { dash?: string } }).line?.dash === 'longdashdot'
const linesOf = ({ layout }: Figure) => (layout.shapes ?? []).filter(isLine)

describe('the frequency of mouse V1', () => {
  it.each([
    // Methods I, of 32 pixels over 67.5 degrees.
    ['cycles/image', 2.7],
    ['cycles/pixel', 2.7 / 32],
    ['fraction of Nyquist', 5.4 / 32],
    ['cycles/degree', 0.04],
  ] as const)('in %s is %f', (unit, value) => {
    expect(mouseV1(unit, { side: 32 })).toBeCloseTo(value, 12)
    expect(mouseV1(unit, { side: 32, fieldOfView: 67.5 })).toBeCloseTo(value, 12)
  })

  it('follows the field of view of the project', () => {
    expect(mouseV1('cycles/image', { fieldOfView: 50 })).toBeCloseTo(2, 12)
    expect(mouseV1('cycles/degree', { side: 28, fieldOfView: 50 })).toBeCloseTo(0.04, 12)
    expect(mouseV1('fraction of Nyquist', { side: 28, fieldOfView: 50 })).toBeCloseTo(4 / 28, 12)
  })
})

describe('its line', () => {
  const figure = (unit: FrequencyUnit, fieldOfView?: number, shown = true): Figure =>
    hybridCurvesFigure(mouseResult(), {
      ...{ theme: 'light', mouseV1: shown, name: 'Mouse', unit },
      viewing: { side: 32, fieldOfView },
    })

  it('stands at that frequency, and the caption says what it is and whose field of view', () => {
    const [line] = linesOf(figure('fraction of Nyquist'))
    expect(line).toMatchObject({ xref: 'x', yref: 'y domain' })
    expect(line!.x0).toBeCloseTo(0.16875, 9)
    expect(figure('fraction of Nyquist').caption).toContain(
      'Line “mouse V1”: the preferred spatial frequency of mouse primary visual cortex, 0.04 cycles/degree × 67.5° (the width of the paper’s stimulus, assumed) = 2.7 cycles/image, 0.169 fraction of Nyquist.',
    )
    expect(figure('cycles/pixel', 50).caption).toContain(
      '× 50° (the project’s field of view) = 2.0 cycles/image, 0.0625 cycles/pixel.',
    )
    expect(linesOf(figure('cycles/degree', 50))[0]!.x0).toBeCloseTo(0.04, 12)
  })

  it('is not there unless it is asked for', () => {
    const without = figure('cycles/image', undefined, false)
    expect(linesOf(without)).toEqual([])
    expect(without.caption).not.toContain('mouse V1')
    expect(without.mouseV1).toEqual({ reason: null })
  })

  it('is named where the axis does not reach it', () => {
    const wide = figure('fraction of Nyquist', 360)
    // 14.4 cycles/image are 0.9 of Nyquist at 32 pixels; at 28 they are beyond what f_mix reaches.
    expect(linesOf(wide)).toHaveLength(1)
    const beyond = hybridCurvesFigure(mouseResult(), {
      ...on,
      name: 'M',
      viewing: { side: 28, fieldOfView: 360 },
    })
    expect(linesOf(beyond)).toEqual([])
    expect(beyond.notes.join()).toContain(
      'The line of mouse V1, at 1.03 fraction of Nyquist, lies beyond this axis.',
    )
  })

  it('is one for each size of images on the Map, and the axis makes room for it', () => {
    const points = [
      mapPoint('a', { f_rev: reversal(0.5), size: 32 }),
      mapPoint('b', { f_rev: reversal(0.6), size: 64 }),
    ]
    const map = mapFigure(points, on)
    expect(linesOf(map).map(({ x0 }) => Number(x0).toFixed(6))).toEqual(['0.168750', '0.084375'])
    expect((map.layout.xaxis!.range as [number, number])[0]).toBeLessThan(0.084)
    expect(map.caption).toContain(
      '0.169 fraction of Nyquist at 32 pixels and 0.0844 fraction of Nyquist at 64 pixels',
    )
    expect(linesOf(mapFigure(points, { ...on, unit: 'cycles/image' }))).toHaveLength(1)
  })

  it('is in every panel', () => {
    const panels = corruptionReversalFigure(corruptionModels(), FACTS, { ...on, panels: 'type' })
    expect(new Set(linesOf(panels).map(({ xref }) => xref))).toEqual(new Set(['x', 'x2', 'x3', 'x4', 'x5']))
  })

  it('is offered by every figure whose frequency axis can be switched, and drawn there or named', () => {
    let offered = 0
    for (const [name, { input, build }] of Object.entries(FUZZ_CASES))
      for (const made of (build as (from: unknown) => Figure[])(input)) {
        if (made.units) expect(made.mouseV1, name).toBeDefined()
        // Without a point there is no axis to draw it on.
        if (!made.mouseV1 || made.data.length === 0) continue
        offered++
        const said = linesOf(made).length > 0 || /mouse V1/.test(made.notes.join())
        expect(said || made.mouseV1.reason !== null, name).toBe(true)
      }
    expect(offered).toBeGreaterThan(12)
  })
})
