/** Names in the legend of a printed panel. */
import { describe, expect, it } from 'vitest'
import { fittedNames } from '../../src-main/figures/print/legend-names'

const layout = { showlegend: true, legend: { font: { size: 10 } } }
const named = (...names: string[]) => names.map((name) => ({ type: 'scatter', name }))

describe('names in a printed legend', () => {
  it('say once, above, what all of them share', () => {
    const names = [0, 1, 2].map((seed) => `ResNet-18, width 8, σ = ${seed}, training seed 0`)
    const { data, layout: fitted } = fittedNames({ data: named(...names), layout }, 400)
    expect(data.map(({ name }) => name)).toEqual([0, 1, 2].map((seed) => `σ\u00a0=\u00a0${seed}`))
    expect(fitted).toMatchObject({ legend: { title: { text: 'ResNet-18, width 8, training seed 0' } } })
  })

  it('stay whole where two are few, or one would have nothing left', () => {
    for (const names of [
      ['a, b', 'a, c'],
      ['a', 'a, b', 'a, c'],
    ]) {
      const { data, layout: fitted } = fittedNames({ data: named(...names), layout }, 400)
      expect(data.map(({ name }) => name)).toEqual(names)
      expect(fitted).toBe(layout)
    }
  })

  it('get a second line where they are wider than the legend', () => {
    const { data } = fittedNames(
      { data: named('the shuffled control of a population of neurons'), layout },
      200,
    )
    expect(data[0]!['name']).toMatch(/^the shuffled.*<br>.*neurons$/)
  })
})
