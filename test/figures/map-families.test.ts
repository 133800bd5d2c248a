import { describe, expect, it } from 'vitest'
import { mapFigure } from '../../src-main/figures/map'
import { blurPoint, mapPoint } from './fixtures'

const light = { theme: 'light' } as const
const network = (seed: number, f_rev: number, accuracy: number) => ({
  ...blurPoint(1.5, f_rev, accuracy),
  id: `network-${seed}`,
  name: `network ${seed}`,
  seed,
  family: 'one',
})
/** f_rev of the paper's five networks of σ = 1.5 (methods H.2): mean .241, SD .0063. */
const PAPER = [0.2306, 0.2402, 0.2429, 0.2452, 0.2464]
const points = [
  ...PAPER.map((f_rev, seed) => network(seed, f_rev, 80 + seed)),
  mapPoint('Alone', { family: 'two' }),
]

describe('families of training seeds on the Map', () => {
  const figure = mapFigure(points, { ...light, families: true })
  const trace = (name: string) => {
    const found = figure.data.find((each) => each.name === name)
    if (found?.type !== 'scatter') throw new Error(`no trace "${name}"`)
    return found
  }

  it('are one marker at the mean, with bars of one SD on both axes', () => {
    const mean = trace('mean of σ = 1.5')
    expect(mean.x).toHaveLength(1)
    expect((mean.x as number[])[0]).toBeCloseTo(0.241, 3)
    expect((mean.y as number[])[0]).toBeCloseTo(82, 9)
    expect((mean.error_x as { array: number[] }).array[0]).toBeCloseTo(0.0063, 4)
    expect((mean.error_y as { array: number[] }).array[0]).toBeCloseTo(Math.sqrt(2.5), 9)
  })

  it('have their networks beside it, small and each to be opened', () => {
    const small = trace('networks of σ = 1.5')
    expect(small.customdata).toEqual(['network-0', 'network-1', 'network-2', 'network-3', 'network-4'])
    expect(small.marker?.size).toBeLessThan(10)
    // The cross of the blur group is all line: without one it is not seen.
    expect(small.marker?.line?.width).toBeGreaterThan(0)
    expect(figure.data.map(({ name }) => name)).not.toContain('blur (σ in pixels)')
    expect(trace('other').customdata).toEqual(['alone'])
    expect(figure.notes.join(' ')).toContain(
      '1 family of networks that differ in their training seed only (σ = 1.5: 5)',
    )
  })

  it('are drawn when asked for only, and said to be none where there is none', () => {
    expect(mapFigure(points, light).data.map(({ name }) => name)).toContain('blur (σ in pixels)')
    const { notes } = mapFigure([mapPoint('Alone', { family: 'two' })], { ...light, families: true })
    expect(notes.join(' ')).toContain('No family is drawn')
  })
})
