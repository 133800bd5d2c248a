/** Which values the same hybrids allow stands beside every f_rev: in hover texts, captions, notes and tables. */
import { describe, expect, it } from 'vitest'
import { differenceCurvesFigure } from '../../src-main/figures/difference-curves'
import { hybridCurvesFigure } from '../../src-main/figures/hybrid-curves'
import { mapFigure } from '../../src-main/figures/map'
import { resolutionWords } from '../../src-main/figures/resolution'
import { baselineResult, mapPoint, reversal } from './fixtures'
import type { HybridModelResult } from '../../src-main/contract/kinds/hybrid/study'

const light = { theme: 'light' } as const
const viewing = { side: 32 }
const f_rev = reversal(0.117, { resolution: { low: 0.0868, high: 0.1229, unit: 'fraction of Nyquist' } })
const WORDS = 'between 0.087 and 0.123 at this image size'

function resolved(): HybridModelResult {
  const result = baselineResult()
  const curve = result.curve.map((point) => ({ ...point, same_hybrids: { low: point.f_mix, high: 0.5 } }))
  return { ...result, f_rev, curve }
}

describe('the resolution of f_rev', () => {
  it('is said in the words of the unit that is shown', () => {
    expect(resolutionWords(f_rev)).toBe(WORDS)
    expect(resolutionWords(f_rev, (value) => value * 16)).toBe('between 1.39 and 1.97 at this image size')
    expect(resolutionWords(reversal(null))).toBeNull()
    expect(resolutionWords(null)).toBeNull()
  })

  it('is on the Map: hover, note and table', () => {
    const figure = mapFigure([mapPoint('a', { f_rev }), mapPoint('b')], light)
    const hover = figure.data.flatMap((trace) =>
      trace.type === 'scatter' && Array.isArray(trace.hovertext) ? trace.hovertext : [],
    )
    expect(hover[0]).toContain(WORDS)
    expect(hover[1]).not.toContain('at this image size')
    expect(figure.notes).toEqual([expect.stringContaining(`the 0.117 of a may lie ${WORDS}`)])
    const [head, row] = figure.csv.split('\r\n')
    const column = head!.split(',').indexOf('f_rev resolved from (fraction of Nyquist)')
    expect(row!.split(',').slice(column, column + 2)).toEqual(['0.0868', '0.1229'])
    const inImage = mapFigure([mapPoint('a', { f_rev })], { ...light, unit: 'cycles/image' })
    expect(JSON.stringify(inImage.data)).toContain('between 1.39 and 1.97 at this image size')
  })

  it('is on the curves, and each measured f_mix has the range of its hybrids', () => {
    const one = hybridCurvesFigure(resolved(), { ...light, name: 'Baseline', viewing })
    expect(one.caption).toContain(WORDS)
    expect(JSON.stringify(one.data)).toContain('same hybrids from 0.0700 up to 0.500')
    expect(one.csv).toContain('\r\n0.12,0.12,0.5,')
    const curves = [{ name: 'Baseline', group: 'baseline', viewing, result: resolved() }] as const
    const several = differenceCurvesFigure(curves, light)
    expect(JSON.stringify(several.data)).toContain(WORDS)
    expect(JSON.stringify(several.data)).toContain('same hybrids from 0.0700 up to 0.500')
    expect(several.csv.split('\r\n')[1]).toMatch(/,0\.0868,0\.1229,(?:[0-9a-f]{8})?$/)
  })
})
