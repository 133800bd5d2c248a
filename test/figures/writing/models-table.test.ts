/** Numbers of the table of models that are not comparable with the others of their column say why. */
import { describe, expect, it } from 'vitest'
import { modelsTable } from '../../../src-main/figures/writing/models-table'
import { mapPoint, reversal } from '../fixtures'
import type { MapCorruption, MapPoint, MeasuringWork } from '../../../src-main/contract/map-point'

const MANY: MeasuringWork = { key: 'many', words: '300 images of "clothes", 15 types' }
const FEW: MeasuringWork = { key: 'few', words: '1 image of "clothes", 1 type' }

function corrupted(study: string, mean: number): MapCorruption {
  return {
    study,
    mean,
    intervals: { mean: { low: mean / 2, high: mean } },
    origin: { label: study },
  } as MapCorruption
}

function model(id: string, more: Partial<MapPoint>): MapPoint {
  return mapPoint(id, { f_rev: reversal(0.25), hybridStudy: 'h', ...more })
}

const a = model('a', { corruptions: [corrupted('big', 0.7)], work: { big: MANY } })
const b = model('b', { corruptions: [corrupted('big', 0.6)], work: { big: MANY } })

describe('a number of other work than most of its column', () => {
  const odd = model('odd', { corruptions: [corrupted('small', 0.5)], work: { small: FEW } })

  it('has a footnote in LaTeX and Markdown, and a remark in CSV', () => {
    const markdown = modelsTable([odd, a, b], [], 'markdown')
    expect(markdown).toMatch(/50 \[25, 50\]<sup>a<\/sup>/)
    expect(markdown).toMatch(/70 \[35, 70\] \|/)
    expect(markdown).toContain('<sup>a</sup> Not comparable')
    expect(markdown).toContain('1 image of "clothes", 1 type; most: 300 images of "clothes", 15 types')
    const latex = modelsTable([odd, a, b], [], 'latex')
    expect(latex).toContain('50 [25, 50]$^{a}$')
    expect(latex).toMatch(/\\par\{\\footnotesize \$\^\{a\}\$ Not comparable.*\}/)
    const [head, ...rows] = modelsTable([odd, a, b], [], 'csv').trim().split('\r\n')
    expect(head).toContain('corruption mean accuracy remark')
    expect(rows.map((row) => row.includes('Not comparable'))).toEqual([true, false, false])
  })

  it('is not taken where the same model has one of the common work, though that is older', () => {
    const both = model('both', {
      corruptions: [corrupted('small', 0.5), corrupted('big', 0.65)],
      work: { small: FEW, big: MANY },
    })
    const markdown = modelsTable([both, a, b], [], 'markdown')
    expect(markdown).toContain('65 [33, 65] |')
    expect(markdown).not.toContain('<sup>')
  })

  it('without a word where all are of one work', () => {
    expect(modelsTable([a, b], [], 'markdown')).not.toContain('<sup>')
  })
})

it('numbers of training images, and of images that chose the epoch, say so', () => {
  const known = model('known', { onTrainingImages: ['h'] })
  const chosen = model('chosen', {
    accuracy: { value: 0.9, low: 0.8, high: 0.95, count: 50, on: 'validation' },
  })
  const part = model('part', {
    accuracy: { value: 0.9, low: 0.8, high: 0.95, count: 50, on: 'validation', choseEpoch: false },
  })
  const lines = modelsTable([known, chosen, part], [], 'markdown').split('\n')
  expect(lines.find((line) => line.startsWith('| known'))).toMatch(/0\.250 \[[^\]]*\]<sup>b<\/sup>/)
  expect(lines.find((line) => line.startsWith('| chosen'))).toContain('90 [80, 95]<sup>a</sup>')
  expect(lines.find((line) => line.startsWith('| part'))).toContain('90 [80, 95] |')
  expect(lines.join('\n')).toContain('<sup>a</sup> Of validation images, which chose the epoch.')
  expect(lines.join('\n')).toContain('<sup>b</sup> Some of the images are ones that a model')
})

describe('intervals', () => {
  const halves = {
    ...{ value: 0.2, low: 0.1, high: 0.3, unit: 'cycles/pixel', sentence: null, perImage: null },
    ...{ intervalRemark: 'The 95 % interval is of 12 effective images.', study: 's', resamples: 1000 },
  }
  const few = model('few', {
    pairings: 1,
    f_half: { L2: halves, Linf: null } as unknown as MapPoint['f_half'],
  })

  it('are said to be of one trained network each, and over what', () => {
    for (const format of ['markdown', 'latex'] as const) {
      const text = modelsTable([few], [], format)
      expect(text).toContain('95 ')
      expect(text).toContain('each of one trained network by itself; what training again would change')
      expect(text).toMatch(/f\\?_rev: bootstrap over images of one pairing/)
      expect(text).toMatch(/bias-corrected bootstrap over images/)
      // No model has a median ε.
      expect(text).not.toContain('order statistics')
    }
    expect(modelsTable([few], [], 'csv').split('\r\n')[0]).toContain(
      'f_rev high (95 % interval of each trained network; fraction of Nyquist)',
    )
  })

  it('of few images have a footnote that says how often they cover', () => {
    const remark = 'The 95 % interval is of 12 effective images.'
    expect(modelsTable([few, a], [], 'markdown')).toContain(`<sup>a</sup> ${remark}`)
    expect(modelsTable([few, a], [], 'latex')).toContain('The 95 \\% interval is of 12 effective images.')
    expect(modelsTable([few, a], [], 'csv')).toContain(remark)
  })
})
