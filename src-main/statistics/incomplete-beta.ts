/**
 * The regularised incomplete beta function I_x(a, b): the distribution behind Student's t. Its continued fraction
 * (DLMF 8.17.22) is evaluated by Lentz's method; it converges fast for x below (a + 1)/(a + b + 2), and above
 * that the symmetry I_x(a, b) = 1 − I_{1−x}(b, a) is used.
 */

const TINY = 1e-300
const MOST_TERMS = 1000

/** @param x in [0,1] @param a, b positive */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) throw new RangeError(`I_x(a, b) at x = ${x}, a = ${a}, b = ${b}`)
  if (x === 0 || x === 1) return x
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b) - Math.log(a),
  )
  return front / continuedFraction(x, a, b)
}

function continuedFraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 0
  let fraction = 1
  for (let term = 1; term <= MOST_TERMS; term++) {
    const m = Math.floor(term / 2)
    const numerator =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + numerator * d)
    c = away(1 + numerator / c)
    fraction *= c * d
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return fraction
}

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1), after shifting x to where it is exact to the last digits. */
function logGamma(x: number): number {
  let shift = 0
  let at = x
  while (at < 15) shift += Math.log(at++)
  const inverse = 1 / at
  const square = inverse * inverse
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift
}
