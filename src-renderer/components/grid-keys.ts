/**
 * The keyboard in a grid of thousands of buttons, of which only those in sight exist: one of them is
 * reached with Tab, the arrows go from one to the next, so that Tab leads past the grid and not through it.
 */

/** Where a key leads from a place of the grid; null when the key means nothing here. */
export function nextPlace(
  key: string,
  place: number,
  grid: { columns: number; count: number },
): number | null {
  const { columns, count } = grid
  const steps: Record<string, number> = {
    ArrowRight: place + 1,
    ArrowLeft: place - 1,
    ArrowDown: place + columns,
    ArrowUp: place - columns,
    Home: 0,
    End: count - 1,
  }
  const next = steps[key]
  return next === undefined || next < 0 || next >= count ? null : next
}

/** The place that Tab reaches: where the keyboard was last, or the first one wholly in sight. */
export function tabPlace(last: number, places: readonly number[], firstInSight: number): number {
  return places.includes(last) ? last : Math.min(firstInSight, places.at(-1) ?? 0)
}

/** Scroll position that brings a row into sight with as little movement as possible, in pixels. */
export function scrollTo(row: number, rowHeight: number, view: { top: number; height: number }): number {
  const top = row * rowHeight
  if (top < view.top) return top
  return Math.max(view.top, top + rowHeight - view.height)
}
