/**
 * From the least to the greatest of any number of values. `Math.min(...values)` hands every value over as an
 * argument, and fails with a stack overflow where a figure has a hundred thousand of them.
 */

/** Of the finite values; null when there is none. */
export function extent(values: Iterable<number | null | undefined>): [low: number, high: number] | null {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value == null || !Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low > high ? null : [low, high]
}

/** What an axis shows of these values: all, with a margin; some room around a single one; `whole` without any. */
export function paddedExtent(
  values: Iterable<number | null | undefined>,
  whole: [number, number],
  margin = 0.08,
): [number, number] {
  const found = extent(values)
  if (found === null) return whole
  const [low, high] = found
  const pad = high > low ? (high - low) * margin : Math.max(Math.abs(high) * 0.1, 0.01)
  return [low - pad, high + pad]
}
