/** Numbers that went through float32, back in the decimals that somebody typed. */

/** The shortest decimal that is the same float32 number: 0.48500001430511475 → 0.485. */
export function shortestDecimal(value: number): number {
  const stored = Math.fround(value)
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(stored.toPrecision(digits))
    if (Math.fround(candidate) === stored) return candidate
  }
  return stored
}
