import { describe, expect, it } from 'vitest'
import { mapFigure } from '../../../../src-main/figures/map'
import { openPoints, plain, rowLength } from '../../../../src-renderer/components/plot/points'
import { svgOf } from '../../../../src-renderer/components/plot/svg-address'
import { paperPoints } from '../../../figures/fixtures'

describe('points that arrow keys visit', () => {
  it('go from left to right over all groups, and leave out what cannot be opened', () => {
    const { data } = mapFigure(paperPoints(), { theme: 'light', selected: 'pca' })
    const points = openPoints(data)
    expect(points).toHaveLength(20)
    expect(points[0]?.id).toBe('blur-3')
    expect(points[19]?.id).toBe('base-wideres')
    expect(points.every(({ x }, i) => i === 0 || x >= points[i - 1]!.x)).toBe(true)
  })

  it('are said in words without marks', () => {
    const { data } = mapFigure(paperPoints(), { theme: 'light' })
    expect(openPoints(data)[19]?.words).toBe(
      'Base-WideRes, baseline, no blur, training seed 0, weights 5eed5eed, frev 0.452 [0.446, 0.458] fraction of Nyquist, Clean accuracy 73.4 % [72.6, 74.2]',
    )
    expect(plain('<b>&lt;a&gt; &amp;amp;</b>')).toBe('<a> &amp;')
  })

  it('are none where nothing has an identifier', () => {
    expect(openPoints([])).toEqual([])
    expect(openPoints([{ type: 'scatter', x: [1], y: [2] }])).toEqual([])
  })
})

describe('an exported SVG', () => {
  it('is read from Plotly’s address', () => {
    expect(svgOf(`data:image/svg+xml,${encodeURIComponent('<svg>σ − 5 %</svg>')}`)).toBe('<svg>σ − 5 %</svg>')
  })

  it('is refused when it is no picture', () => {
    expect(() => svgOf('data:,')).toThrow('Plotly gave no picture.')
  })
})

describe('cells of a heat map', () => {
  const cells = openPoints([
    {
      type: 'heatmap',
      x: [1, 2],
      y: [1, 2],
      customdata: [
        ['a', 'b'],
        ['c', ''],
      ],
      hovertext: [
        ['<b>A</b><br>1', 'B'],
        ['C', 'D'],
      ],
    },
  ])

  it('are visited row by row, where Plotly has them, in words', () => {
    expect(cells.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(cells.map(({ pointNumber }) => pointNumber)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
    ])
    expect(cells[0]?.words).toBe('A, 1')
  })

  it('have rows for the arrows up and down; other figures have none', () => {
    expect(
      rowLength([
        {
          type: 'heatmap',
          customdata: [
            ['a', 'b', 'c'],
            ['d', 'e', 'f'],
          ],
        },
      ]),
    ).toBe(3)
    expect(rowLength(mapFigure(paperPoints(), { theme: 'light' }).data)).toBe(1)
    expect(rowLength([])).toBe(1)
  })
})
