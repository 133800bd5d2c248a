import { describe, expect, it } from 'vitest'
import { mapFigure } from '../../src-main/figures/map'
import type { MapPoint } from '../../src-main/contract/map-point'
import { blurPoint, mapPoint, reversal } from './fixtures'

const light = { theme: 'light' } as const
const network = (seed: number, f_rev: number, accuracy: number, more: Partial<MapPoint> = {}): MapPoint => ({
  ...blurPoint(1.5, f_rev, accuracy),
  id: `network-${seed}`,
  name: `network ${seed}`,
  seed,
  family: 'one',
  ...more,
})
const on = (key: string): Partial<MapPoint> => ({ work: { 'hybrid-1': { key, words: `work ${key}` } } })
const epsilon = (value: number): Partial<MapPoint> => ({
  medianEpsilon: {
    L2: {
      ...{ value, low: value * 0.9, high: value * 1.1, mean: value, unit: 'L2', images: 60, success: 1 },
      ...{ study: 'attack-1', caption: 'minimal' },
    },
    Linf: null,
  },
})
function traceOf(figure: ReturnType<typeof mapFigure>, name: string) {
  const found = figure.data.find((each) => each.name === name)
  if (found?.type !== 'scatter') throw new Error(`no trace "${name}"`)
  return found
}
/** f_rev of the paper's five networks of σ = 1.5 (methods H.2): mean .241, SD .0063. */
const PAPER = [0.2306, 0.2402, 0.2429, 0.2452, 0.2464]
const points = [
  ...PAPER.map((f_rev, seed) => network(seed, f_rev, 80 + seed)),
  mapPoint('Alone', { family: 'two' }),
]

describe('families of training seeds on the Map', () => {
  const figure = mapFigure(points, { ...light, families: true })
  const trace = (name: string) => traceOf(figure, name)

  it('are one marker at the mean, with bars of one SD on both axes', () => {
    const mean = trace('mean of σ = 1.5')
    expect(mean.x).toHaveLength(1)
    expect((mean.x as number[])[0]).toBeCloseTo(0.241, 3)
    expect((mean.y as number[])[0]).toBeCloseTo(82, 9)
    expect((mean.error_x as { array: number[] }).array[0]).toBeCloseTo(0.0063, 4)
    expect((mean.error_y as { array: number[] }).array[0]).toBeCloseTo(Math.sqrt(2.5), 9)
  })

  it('have σ beside it', () => {
    const mean = trace('mean of σ = 1.5')
    expect(mean.mode).toBe('markers+text')
    expect(mean.text).toEqual(['1.5'])
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

  it('are of networks that were measured on the same work; the others are outside, hollow and named', () => {
    const mixed = [
      network(0, 0.24, 80, on('A')),
      network(1, 0.25, 81, on('A')),
      network(2, 0.45, 82, on('B')),
    ]
    const { data, notes } = mapFigure(mixed, { ...light, families: true })
    const mean = traceOf({ data } as ReturnType<typeof mapFigure>, 'mean of σ = 1.5')
    expect((mean.x as number[])[0]).toBeCloseTo(0.245, 12)
    // Of two values the SD is their distance over √2.
    expect((mean.error_x as { array: number[] }).array[0]).toBeCloseTo(0.01 / Math.SQRT2, 12)
    const outside = data.find((each) => each.name === 'blur (σ in pixels)')
    expect(outside).toMatchObject({ customdata: ['network-2'], marker: { symbol: ['x-open'] } })
    expect(notes).toContain(
      'Outside the mean of σ = 1.5, because measured on other work than most of its networks: network 2 (f_rev: work B).',
    )
    expect(notes.join()).toContain('(σ = 1.5: 2)')
    const apart = mapFigure([mixed[0]!, mixed[2]!], { ...light, families: true })
    expect(apart.notes.join()).toContain('no two of its 2 networks were measured on the same work')
    expect(apart.data.map(({ name }) => name)).toEqual(['blur (σ in pixels)'])
  })

  it('are hollow as a whole where most models were measured on other work', () => {
    const others = ['a', 'b', 'c'].map((name) => mapPoint(name, on('A')))
    const family = [network(0, 0.24, 80, on('B')), network(1, 0.25, 81, on('B'))]
    const figure = mapFigure([...others, ...family], { ...light, families: true })
    expect(traceOf(figure, 'networks of σ = 1.5').marker?.symbol).toEqual(['x-open', 'x-open'])
    expect(traceOf(figure, 'mean of σ = 1.5').marker?.symbol).toBe('x-open')
  })

  it('count a training seed once, and draw and name the other network of it', () => {
    const again = network(1, 0.3, 90, { id: 'z-again', name: 'again' })
    const figure = mapFigure([again, ...points], { ...light, families: true })
    expect((traceOf(figure, 'mean of σ = 1.5').x as number[])[0]).toBeCloseTo(0.241, 3)
    expect(traceOf(figure, 'blur (σ in pixels)').customdata).toEqual(['z-again'])
    expect(figure.notes).toContain(
      'Outside the mean of σ = 1.5, because a network of the same training seed is counted: again (training seed 1, as network 1).',
    )
  })

  it('on a logarithmic axis are where their networks are drawn, also at its edge', () => {
    const family = [network(0, 0.24, 80, epsilon(0)), network(1, 0.25, 81, epsilon(0.04))]
    const figure = mapFigure(family, {
      ...light,
      ...{ families: true, measure: 'epsilon-L2', logarithmic: true },
    })
    const [low] = figure.layout.yaxis!.range as [number, number]
    const small = traceOf(figure, 'networks of σ = 1.5').y as number[]
    expect(Math.log10(small[0]!)).toBeGreaterThan(low)
    expect(small[1]).toBe(0.04)
    expect(figure.layout.annotations).toHaveLength(1)
    const mean = traceOf(figure, 'mean of σ = 1.5')
    expect(mean.y).toEqual([0.02])
    const { array, arrayminus } = mean.error_y as { array: number[]; arrayminus: number[] }
    expect(array[0]).toBeCloseTo(0.04 / Math.SQRT2, 12)
    expect(0.02 - arrayminus[0]!).toBeCloseTo(10 ** low, 12)
    const notes = figure.notes.join('\n')
    expect(notes).toContain('hence drawn at its edge with an arrow: network 0 (0).')
    expect(notes).not.toContain('not drawn')
    expect(notes).toContain(
      'The range of ± one SD of Median ε (L2) reaches 0, so that its bar ends at the edge of the logarithmic axis: the mean of σ = 1.5.',
    )
    // A mean of 0 itself is at the edge as well.
    const zero = mapFigure(
      [network(0, 0.24, 80, epsilon(0)), network(1, 0.25, 81, epsilon(0)), mapPoint('Firm', epsilon(0.1))],
      { ...light, families: true, measure: 'epsilon-L2', logarithmic: true },
    )
    expect(zero.notes.join('\n')).toContain('hence drawn at its edge with an arrow: the mean of σ = 1.5 (0).')
    expect(zero.layout.annotations).toHaveLength(3)
  })

  it('says nothing of bars that its small networks do not have', () => {
    const open = network(0, 0.24, 80, { f_rev: reversal(0.24, { low: null, high: null }) })
    const { notes, caption } = mapFigure([open, network(1, 0.25, 81)], { ...light, families: true })
    expect(notes.join()).not.toContain('Without an interval')
    expect(caption).not.toContain('95 %')
  })
})
