/**
 * Pages of a long list: which of them hold some places. Pure.
 */

/** Items of a page, which is what one question asks for, unless its list has others. */
export const PAGE = 24

/** Numbers of the pages that hold the places from `first` up to, not with, `end`. */
export function pagesOf(first: number, end: number, size = PAGE): number[] {
  if (end <= first) return []
  const from = Math.floor(first / size)
  const to = Math.floor((end - 1) / size)
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
