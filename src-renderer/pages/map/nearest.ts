/** Place of the value that is nearest; the first of two. @param grid ascending, not empty */
export function nearest(grid: readonly number[], value: number): number {
  let best = 0
  for (const [place, each] of grid.entries())
    if (Math.abs(each - value) < Math.abs(grid[best]! - value)) best = place
  return best
}
