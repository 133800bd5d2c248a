/**
 * Panels on a page of a journal's width: which box each gets, how text in it is set, their letters and caption. Pure; the
 * boxes are known before anything is drawn. The height of a shared legend alone is found while drawing.
 */
import { JOURNALS, pixelsOfMillimetres, pixelsOfPoints } from '../../contract/figures/journals'
import type { FigureContents, FigureLayout } from '../../contract/figures/figures'
import { plain } from '../figure'
import type { Figure } from '../figure'
import type { Loaded } from '../views/view'
import { sharedLegend } from './legend'
import { PRINT_FONTS, printed, printStyle } from './print-style'
import type { PrintedDrawing } from './print-style'

/** Between panels, in millimetres. */
const GAP = 4
/** What axes and their titles take of a panel, in pixels of a window. */
const AXES = { width: 90, height: 80 }
/** Above a plot whose legend stands elsewhere: room for a note, in pixels of a window. */
const ABOVE = 26

/** Of what a plot wants; where that is still too much, the page is too high, and says so. */
const LOWEST = 0.4

export interface ArrangedPanel {
  title: string
  loaded: Loaded
}

export interface Arranged {
  layout: FigureLayout
  figures: Figure[]
  notes: string[]
}

export function letterOf(place: number, upper: boolean): string {
  const letter = String.fromCharCode(65 + place)
  return upper ? letter : letter.toLowerCase()
}

/**
 * @param width in millimetres
 * @param panels those that can be drawn; at least one
 */
export function arrange(
  contents: Pick<FigureContents, 'journal' | 'columns' | 'sharedLegend' | 'alignAxes' | 'title'>,
  width: number,
  panels: readonly ArrangedPanel[],
  caption: string,
): Arranged {
  const journal = JOURNALS[contents.journal]
  const style = printStyle(journal)
  const columns = Math.max(1, Math.min(contents.columns, panels.length))
  const gap = pixelsOfMillimetres(GAP)
  const whole = pixelsOfMillimetres(width)
  const each = (whole - gap * (columns - 1)) / columns
  const label = pixelsOfPoints(journal.letters.points)
  const strip = label * 1.35
  const wanted = ({ loaded }: ArrangedPanel): Wanted => {
    const fixed = loaded.heightAt && loaded.heightAt(each / style.ratio) * style.ratio
    return { height: fixed ?? loaded.aspect * each, isFixed: fixed !== undefined }
  }
  const heights = rowHeights(panels.map(wanted), columns, contents.journal, gap + strip)
  const notes: string[] = []
  const boxes = panels.map((panel, i) => {
    const height = heights[Math.floor(i / columns)]!
    const room = {
      width: Math.max(60, each / style.ratio - AXES.width),
      height: Math.max(60, height / style.ratio - AXES.height),
    }
    const whole = { width: each / style.ratio, height: height / style.ratio }
    const figure = panel.loaded.draw({ theme: 'light', room, whole })
    return { panel, figure, height, drawing: printed(figure, style, { width: each, height }) }
  })
  const shared =
    contents.sharedLegend && panels.length > 1
      ? sharedLegend(boxes.map(({ drawing }) => drawing))
      : { legend: null, clash: null }
  if (shared.clash !== null)
    notes.push(`Each panel keeps its own legend: "${plain(shared.clash)}" looks different in two of them.`)
  return {
    figures: boxes.map(({ figure }) => figure),
    notes,
    layout: {
      width: whole,
      gap,
      alignAxes: contents.alignAxes,
      maximumHeight: journal.maximumHeight === null ? null : pixelsOfMillimetres(journal.maximumHeight),
      label: { size: label, strip },
      fontFamily: PRINT_FONTS,
      legend: shared.legend,
      title: contents.title,
      description: caption,
      panels: boxes.map(({ panel, height, drawing }, i) => ({
        letter: panels.length === 1 ? '' : letterOf(i, journal.letters.upper),
        title: panel.title,
        titleSize: Math.min(style.text.to, pixelsOfPoints(journal.text.ticks) * 1.1),
        column: i % columns,
        row: Math.floor(i / columns),
        width: each,
        height,
        drawing: shared.legend === null ? drawing : withoutLegend(drawing, ABOVE * style.ratio),
      })),
    },
  }
}

/** The room above the plot that its legend took is the plot's, but for a second axis, which has no other place. */
function withoutLegend({ data, layout }: PrintedDrawing, above: number): PrintedDrawing {
  const margin = layout['margin'] as { t?: number } | undefined
  const hasTopAxis = Object.entries(layout).some(
    ([name, axis]) => /^xaxis\d*$/.test(name) && (axis as { side?: string }).side === 'top',
  )
  const top = hasTopAxis ? margin?.t : Math.min(above, margin?.t ?? above)
  return { data, layout: { ...layout, showlegend: false, margin: { ...margin, t: top } } }
}

interface Wanted {
  /** CSS pixels. */
  height: number
  /** Whether the panel cannot do with less. */
  isFixed: boolean
}

/** Of each row what its tallest panel wants, lowered together where the page would be too high, but never below what cannot be lower. */
function rowHeights(
  panels: readonly Wanted[],
  columns: number,
  name: FigureContents['journal'],
  between: number,
): number[] {
  const { maximumHeight } = JOURNALS[name]
  const rows = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
    panels.slice(row * columns, (row + 1) * columns),
  )
  const wanted = rows.map((row) => Math.max(...row.map(({ height }) => height)))
  const least = rows.map((row) => Math.max(0, ...row.map(({ height, isFixed }) => (isFixed ? height : 0))))
  if (maximumHeight === null) return wanted
  // A little is left for a legend.
  const room = pixelsOfMillimetres(maximumHeight) * 0.94 - rows.length * between
  const sum = wanted.reduce((total, height) => total + height, 0)
  if (sum <= room) return wanted
  const fixed = least.reduce((total, height) => total + height, 0)
  const share = Math.max(fixed === 0 ? 0 : LOWEST, (room - fixed) / (sum - fixed))
  return wanted.map((height, row) => least[row]! + (height - least[row]!) * share)
}

/** What `arrange` makes of captions: each panel's own, behind its letter. */
export function generatedCaption(
  title: string,
  upper: boolean,
  panels: readonly { title: string; figure: Pick<Figure, 'caption'> }[],
): string {
  const sentences = panels.map(({ title: heading, figure }, i) => {
    const words = [heading === '' ? '' : `${heading}.`, withoutCitations(plain(figure.caption))].filter(
      (part) => part !== '',
    )
    return panels.length === 1 ? words.join(' ') : `(${letterOf(i, upper)}) ${words.join(' ')}`
  })
  const end = /[.?!]$/.test(title) ? '' : '.'
  return [`${title}${end}`, ...sentences].join(' ')
}

/** Readers of a paper do not have our methods, so that "(methods M.9)" and "; methods M.8" tell them nothing. */
export function withoutCitations(text: string): string {
  return text.replaceAll(/ \(methods [A-N](?:\.\d+)?\)|[;,]? methods [A-N](?:\.\d+)?(?=[\s).,;]|$)/g, '')
}
