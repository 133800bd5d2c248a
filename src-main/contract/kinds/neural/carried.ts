/** Which gratings the pixels of a population carry (neural N.3): those above are shown as other, lower frequencies. Pure. */

/** A field of view is said to three digits: 0.2 cycles/degree are carried at 0.53 and at 0.533 pixels/degree. */
const ROUNDING = 1.01

/**
 * How many frequencies of a grid, from the lowest, are carried.
 * @param frequencies rising, in the unit of `carried`
 */
export function carriedCount({
  frequencies,
  carried,
}: {
  frequencies: readonly number[]
  carried: number
}): number {
  return frequencies.filter((frequency) => frequency <= carried * ROUNDING).length
}
