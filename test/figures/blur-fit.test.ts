import { describe, expect, it } from 'vitest'
import { fitBlurSeries } from '../../src-main/figures/blur-fit'
import { fitQuadratic } from '../../src-main/figures/quadratic'
import { BLUR_FAMILY } from './fixtures'
import type { FitPoint } from '../../src-main/figures/blur-fit'

function point(sigma: number | null, x: number, y: number, more: Partial<FitPoint> = {}): FitPoint {
  return {
    name: `σ = ${sigma}, training seed ${more.seed ?? 0}`,
    group: 'blur',
    sigma,
    seed: 0,
    series: 'one',
    seriesReason: null,
    x,
    y,
    ...more,
  }
}
const paper = BLUR_FAMILY.map(([sigma, x, y]) => point(sigma, x, y))
/** Four σ of so many networks each. */
const four = (counts: readonly number[]): FitPoint[] =>
  counts.flatMap((count, i) =>
    Array.from({ length: count }, (_, seed) =>
      point(i + 1, 0.4 - 0.08 * i + 0.002 * seed, [78, 82, 83, 79][i]! + (seed - 1) * 0.1 * (i + 1), {
        seed,
      }),
    ),
  )

describe('the curve through a blur series', () => {
  it('goes through the 13 networks of the paper, all alike, and says that nothing is known of training again', () => {
    const { fits, notes, exactOffered } = fitBlurSeries(paper, 'f_rev')
    expect(fits).toHaveLength(1)
    expect(fits[0]).toMatchObject({ sigmas: 13, networks: 13, weighted: false })
    expect(exactOffered).toBe(false)
    expect(notes).toEqual([
      'The curve through the blur series: each of its 13 σ has one network, so how much training again would change it is not known, and all σ weigh the same.',
    ])
  })

  it('needs different σ, not different f_rev: three networks of two σ give none', () => {
    const { fits, notes, exactOffered } = fitBlurSeries(
      [
        point(1, 0.35, 78),
        point(1, 0.33, 79, { seed: 1 }),
        point(2, 0.2, 82),
        point(2, 0.21, 81, { seed: 1 }),
      ],
      'f_rev',
      true,
    )
    expect(fits).toEqual([])
    expect(exactOffered).toBe(false)
    expect(notes).toEqual([
      'No curve is fitted: a second-order polynomial needs three σ or more of one architecture and one data set, and the blur series has 2.',
    ])
  })

  it('through three σ is offered, and drawn only where it is asked for', () => {
    const three = paper.slice(0, 3)
    const offered = fitBlurSeries(three, 'f_rev')
    expect(offered).toMatchObject({ fits: [], exactOffered: true })
    expect(offered.notes[0]).toContain('three σ, which determine a second-order polynomial exactly')
    const drawn = fitBlurSeries(three, 'f_rev', true)
    expect(drawn.fits[0]).toMatchObject({ sigmas: 3 })
    expect(drawn.exactOffered).toBe(true)
  })

  it('joins no two architectures and no two data sets', () => {
    const other = paper.slice(0, 2).map((each) => ({ ...each, name: `other ${each.sigma}`, series: 'two' }))
    const { fits, notes } = fitBlurSeries([...paper.slice(0, 5), ...other], 'f_rev')
    expect(fits.map(({ series, sigmas }) => [series, sigmas])).toEqual([['one', 5]])
    expect(notes.join(' ')).toContain('the blur series of “other 1” has 2')
  })

  it('counts several networks of one σ once, by their mean', () => {
    const points = four([2, 2, 2, 2])
    const { fits } = fitBlurSeries(points, 'f_rev')
    const mean = (of: (p: FitPoint) => number, sigma: number): number =>
      points.filter((p) => p.sigma === sigma).reduce((sum, p) => sum + of(p) / 2, 0)
    const sigmas = [1, 2, 3, 4]
    const expected = fitQuadratic(
      sigmas.map((sigma) => mean(({ x }) => x, sigma)),
      sigmas.map((sigma) => mean(({ y }) => y, sigma)),
    )!
    expect(fits[0]).toMatchObject({ sigmas: 4, networks: 8, weighted: true })
    // Of fewer than three networks the pooled SD counts, and with equal n all weigh the same.
    expect(fits[0]!.quadratic).toBeCloseTo(expected.quadratic, 8)
  })

  it('counts a training seed once', () => {
    const twice = [...paper.slice(0, 4), point(1, 0.1, 10)]
    expect(fitBlurSeries(twice, 'f_rev').fits[0]).toMatchObject({ sigmas: 4, networks: 4 })
    const elsewhere = [...paper.slice(0, 4), point(1, 0.1, 10, { seed: null })]
    expect(fitBlurSeries(elsewhere, 'f_rev').fits[0]).toMatchObject({ sigmas: 4, networks: 5 })
  })

  it('weighs a σ of three networks by its own √n/SD, one of fewer by the pooled SD', () => {
    const points = four([3, 3, 3, 1])
    const { fits, notes } = fitBlurSeries(points, 'f_rev')
    // SD of y: .1, .2, .3 of three networks each; pooled √((.01 + .04 + .09) / 3).
    const pooled = Math.sqrt(0.14 / 3)
    const weights = [0.1, 0.2, 0.3].map((sd) => Math.sqrt(3) / sd)
    const expected = fitQuadratic([0.402, 0.322, 0.242, 0.16], [78, 82, 83, 78.6], [...weights, 1 / pooled])!
    expect(fits[0]!.constant).toBeCloseTo(expected.constant, 6)
    expect(fits[0]!.linear).toBeCloseTo(expected.linear, 6)
    expect(fits[0]!.quadratic).toBeCloseTo(expected.quadratic, 6)
    expect(notes[0]).toContain('(σ = 1: 3, σ = 2: 3, σ = 3: 3, σ = 4: 1), weighted by √n/SD')
    expect(notes[0]).toContain('takes the SD pooled over all σ')
  })

  it('leaves out a model whose σ was not proved, and names it with the reason', () => {
    const foreign = point(4, 0.1, 10, {
      name: 'Foreign',
      seed: null,
      series: null,
      seriesReason: 'its σ was given by hand and does not stand in its file',
    })
    const { fits, notes } = fitBlurSeries([...paper, foreign], 'f_rev')
    expect(fits[0]).toMatchObject({ sigmas: 13 })
    expect(notes[0]).toBe(
      'On no curve (1 model): Foreign; its σ was given by hand and does not stand in its file.',
    )
  })

  it('is none of a baseline', () => {
    expect(fitBlurSeries([point(null, 0.4, 80, { group: 'baseline', series: null })], 'f_rev')).toEqual({
      fits: [],
      notes: [],
      exactOffered: false,
    })
  })

  it('is none where the σ do not differ in f_rev', () => {
    const { fits, notes } = fitBlurSeries(
      [1, 2, 3, 4].map((sigma) => point(sigma, 0.3, 80 + sigma)),
      'f_rev',
    )
    expect(fits).toEqual([])
    expect(notes[0]).toContain('fewer than three different f_rev')
  })
})
