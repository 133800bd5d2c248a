/**
 * One SVG of several panels, each drawn by Plotly at its final size. Lengths are CSS pixels of print; the document says its
 * size in millimetres. Axes are aligned by drawing twice: first to see what room each panel needs, then with the most
 * that its column and row need.
 */
import { millimetresOfPixels } from '../../src-main/contract/figures/journals'
import { CONFIG } from '../components/plot/plotly'
import { svgOf } from '../components/plot/svg-address'
import { parts } from './drawing-parts'
import { TALL, withLegendRoom } from './legend-room'
import type { Drawing } from './drawing-parts'
import type { Plotly } from '../components/plot/plotly-bundle'
import type { FigureLayout } from '../../src-main/contract/figures/figures'

const SVG = 'http://www.w3.org/2000/svg'
const INK = 'rgb(28, 28, 26)'
interface Margins {
  l: number
  r: number
  t: number
  b: number
}

export async function composed(
  plotly: Plotly,
  asked: FigureLayout,
  document: Document,
): Promise<{ svg: SVGSVGElement; labels: string[] }> {
  const place = document.createElement('div')
  place.style.cssText = 'position: absolute; left: -10000px; top: 0'
  document.body.append(place)
  try {
    const legend = asked.legend === null ? null : await legendOf(plotly, asked.legend, asked.width, place)
    const top = legend === null ? 0 : legend.height + asked.gap / 2
    // One point more: heights are rounded up to whole ones.
    const between = top + rowOffsets({ ...asked, panels: asked.panels.map(flat) }).end + 96 / 72
    const layout = await withLegendRoom(plotly, asked, between, place)
    const margins = layout.alignAxes ? await alignedMargins(plotly, layout, place) : null
    const offsets = rowOffsets(layout)
    // Whole points: pages of a PDF have no others. Rounded down then: the least bit above would make one more.
    const points = Math.ceil(((top + offsets.end) * 72) / 96 - 1e-6)
    const height = Math.floor(1000 * points * (96 / 72)) / 1000
    const root = document.createElementNS(SVG, 'svg')
    set(root, {
      width: `${round(millimetresOfPixels(layout.width))}mm`,
      height: `${round(millimetresOfPixels(height))}mm`,
      viewBox: `0 0 ${round(layout.width)} ${round(height)}`,
    })
    append(root, 'title', layout.title)
    append(root, 'desc', layout.description)
    const ground = append(root, 'rect')
    set(ground, { width: round(layout.width), height: round(height), fill: 'rgb(255, 255, 255)' })
    if (legend !== null)
      root.append(placed(legend.svg, 'legend', { x: 0, y: 0, width: layout.width, height: legend.height }))
    for (const [i, panel] of layout.panels.entries()) {
      const x = panel.column * (panel.width + layout.gap)
      const y = top + (offsets.rows[panel.row] ?? 0)
      const strip = heading(root, panel, x, y, layout)
      const drawing = withMargins(panel.drawing, margins?.[i] ?? null)
      const svg = await drawn(plotly, drawing, panel.width, panel.height)
      root.append(placed(svg, `panel${i}`, { x, y: y + strip, width: panel.width, height: panel.height }))
    }
    return { svg: root, labels: labelsOf(root) }
  } finally {
    place.remove()
  }
}

/** The letter, and the heading beside it; its height. */
function heading(
  root: Element,
  { letter, title, titleSize }: FigureLayout['panels'][number],
  x: number,
  y: number,
  layout: FigureLayout,
): number {
  if (!hasStrip(layout)) return 0
  const { size, strip } = layout.label
  const style = (points: number, weight: number): string =>
    `font-family: ${layout.fontFamily}; font-size: ${round(points)}px; font-weight: ${weight}; fill: ${INK}; white-space: pre`
  if (letter !== '') {
    const text = append(root, 'text', letter)
    set(text, { x: round(x), y: round(y + size * 0.95), style: style(size, 700) })
  }
  if (title !== '') {
    const text = append(root, 'text', title)
    const indent = letter === '' ? 0 : size * 1.4
    set(text, { x: round(x + indent), y: round(y + size * 0.95), style: style(titleSize, 400) })
  }
  return strip
}

function hasStrip({ panels }: FigureLayout): boolean {
  return panels.some(({ letter, title }) => letter !== '' || title !== '')
}

/** Without its own height. */
function flat(panel: FigureLayout['panels'][number]): FigureLayout['panels'][number] {
  return { ...panel, height: 0 }
}

function rowOffsets(layout: FigureLayout): { rows: number[]; end: number } {
  const strip = hasStrip(layout) ? layout.label.strip : 0
  const rows: number[] = []
  let y = 0
  const count = Math.max(...layout.panels.map(({ row }) => row)) + 1
  for (let row = 0; row < count; row++) {
    if (row > 0) y += layout.gap
    rows.push(y)
    y += strip + Math.max(...layout.panels.filter((panel) => panel.row === row).map(({ height }) => height))
  }
  return { rows, end: y }
}

async function legendOf(
  plotly: Plotly,
  drawing: Drawing,
  width: number,
  place: HTMLElement,
): Promise<{ svg: string; height: number }> {
  const element = document.createElement('div')
  place.append(element)
  // More room than any legend takes; then as much as it has taken.
  const tall = { ...drawing, layout: { ...drawing.layout, width, height: TALL } }
  const plot = await plotly.newPlot(element, ...parts(tall), CONFIG)
  const { legend } = (plot as unknown as { _fullLayout: { legend?: { _height?: number } } })._fullLayout
  const height = Math.ceil((legend?._height ?? 20) + 2)
  plotly.purge(element)
  // Drawn in all that room and cut off below: in a lower one Plotly would let it scroll.
  return { svg: await drawn(plotly, tall, width, TALL), height }
}

/** Of each panel the margins that align it with its column and its row. */
async function alignedMargins(plotly: Plotly, layout: FigureLayout, place: HTMLElement): Promise<Margins[]> {
  const own: Margins[] = []
  for (const { drawing } of layout.panels) {
    if (!hasAxes(drawing)) {
      own.push({ l: 0, r: 0, t: 0, b: 0 })
      continue
    }
    const element = document.createElement('div')
    place.append(element)
    const plot = await plotly.newPlot(element, ...parts(drawing), CONFIG)
    const { l, r, t, b } = (plot as unknown as { _fullLayout: { _size: Margins } })._fullLayout._size
    own.push({ l, r, t, b })
    plotly.purge(element)
  }
  const most = (side: keyof Margins, same: (i: number) => boolean): number =>
    Math.max(...own.filter((_, i) => same(i)).map((each) => each[side]))
  return layout.panels.map(({ column, row, drawing }, i) => {
    if (!hasAxes(drawing)) return own[i]!
    const inColumn = (i: number): boolean => layout.panels[i]!.column === column
    const inRow = (i: number): boolean => layout.panels[i]!.row === row
    return { l: most('l', inColumn), r: most('r', inColumn), t: most('t', inRow), b: most('b', inRow) }
  })
}

/** A panel of pictures fills its room, and none of its neighbours' margins would make it any better. */
function hasAxes({ layout }: Drawing): boolean {
  return !Array.isArray(layout['images'])
}

function withMargins(drawing: Drawing, margins: Margins | null): Drawing {
  if (margins === null) return drawing
  return { ...drawing, layout: { ...drawing.layout, margin: { ...margins, pad: 0 } } }
}

async function drawn(plotly: Plotly, drawing: Drawing, width: number, height: number): Promise<string> {
  const [data, layout] = parts(drawing)
  const address = await plotly.toImage(
    { data, layout: { ...layout, width, height }, config: CONFIG },
    { format: 'svg', width, height },
  )
  return svgOf(address)
}

/** A panel's document inside of ours: names of its parts are its own, and the same each time. */
function placed(
  text: string,
  name: string,
  box: { x: number; y: number; width: number; height: number },
): SVGElement {
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement as unknown as SVGElement
  const names = new Map<string, string>()
  for (const part of root.querySelectorAll('[id]')) {
    const fresh = `${name}-${names.size}`
    names.set(part.id, fresh)
    part.id = fresh
  }
  for (const part of [root, ...root.querySelectorAll('*')])
    for (const { name: attribute, value } of [...part.attributes]) {
      const pointing = value
        .replaceAll(/url\(['"]?#([^'")]+)['"]?\)/g, (whole, id: string) =>
          names.has(id) ? `url(#${names.get(id)})` : whole,
        )
        .replace(/^#(.+)$/, (whole, id: string) => (names.has(id) ? `#${names.get(id)}` : whole))
      if (pointing !== value) part.setAttribute(attribute, pointing)
    }
  root.removeAttribute('class')
  root.removeAttribute('style')
  set(root, {
    x: round(box.x),
    y: round(box.y),
    width: round(box.width),
    height: round(box.height),
    viewBox: `0 0 ${round(box.width)} ${round(box.height)}`,
    overflow: 'visible',
  })
  for (const part of root.querySelectorAll('[class]')) part.removeAttribute('class')
  // Pixels of a picture are what was measured: seen as squares, never smoothed.
  for (const picture of root.querySelectorAll<SVGElement>('image')) picture.style.imageRendering = 'pixelated'
  for (const part of root.querySelectorAll<SVGElement>('[style]')) {
    part.style.removeProperty('pointer-events')
    part.style.removeProperty('user-select')
    part.style.removeProperty('cursor')
  }
  return document.importNode(root, true)
}

function labelsOf(root: SVGElement): string[] {
  return [...root.querySelectorAll('text')]
    .filter((text) => text.style.display !== 'none')
    .map((text) => text.textContent.replaceAll(/\s+/g, ' ').trim())
    .filter((words) => words !== '')
}

function append(parent: Element, name: string, words?: string): SVGElement {
  const element = document.createElementNS(SVG, name)
  if (words !== undefined) element.textContent = words
  parent.append(element)
  return element
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
