/**
 * Rounding to the nearest whole number, halves to the even one: Python's `round`, numpy's `rint`, IEEE 754.
 * @param value not negative
 */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}
