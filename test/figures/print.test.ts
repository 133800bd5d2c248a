/** What a journal asks of a figure holds before it is laid out: sizes of text and lines, lines of titles, one legend. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  allowsWidth,
  JOURNAL_NAMES,
  JOURNALS,
  pixelsOfPoints,
} from '../../src-main/contract/figures/journals'
import { mapFigure } from '../../src-main/figures/map'
import { arrange, generatedCaption } from '../../src-main/figures/print/arrange'
import { sharedLegend } from '../../src-main/figures/print/legend'
import { paperFigures } from '../../src-main/figures/print/paper-figures'
import { printed, printStyle } from '../../src-main/figures/print/print-style'
import { lines } from '../../src-main/figures/print/wrap'
import { modelsTable } from '../../src-main/figures/writing/models-table'
import { ROOT } from '../support/root'
import { mapPoint, paperPoints } from './fixtures'
import type { PrintedDrawing } from '../../src-main/figures/print/print-style'

const points = paperPoints()
const draw = (): ReturnType<typeof mapFigure> => mapFigure(points, { theme: 'light' })

/** Every size of text in what Plotly is given, in points. */
function textSizes(drawing: PrintedDrawing): number[] {
  const found: number[] = []
  const look = (value: unknown, name: string): void => {
    if (value === null || typeof value !== 'object') return
    for (const [key, part] of Object.entries(value)) {
      if (key === 'size' && /font$/.test(name) && typeof part === 'number') found.push((part * 72) / 96)
      look(part, key)
    }
  }
  look(drawing.layout, '')
  for (const trace of drawing.data) look(trace, '')
  return found
}

describe('sizes of print', () => {
  it.each(JOURNAL_NAMES)('%s: all text is as large as it asks for', (name) => {
    const { text } = JOURNALS[name]
    const sizes = textSizes(printed(draw(), printStyle(JOURNALS[name]), { width: 340, height: 260 }))
    expect(sizes.length).toBeGreaterThan(4)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(text.from - 1e-9)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(text.to + 1e-9)
  })

  it('no line is thinner than half a point, and no number of the data is another', () => {
    const figure = draw()
    const { data, layout } = printed(figure, printStyle(JOURNALS.nature), { width: 160, height: 120 })
    const { linewidth } = layout['xaxis'] as { linewidth: number }
    expect(linewidth).toBeCloseTo(pixelsOfPoints(0.5), 6)
    figure.data.forEach((trace, i) => {
      const now = data[i] as Record<string, unknown>
      expect(now['x']).toEqual(trace['x' as keyof typeof trace])
      expect(now['y']).toEqual(trace['y' as keyof typeof trace])
    })
    expect((layout['xaxis'] as { range?: unknown }).range).toEqual(figure.layout.xaxis?.range)
  })

  it('widths are those of the journals', () => {
    expect([89, 183].every((width) => allowsWidth(JOURNALS.nature, width))).toBe(true)
    expect(allowsWidth(JOURNALS.nature, 120)).toBe(false)
    expect([66.8, 190.5].every((width) => allowsWidth(JOURNALS.plos, width))).toBe(true)
    expect(allowsWidth(JOURNALS.plos, 66.7)).toBe(false)
    expect(allowsWidth(JOURNALS.plos, 190.6)).toBe(false)
  })

  it('a page is never higher than the journal allows, however many panels it has', () => {
    const loaded = { draw: () => draw(), aspect: 1.2, studies: [], models: [] }
    const panels = Array.from({ length: 8 }, () => ({ title: '', loaded }))
    const { layout } = arrange(
      { journal: 'nature', columns: 2, sharedLegend: false, alignAxes: true, title: 'T' },
      183,
      panels,
      '',
    )
    const rows = [0, 1, 2, 3].map(
      (row) => layout.panels.find((panel) => panel.row === row)!.height + layout.label.strip,
    )
    const height = rows.reduce((sum, row) => sum + row, 0) + 3 * layout.gap
    expect((height / 96) * 25.4).toBeLessThanOrEqual(JOURNALS.nature.maximumHeight!)
    expect(layout.panels.map(({ letter }) => letter).join('')).toBe('abcdefgh')
    // Both columns and what is between them are the whole width.
    expect(2 * layout.panels[0]!.width + layout.gap).toBeCloseTo((183 / 25.4) * 96, 6)
  })
})

describe('titles of axes', () => {
  it('are broken between words, never inside of a tag', () => {
    const title = 'Normalised reversal frequency <i>f</i><sub>rev</sub> (fraction of Nyquist)'
    const broken = lines(title, 200, 10)
    expect(broken.split('<br>').length).toBe(2)
    expect(broken.replaceAll('<br>', ' ')).toBe(title)
    for (const line of broken.split('<br>'))
      expect(line.replaceAll(/<[^>]*>/g, '').length * 5.4).toBeLessThan(230)
    expect(lines('Short', 200, 10)).toBe('Short')
  })
})

describe('a shared legend', () => {
  const drawing = (colour: string): PrintedDrawing => ({
    data: [
      { type: 'scatter', name: 'a', x: [1, 2], y: [3, 4], marker: { color: colour } },
      { type: 'scatter', name: 'hidden', showlegend: false, x: [1], y: [1] },
    ],
    layout: { showlegend: true, legend: {}, font: { size: 10 } },
  })

  it('has each name once', () => {
    const { legend, clash } = sharedLegend([drawing('red'), drawing('red')])
    expect(clash).toBeNull()
    expect(legend?.data.map((trace) => (trace as { name: string }).name)).toEqual(['a'])
  })

  it('is not made where one name has two looks', () => {
    expect(sharedLegend([drawing('red'), drawing('blue')])).toEqual({ legend: null, clash: 'a' })
  })
})

describe('views', () => {
  it('every builder of a figure is a view, but those of a data set and of one picture', () => {
    const folder = join(ROOT, 'src-main/figures')
    const builders = readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        [...readFileSync(join(folder, name), 'utf8').matchAll(/export function (\w+Figure)\(/g)].map(
          ([, found]) => found!,
        ),
      )
      .filter((name) => !['classBalanceFigure', 'powerSpectrumFigure', 'imageSpectrumFigure'].includes(name))
    const used = readdirSync(join(folder, 'views'))
      .map((name) => readFileSync(join(folder, 'views', name), 'utf8'))
      .join('\n')
    expect(builders.length).toBeGreaterThan(15)
    expect(builders.filter((name) => !new RegExp(`\\b${name}\\(`).test(used))).toEqual([])
  })
})

describe('the figures of the paper', () => {
  it('names what a project without studies lacks, and draws nothing of it', () => {
    const figures = paperFigures({ studies: [], points: [], normOf: () => null })
    expect(figures.flatMap(({ panels }) => panels)).toEqual([])
    for (const { name, missing } of figures) {
      expect(missing.length).toBeGreaterThan(0)
      for (const sentence of missing)
        expect(sentence).toMatch(new RegExp(`^${name}: .* is missing, because .*: halfpower `))
    }
    expect(figures.map(({ name }) => name).filter((name) => /^Fig\d$/.test(name))).toEqual([
      'Fig2',
      'Fig3',
      'Fig4',
      'Fig5',
      'Fig6',
    ])
  })
})

describe('captions', () => {
  it('have a letter for each of several panels and no tags', () => {
    const figure = { caption: 'Median <i>f</i><sub>rev</sub> &lt; 1.' }
    const caption = generatedCaption('Title', false, [
      { title: 'one', figure },
      { title: '', figure },
    ])
    expect(caption).toBe('Title. (a) one. Median f_rev < 1. (b) Median f_rev < 1.')
  })
})

describe('captions of a paper', () => {
  it('cite no section of our methods', () => {
    const figure = { caption: 'Highest mean (methods M.9). Bars: 95 % (bootstrap; methods M.8), n = 5.' }
    expect(generatedCaption('Title', false, [{ title: '', figure }])).toBe(
      'Title. Highest mean. Bars: 95 % (bootstrap), n = 5.',
    )
    const kept = { caption: 'As in other methods. Methods N are ours.' }
    expect(generatedCaption('Title', false, [{ title: '', figure: kept }])).toBe(`Title. ${kept.caption}`)
  })
})

describe('the table of models', () => {
  const table = (format: 'csv' | 'latex' | 'markdown'): string =>
    modelsTable([mapPoint('50 % & more_σ'), ...points], [], format)

  it('escapes for LaTeX and is complete', () => {
    const text = table('latex')
    expect(text).toContain('50 \\% \\& more\\_$\\sigma$')
    const rows = text.split('\n').filter((line) => line.endsWith('\\\\'))
    expect(rows.length).toBe(points.length + 2)
    const columns = /\\begin\{tabular\}\{(\w+)\}/.exec(text)![1]!.length
    for (const row of rows) expect(row.split(/(?<!\\)&/).length).toBe(columns)
  })

  it('has every row of Markdown as wide as its heading', () => {
    const [head, ...rows] = table('markdown').split('\n\n')[0]!.split('\n')
    for (const row of rows) expect(row.split(/(?<!\\)\|/).length).toBe(head!.split(/(?<!\\)\|/).length)
  })

  it('has full precision and a unit over each number of CSV', () => {
    const [head, ...rows] = table('csv').trim().split('\r\n')
    expect(head).toContain(
      'f_rev (fraction of Nyquist),f_rev low (95 % interval of each trained network; fraction of Nyquist)',
    )
    expect(rows.length).toBe(points.length + 1)
    const first = points.find(({ f_rev }) => f_rev?.value != null)!
    expect(rows.join('\n')).toContain(String(first.f_rev!.value))
  })
})
