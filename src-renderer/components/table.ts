/**
 * What a table shows, and the order of its rows. Pure.
 */
import type { Snippet } from 'svelte'

export interface Column<Row> {
  id: string
  title: string
  /** Shown under the title in small. */
  unit?: string
  /** Numbers stand to the right, in tabular figures. */
  numeric?: boolean
  /** What the cell says; `cell` shows more than text. */
  text: (row: Row) => string
  cell?: Snippet<[Row]>
  /** What it is sorted by; absent: not sortable. Null comes last, whichever way round. */
  by?: (row: Row) => number | string | null
  /** CSS width. */
  width?: string
}

export interface Sorting {
  column: string
  descending: boolean
}

export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
): readonly Row[] {
  const by = columns.find((column) => column.id === sorting?.column)?.by
  if (!by || !sorting) return rows
  const sign = sorting.descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const [first, second] = [by(a), by(b)]
    if (first === null || second === null) return Number(first === null) - Number(second === null)
    if (typeof first === 'number' && typeof second === 'number') return sign * (first - second)
    return sign * String(first).localeCompare(String(second), 'en', { numeric: true })
  })
}
