/**
 * Pages of a long list: which of them hold some places. Pure.
 */

/** Items of a page, which is what one question asks for. */
export const PAGE = 24

/** Numbers of the pages that hold the places from `first` up to, not with, `end`. */
export function pagesOf(first: number, end: number): number[] {
  if (end <= first) return []
  const from = Math.floor(first / PAGE)
  const to = Math.floor((end - 1) / PAGE)
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
