/** Mean and standard deviation of a sample. */

/** RangeError without a value. */
export function meanOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no mean of no values')
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** With n − 1; null with fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

/**
 * The standard deviation within several samples that are taken to spread alike: √(Σ(n − 1)s² / Σ(n − 1)).
 * Null where none has two values.
 */
export function pooledDeviation(samples: readonly (readonly number[])[]): number | null {
  let squares = 0
  let freedom = 0
  for (const values of samples) {
    const sd = standardDeviation(values)
    if (sd === null) continue
    squares += sd * sd * (values.length - 1)
    freedom += values.length - 1
  }
  return freedom === 0 ? null : Math.sqrt(squares / freedom)
}
