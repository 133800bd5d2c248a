/**
 * What a caption says is what is drawn: who promises intervals draws bars, and who draws bars says of what. Looked at:
 * every figure's snapshot, and kinds of figures that no snapshot shows.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NO_BAR } from '../../src-main/figures/interval-bars'
import { radialProfileFigure } from '../../src-main/figures/radial-profile'
import { spectrumResult } from './attack-fixtures'
import type { Figure } from '../../src-main/figures/figure'

type Drawn = Pick<Figure, 'data' | 'layout' | 'caption'>

const folder = join(import.meta.dirname, 'snapshots')
const figures = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, figure: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Drawn }))

/** Whether some bar has a length, or a band is shaded behind the curves. */
function drawsIntervals({ data, layout }: Drawn): boolean {
  const bars = data.some((trace) =>
    ['error_x', 'error_y'].some((direction) => {
      const { array, arrayminus } = ((trace as unknown as Record<string, unknown>)[direction] ?? {}) as {
        array?: unknown[]
        arrayminus?: unknown[]
      }
      return [...(array ?? []), ...(arrayminus ?? [])].some((length) => length !== NO_BAR && length !== 0)
    }),
  )
  const shades = (layout.shapes ?? []).some(
    (shape) => shape.type === 'rect' && shape.layer === 'below' && shape.fillcolor !== undefined,
  )
  return bars || shades
}

const speaksOfIntervals = (caption: string): boolean =>
  /(bars|marks|shaded|with) ?:?[^.;]*95 % interval|95 % interval[^.;]*shaded/i.test(caption)

describe('captions', () => {
  it.each(figures)(
    '$name: intervals are drawn where they are promised, and promised where they are drawn',
    ({ figure }) => {
      expect({ drawn: drawsIntervals(figure), said: speaksOfIntervals(figure.caption) }).toEqual({
        drawn: drawsIntervals(figure),
        said: drawsIntervals(figure),
      })
    },
  )

  it.each(figures.filter(({ figure }) => drawsIntervals(figure)))(
    '$name: whose intervals are drawn says that they are of trained networks, or over which others',
    ({ figure }) => {
      expect(figure.caption).toMatch(
        /of (this|each|these|single) trained network|over training seeds|over neurons|over images, of the layers/,
      )
    },
  )

  it('are looked at where there are intervals', () => {
    expect(figures.filter(({ figure }) => drawsIntervals(figure)).length).toBeGreaterThan(5)
    expect(figures.filter(({ figure }) => !drawsIntervals(figure)).length).toBeGreaterThan(5)
  })

  it('promise no interval of the mean of a group, which has none', () => {
    const blurs = [1, 2].map((sigma) => ({
      name: `Blur ${sigma}`,
      result: spectrumResult(`b${sigma}`, 'blur', 0.2),
    }))
    const { profile, fineProfile, f_half } = blurs[0]!.result
    const groups = [
      {
        group: 'blur' as const,
        models: 2,
        settings: 2,
        profile,
        fineProfile,
        f_half: { ...f_half, low: null, high: null },
      },
    ]
    const light = { theme: 'light', method: 'minimal' } as const
    const means = radialProfileFigure(blurs, groups, light)
    expect({ drawn: drawsIntervals(means), said: speaksOfIntervals(means.caption) }).toEqual({
      drawn: false,
      said: false,
    })
    expect(means.caption).not.toContain('read from 25 thresholds')
    // Marks of 25 thresholds do not lie on curves of more.
    const fine = radialProfileFigure(blurs, groups, { ...light, points: 'fine' })
    expect(fine.caption).toMatch(
      /f_0\.5.*read from 25 thresholds as in the paper, so that marks may lie beside these curves/,
    )
    const seeds = radialProfileFigure(
      blurs,
      groups.map((each) => ({ ...each, settings: 1 })),
      light,
    )
    expect(seeds.data.map(({ name }) => name)).toContain('blur, mean of 1 setting (2 networks)')
    const baseline = { name: 'Baseline', result: spectrumResult('a', 'baseline', 0.3) }
    const both = radialProfileFigure([...blurs, baseline], groups, light)
    expect(both.caption).toContain(
      '95 % intervals of single models (of each trained network; bias-corrected bootstrap over images)',
    )
  })
})
