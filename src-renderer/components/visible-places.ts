/**
 * Which places of a long grid of equal cells are in sight. Pure.
 */

export interface GridSize {
  /** Of the whole list. */
  count: number
  columns: number
  /** Of a row with its gap, in pixels. */
  rowHeight: number
}

export interface VisiblePlaces {
  first: number
  /** Not in sight any more. */
  end: number
  /** Of all rows, in pixels. */
  height: number
}

/** Rows drawn beyond either edge, so that scrolling meets no bare ground. */
const BEYOND = 2

export function visiblePlaces(
  scrollTop: number,
  viewport: number,
  { count, columns, rowHeight }: GridSize,
): VisiblePlaces {
  const rows = Math.ceil(count / columns)
  const firstRow = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight) - BEYOND))
  const endRow = Math.max(firstRow, Math.min(rows, Math.ceil((scrollTop + viewport) / rowHeight) + BEYOND))
  return { first: firstRow * columns, end: Math.min(count, endRow * columns), height: rows * rowHeight }
}
