/** f_rev against the preferred frequency of simulated neurons (methods N.8). */
import { describe, expect, it } from 'vitest'
import { followingOf } from '../../src-main/figures/following'
import { followingFigure } from '../../src-main/figures/following-figure'
import { followingDocument, followingText } from '../../src-main/shell/command-line/commands/neural-following'
import { mapPoint, reversal } from './fixtures'
import type { MapPoint } from '../../src-main/contract/map-point'

const light = { theme: 'light' } as const

function drawn(preferred: number, seed: number, fRev: number | null, more: Partial<MapPoint> = {}): MapPoint {
  return mapPoint(`drawn ${preferred} ${seed} ${more.neuralTerm?.control ?? ''}`, {
    group: 'regularised (simulated)',
    seed,
    f_rev: reversal(fRev),
    plain: 'p',
    neuralTerm: {
      ...{ population: `p${preferred}`, alpha: 10, control: 'none', series: 's' },
      simulated: { preferred, fieldOfView: 67.5, like: 'l' },
    },
    ...more,
  })
}

/** Spearman by hand, ties sharing their mean rank: ranks 1.5, 1.5, 3.5, 3.5, 5.5, 5.5 and 1, 2, 4, 3, 6, 5, so 16 / √(16 · 17.5) = 0.9562. */
const SIX = [
  drawn(0.02, 0, 0.2),
  drawn(0.02, 1, 0.21),
  drawn(0.04, 0, 0.25),
  drawn(0.04, 1, 0.24),
  drawn(0.08, 0, 0.3),
  drawn(0.08, 1, 0.29),
]

describe('whether f_rev follows the neurons', () => {
  it('is a rank correlation over the networks, with its interval', () => {
    const [found] = followingOf(SIX)
    expect(found!.correlation.value).toBeCloseTo(0.9562, 3)
    expect(found!.correlation.low).toBeGreaterThan(0)
    expect(found!.sentence).toMatch(
      /^f_rev follows the frequency that the neurons prefer: rank correlation 0\.96 \[/,
    )
    // 0.04 cycles/degree × 67.5° = 2.7 cycles/image = 0.169 of Nyquist at 32 pixels (methods N.9).
    expect(found!.drawn[2]!.preferredOfNyquist).toBeCloseTo(0.16875, 6)
  })

  it('says nothing of fewer than five networks or three frequencies', () => {
    for (const few of [SIX.slice(0, 4), [...SIX.slice(0, 4), drawn(0.04, 2, 0.26)]]) {
      const [found] = followingOf(few)
      expect(found!.sentence).toMatch(/too few to say/)
    }
  })

  it('says that it cannot be said where the interval holds 0, and that it moves against them where it does', () => {
    const values = [0.25, 0.21, 0.24, 0.26, 0.22, 0.23]
    const undecided = SIX.map((point, i) => ({ ...point, f_rev: reversal(values[i]!) }))
    expect(followingOf(undecided)[0]!.sentence).toMatch(/cannot be said from these networks/)
    const against = SIX.map((point) => ({ ...point, f_rev: reversal(0.6 - point.f_rev!.value!) }))
    expect(followingOf(against)[0]!.sentence).toMatch(/^f_rev moves against/)
  })

  it('keeps the shuffled control and networks without a term apart, and names what has no f_rev', () => {
    const term = { ...SIX[0]!.neuralTerm!, control: 'shuffled' as const }
    const all = [
      ...SIX,
      drawn(0.02, 2, null),
      drawn(0.02, 0, 0.28, { neuralTerm: term }),
      mapPoint('plain', { plain: 'p', f_rev: reversal(0.33) }),
      mapPoint('another network', { plain: 'q', f_rev: reversal(0.4) }),
    ]
    const [found] = followingOf(all)
    expect(found!.drawn).toHaveLength(6)
    expect(found!.shuffled.map(({ f_rev }) => f_rev.value)).toEqual([0.28])
    expect(found!.without.map(({ name }) => name)).toEqual(['plain'])
    expect(found!.notes.join()).toContain('drawn 0.02 2')
    const figure = followingFigure(found!, all, light)
    expect(figure.data.map(({ name }) => name)).toEqual([
      'the same frequency',
      'drawn to the neurons',
      'shuffled',
    ])
    expect(figure.csv.trimEnd().split('\r\n')).toHaveLength(8)
    expect(figure.layout.shapes).toHaveLength(1)
    const [line] = figure.data
    expect(line!.type === 'scatter' && (line!.y as number[])[0]).toBeCloseTo(0.084375, 6)
  })

  it('names every network that is drawn to the neurons and has no number, with why', () => {
    const term = { ...SIX[0]!.neuralTerm!, control: 'shuffled' as const }
    const all = [
      drawn(0.02, 0, null),
      drawn(0.04, 1, 0.2, { f_rev: null }),
      drawn(0.02, 1, 0.2, { f_rev: null, neuralTerm: term }),
    ]
    const [found] = followingOf(all)
    expect(found!.drawn).toEqual([])
    expect(
      found!.uncounted.map(({ preferred, seed, control, why }) => [preferred, seed, control, why]),
    ).toEqual([
      [0.02, 0, 'none', 'no reversal'],
      [0.04, 1, 'none', 'not measured'],
      [0.02, 1, 'shuffled', 'not measured'],
    ])
    const words = followingText(found!)
    for (const each of all) expect(words).toContain(each.id)
    expect(words).toMatch(/none found/)
    expect(words).toMatch(/not measured yet[\s\S]*halfpower hybrid DIR/)
    expect(followingDocument(found!)).toMatchObject({
      uncounted: [{ why: 'no reversal', preferred: { value: 0.02, unit: 'cycles/degree' } }, {}, {}],
    })
  })

  it('calls networks that learn responses co-trained: they have no α', () => {
    const all = SIX.map((point) => ({
      ...point,
      neuralTerm: { ...point.neuralTerm!, alpha: 1, method: 'co-training' as const },
    }))
    const [found] = followingOf(all)
    const figure = followingFigure(found!, all, light)
    for (const words of [followingText(found!), figure.caption, JSON.stringify(figure.data)]) {
      expect(words).toContain('co-trained')
      expect(words).not.toContain('α')
    }
  })

  it('says of which networks the interval is of few images, and why some have none', () => {
    const few = 'The 95 % interval of f_rev is of 12 images.'
    const none = 'f_rev has no interval: it is of 6 images.'
    const all = [
      ...SIX.slice(0, 4),
      drawn(0.08, 0, 0.3, { f_rev: reversal(0.3, { low: 0.2, high: 0.4, intervalRemark: few }) }),
      drawn(0.08, 1, 0.29, { f_rev: reversal(0.29, { low: null, high: null, intervalRemark: none }) }),
      mapPoint('plain', { plain: 'p', f_rev: reversal(0.33, { low: 0.2, high: 0.4, intervalRemark: few }) }),
    ]
    const [found] = followingOf(all)
    expect(found!.notes).toEqual([`drawn 0.08 0  and plain: ${few}`, `drawn 0.08 1 : ${none}`])
    const figure = followingFigure(found!, all, light)
    expect(figure.notes).toEqual(found!.notes)
    expect(JSON.stringify(figure.data)).toContain(few)
    expect(figure.csv).toContain(none)
  })

  it('draws an empty figure, with its sentence, of no such network', () => {
    const figure = followingFigure(null, [mapPoint('plain')], light)
    expect(figure.caption).toBe('No network is drawn to simulated neurons.')
    expect(figure.layout.annotations).toHaveLength(1)
  })
})
