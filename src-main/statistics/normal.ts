/** The standard normal distribution: the probability below a value, and the value below which a probability lies. */

const BEYOND = 8

/** Below it lies 97.5 % of the distribution: of two-sided 95 % intervals. */
export const NORMAL_975 = 1.959963984540054

/** P(Z ≤ z), to about 1e-15 absolute. */
export function normalProbability(z: number): number {
  if (z < -BEYOND) return 0
  if (z > BEYOND) return 1
  // Φ(z) = ½ + φ(z) (z + z³/3 + z⁵/(3·5) + …): no cancellation, every term has the sign of z.
  let term = z
  let sum = z
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= (z * z) / n
    sum += term
  }
  return Math.min(1, Math.max(0, 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)))
}

/** @param probability between 0 and 1; at 0 and 1 the answer is −∞ and ∞ */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`normal quantile at ${probability}`)
  if (probability === 0) return -Infinity
  if (probability === 1) return Infinity
  let low = -BEYOND
  let high = BEYOND
  // The probability rises with z: halved until no number lies between.
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (normalProbability(middle) < probability) low = middle
    else high = middle
  }
}
