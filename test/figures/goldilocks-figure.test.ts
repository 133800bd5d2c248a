/** Mean accuracy under corruptions against σ, with the Goldilocks σ marked (methods M.9). */
import { describe, expect, it } from 'vitest'
import { goldilocksFigure } from '../../src-main/figures/goldilocks-figure'
import { goldilocksFamily } from './goldilocks-fixtures'

const light = { theme: 'light' } as const

describe('the figure of the Goldilocks σ', () => {
  const figure = goldilocksFigure(goldilocksFamily(), light)
  const named = (name: string) =>
    figure.data.find((trace) => trace.name === name) as { x: number[]; y: number[] }

  it('draws each σ once by what can be said of it, in per cent, and each network beside the mean', () => {
    expect([named('highest').x, named('highest').y]).toEqual([[2], [62]])
    expect(named('cannot be told apart from it').x).toEqual([1])
    expect(named('lower').x).toEqual([3])
    expect(named('one network each').y).toHaveLength(6)
  })

  it('marks the σ, says the sentence of the ranking, and holds every number in its CSV', () => {
    expect(figure.layout.shapes).toMatchObject([{ x0: 2, x1: 2 }])
    expect(figure.caption).toContain('σ = 2 px has the highest mean accuracy.')
    expect(figure.caption).toContain('not over training seeds')
    const rows = figure.csv.trim().split('\n')
    expect(rows).toHaveLength(4)
    expect(rows[2]).toContain('highest')
    expect(rows[3]).toMatch(/,3,2,50,48,52,12,10,14,10,lower,/)
  })

  it('of no family says so', () => {
    expect(goldilocksFigure(null, light).caption).toMatch(/No blur family/)
  })
})
