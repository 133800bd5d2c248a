/** An f_rev without an interval says why wherever it stands, and an interval says what was drawn anew. */
import { describe, expect, it } from 'vitest'
import { differenceCurvesFigure } from '../../src-main/figures/difference-curves'
import { hybridCurvesFigure } from '../../src-main/figures/hybrid-curves'
import { mapFigure } from '../../src-main/figures/map'
import { reversalSentence, withoutIntervalWords } from '../../src-main/figures/reversal-words'
import { hybridDocument, hybridTable } from '../../src-main/studies/hybrid/document'
import { describe as described } from '../../src-main/workbench/comparison/words'
import { baselineResult, mapPoint, NO_REVERSAL, reversal } from './fixtures'
import type { HybridModelResult, HybridResult } from '../../src-main/contract/kinds/hybrid/study'

const WITHOUT = reversal(0.4, { low: null, high: null, withoutCrossing: 0.123 })
const SENTENCE = 'f_rev has no interval: 12.3 % of 1\u202f000 bootstrap resamples had no single crossing.'

function result(seeds: number, f_rev = reversal(0.4)): HybridResult {
  const model: HybridModelResult = { ...baselineResult(seeds), f_rev, weights: 'ab'.repeat(32) }
  return { kind: 'hybrid', study: 's', models: [model], missing: [] }
}

describe('without an interval', () => {
  it('there is a reason', () => {
    expect(withoutIntervalWords(WITHOUT)).toBe(SENTENCE)
    expect(withoutIntervalWords(reversal(0.4))).toBeNull()
    expect(withoutIntervalWords(null)).toBeNull()
    expect(reversalSentence(reversal(null, { sentence: NO_REVERSAL }))).toBe(NO_REVERSAL)
  })

  it('it is too few images where that is the reason, and what an interval of few covers is said, too', () => {
    const few = reversal(0.4, { low: null, high: null, intervalRemark: 'Of 6 images.' })
    expect(withoutIntervalWords(few)).toBe('Of 6 images.')
    const some = reversal(0.4, { intervalRemark: 'Of 20 images.' })
    expect(withoutIntervalWords(some)).toBeNull()
    expect(reversalSentence(some)).toBe('Of 20 images.')
    expect(hybridTable(result(4, some))).toContain('baseline: Of 20 images.')
  })

  it('it stands in the table of the command line and beside the curves of several models', () => {
    expect(hybridTable(result(4, WITHOUT))).toContain(`baseline: ${SENTENCE}`)
    expect(hybridTable(result(4))).not.toContain('no interval')
    const curve = {
      name: 'B',
      group: 'baseline' as const,
      viewing: { side: 32 },
      result: result(4, WITHOUT).models[0]!,
    }
    expect(differenceCurvesFigure([curve], { theme: 'light' }).notes).toEqual([`B: ${SENTENCE}`])
  })
})

describe('with one pairing only the images vary', () => {
  const one = 'bootstrap over images of one pairing'
  const several = 'bootstrap over images and pairings'

  it.each([
    [1, one],
    [4, several],
  ])('%d: %s', (seeds, words) => {
    const found = result(seeds)
    expect(hybridTable(found)).toContain(words)
    expect(JSON.stringify(hybridDocument(found))).toContain(words)
    const [model] = found.models
    const curve = { name: 'B', group: 'baseline' as const, viewing: { side: 32 }, result: model! }
    expect(differenceCurvesFigure([curve], { theme: 'light' }).caption).toContain(words)
    expect(
      hybridCurvesFigure(model!, { theme: 'light', name: 'B', viewing: { side: 32 } }).caption,
    ).toContain(words)
    expect(mapFigure([mapPoint('a', { pairings: seeds })], { theme: 'light' }).caption).toContain(words)
    const offer = {
      quantity: 'f_rev',
      words: 'f_rev',
      files: { kind: 'reversal', fMix: [0], files: Array(seeds).fill(['f']) },
    }
    expect(described(offer as never, { part: 'f_rev' } as never).method).toContain(words)
  })

  it('of models that differ in it both are said', () => {
    const points = [mapPoint('a', { pairings: 1 }), mapPoint('b', { pairings: 3 })]
    expect(mapFigure(points, { theme: 'light' }).caption).toContain(
      'bootstrap over images, and over pairings where there are several',
    )
  })
})
