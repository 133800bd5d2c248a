/**
 * The data behind a figure as CSV (RFC 4180): one header line in which every number names its unit, lines
 * that end in CR LF, numbers to twelve significant digits (what comes behind is rounding), an empty field where there is no value. Words may come from
 * others (names of classes, models, data sets): none is a formula to a spreadsheet, and none steers.
 */
import { shown } from '../contract/shown'

/** What makes a spreadsheet take a cell for a formula, also behind blanks. */
const FORMULA = /^\s*[=+\-\u2212@\uff1d\uff0b\uff0d\uff20]/
/** Words that are a number stay one. */
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

export type Cell = string | number | null

export function csv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  for (const row of rows) {
    if (row.length !== header.length)
      throw new RangeError(`${row.length} cells under ${header.length} headings`)
  }
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

function field(cell: Cell): string {
  if (cell === null) return ''
  const text = typeof cell === 'number' ? rounded(cell) : harmless(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** 85.5, not 85.50000000000001: the last digits of float64 are rounding, and no measurement has twelve. */
function rounded(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(12)))
}

/** The same with a column for each of these at its end, e.g. which study and data set all of its numbers are of. */
export function withColumns(text: string, columns: readonly (readonly [name: string, cell: Cell])[]): string {
  if (columns.length === 0) return text
  // A line's end inside a cell is written out (`shown`), so lines end where the text does.
  const [header = '', ...lines] = text.split('\r\n').slice(0, -1)
  const more = columns.map(([, cell]) => field(cell)).join(',')
  return [
    `${header},${columns.map(([name]) => field(name)).join(',')}`,
    ...lines.map((line) => `${line},${more}`),
  ]
    .map((line) => `${line}\r\n`)
    .join('')
}

function harmless(words: string): string {
  const text = shown(words)
  // Looked at before and after: a tab in front is written out, and was none the better for it.
  const isFormula = FORMULA.test(words) || /^[\t\r\n]/.test(words)
  return isFormula && !NUMBER.test(words) ? `'${text}` : text
}
