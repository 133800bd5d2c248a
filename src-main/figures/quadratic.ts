/**
 * The second-order polynomial through the blur family (methods G.5): least squares as np.polyfit(x, y, 2),
 * evaluated on 50 points between the smallest and the largest x. Invariant: never extrapolated.
 *
 * Solved in polynomials that are orthogonal on the points (the three-term recurrence), which needs no matrix
 * and loses no digits where f_rev of neighbouring models differ little.
 */

export interface QuadraticFit {
  kind: 'fit'
  /** y = constant + linear · x + quadratic · x². */
  constant: number
  linear: number
  quadratic: number
  /** 1 − residual sum of squares / total sum of squares; null when all y are equal. */
  rSquared: number | null
  /** How many points it is through, and how many different x they have: through three it goes exactly. */
  points: number
  distinct: number
  x: number[]
  y: number[]
}

/** Why there is no curve, in one sentence. */
export interface NoFit {
  kind: 'none'
  sentence: string
}

const CURVE_POINTS = 50
const FEWEST = 3

/**
 * @param x f_rev or f_0.5 of each model, in any one unit
 * @param y what is plotted against it, the same length; else RangeError
 * @param family what the points are, in words, for the sentence
 * @param frequency what x is, for the sentence
 */
export function fitQuadratic(
  x: readonly number[],
  y: readonly number[],
  family = 'the blur family',
  frequency = 'f_rev',
): QuadraticFit | NoFit {
  if (x.length !== y.length) throw new RangeError(`${x.length} x for ${y.length} y`)
  const distinct = new Set(x).size
  if (distinct < FEWEST) {
    return {
      kind: 'none',
      sentence: `No curve is fitted: a second-order polynomial needs ${FEWEST} models with different ${frequency}, and ${family} has ${distinct === 0 ? 'none' : distinct}.`,
    }
  }
  const n = x.length
  const centre = mean(x)
  const scale = Math.sqrt(mean(x.map((value) => (value - centre) ** 2)))
  const t = x.map((value) => (value - centre) / scale)
  // p₀ = 1, p₁ = t, p₂ = t² − a t − 1, orthogonal on the points (t has mean 0 and mean square 1).
  const a = mean(t.map((value) => value ** 3))
  const second = (value: number): number => value * value - a * value - 1
  const p = t.map(second)
  const c0 = mean(y)
  const c1 = dot(y, t) / n
  const c2 = dot(y, p) / dot(p, p)
  const at = (value: number): number => c0 + c1 * value + c2 * second(value)

  const residual = y.reduce((sum, value, i) => sum + (value - at(t[i]!)) ** 2, 0)
  const total = y.reduce((sum, value) => sum + (value - c0) ** 2, 0)
  const low = Math.min(...x)
  const high = Math.max(...x)
  const curve = Array.from({ length: CURVE_POINTS }, (_, i) =>
    i === CURVE_POINTS - 1 ? high : low + ((high - low) * i) / (CURVE_POINTS - 1),
  )
  // Back from t = (x − centre) / scale to powers of x.
  const q1 = (c1 - c2 * a) / scale
  const q2 = c2 / (scale * scale)
  return {
    kind: 'fit',
    constant: c0 - c2 - q1 * centre + q2 * centre * centre,
    linear: q1 - 2 * q2 * centre,
    quadratic: q2,
    rSquared: total === 0 ? null : 1 - residual / total,
    points: n,
    distinct,
    x: curve,
    y: curve.map((value) => at((value - centre) / scale)),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
