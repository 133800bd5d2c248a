/**
 * The data behind a figure as CSV (RFC 4180): one header line in which every number names its unit, lines
 * that end in CR LF, numbers in full precision, an empty field where there is no value.
 */

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
  const text = typeof cell === 'number' ? String(cell) : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
