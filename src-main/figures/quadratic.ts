/**
 * Weighted least squares for a second-order polynomial, as np.polyfit(x, y, 2, w=weights) (methods G.5), evaluated on
 * 50 points between the smallest and the largest x. Invariant: never extrapolated. Which points a curve may go
 * through is blur-fit.ts's business.
 *
 * Solved in polynomials that are orthogonal on the points (the three-term recurrence), which needs no matrix
 * and loses no digits where f_rev of neighbouring models differ little.
 */

export interface QuadraticFit {
  /** y = constant + linear · x + quadratic · x². */
  constant: number
  linear: number
  quadratic: number
  /** 1 − weighted residual sum of squares / weighted total sum of squares; null when all y are equal. */
  rSquared: number | null
  x: number[]
  y: number[]
}

const CURVE_POINTS = 50
const FEWEST = 3

/**
 * @param x f_rev or f_0.5 of each point, in any one unit
 * @param y what is plotted against it, the same length; else RangeError
 * @param weights of the residuals, all positive: 1/SD of a point; absent: all alike
 * @returns null where fewer than three x differ
 */
export function fitQuadratic(
  x: readonly number[],
  y: readonly number[],
  weights: readonly number[] = x.map(() => 1),
): QuadraticFit | null {
  if (x.length !== y.length || x.length !== weights.length)
    throw new RangeError(`${x.length} x for ${y.length} y and ${weights.length} weights`)
  if (!weights.every((weight) => weight > 0 && Number.isFinite(weight)))
    throw new RangeError('a weight of a fit is not positive')
  if (new Set(x).size < FEWEST) return null
  // np.polyfit's weights multiply the residuals: their squares weigh the squares. Only their ratios matter.
  const largest = Math.max(...weights)
  const squares = weights.map((weight) => (weight / largest) ** 2)
  const total = squares.reduce((sum, weight) => sum + weight, 0)
  const mean = (values: readonly number[]): number => dot(squares, values) / total
  const centre = mean(x)
  const scale = Math.sqrt(mean(x.map((value) => (value - centre) ** 2)))
  const t = x.map((value) => (value - centre) / scale)
  // p₀ = 1, p₁ = t, p₂ = t² − a t − 1, orthogonal on the points (t has mean 0 and mean square 1).
  const a = mean(t.map((value) => value ** 3))
  const second = (value: number): number => value * value - a * value - 1
  const p = t.map(second)
  const c0 = mean(y)
  const c1 = mean(product(y, t))
  const c2 = mean(product(y, p)) / mean(product(p, p))
  const at = (value: number): number => c0 + c1 * value + c2 * second(value)

  const residual = mean(y.map((value, i) => (value - at(t[i]!)) ** 2))
  const spread = mean(y.map((value) => (value - c0) ** 2))
  const low = Math.min(...x)
  const high = Math.max(...x)
  const curve = Array.from({ length: CURVE_POINTS }, (_, i) =>
    i === CURVE_POINTS - 1 ? high : low + ((high - low) * i) / (CURVE_POINTS - 1),
  )
  // Back from t = (x − centre) / scale to powers of x.
  const q1 = (c1 - c2 * a) / scale
  const q2 = c2 / (scale * scale)
  return {
    constant: c0 - c2 - q1 * centre + q2 * centre * centre,
    linear: q1 - 2 * q2 * centre,
    quadratic: q2,
    rSquared: spread === 0 ? null : 1 - residual / spread,
    x: curve,
    y: curve.map((value) => at((value - centre) / scale)),
  }
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

function product(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value * b[i]!)
}
