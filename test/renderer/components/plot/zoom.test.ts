import { describe, expect, it } from 'vitest'
import type { Figure } from '../../../../src-main/figures/figure'
import { isZoomed, revised } from '../../../../src-renderer/components/plot/zoom'

const layout: Figure['layout'] = { xaxis: { range: [0, 0.5], uirevision: 'f' }, yaxis: {}, showlegend: true }

describe('a zoom', () => {
  it.each([
    ['a part of an axis', { 'xaxis.range[0]': 0.1, 'xaxis.range[1]': 0.2 }, true],
    ['the range that the figure has', { 'xaxis.range[0]': 0, 'xaxis.range[1]': 0.5 }, false],
    ['the same as one list', { 'xaxis.range': [0, 0.5] }, false],
    ['another list', { 'xaxis.range': [0, 0.4] }, true],
    ['a range where the figure leaves it to Plotly', { 'yaxis.range[0]': 1 }, true],
    ['Plotly’s own range again', { 'yaxis.autorange': true }, false],
    ['another size', { width: 300 }, false],
  ])('is told from %s', (_, change, expected) => {
    expect(isZoomed(change, layout)).toBe(expected)
  })

  it('is forgotten with another revision of the axes only', () => {
    expect(revised(layout, 2)).toEqual({
      xaxis: { range: [0, 0.5], uirevision: 'f 2' },
      yaxis: { uirevision: ' 2' },
      showlegend: true,
    })
  })
})
