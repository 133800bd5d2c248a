/**
 * Pearson's and Spearman's correlation with 95 % intervals.
 *
 * Pearson: Fisher's z, atanh r ± 1.96 / √(n − 3), back through tanh (Fisher 1921). Spearman: the correlation of the
 * ranks (ties share their mean rank), with Fisher's z and the standard error √((1 + r²/2) / (n − 3)) of Bonett and
 * Wright (Psychometrika 2000). Both suppose that the points are independent draws: the models of a sweep are not, so
 * that the interval says how well these points determine the number, not what other architectures would give.
 */
import { NORMAL_975 } from './normal'

/**
 * Below this there is no number: two points always correlate by ±1, of three or four that have nothing to do with each
 * other half of all correlations lie beyond ±0.7 or ±0.5, and no interval is worth anything.
 */
export const FEWEST_POINTS = 5

export interface Correlation {
  n: number
  /** −1 … 1; null when it is not defined. */
  value: number | null
  low: number | null
  high: number | null
  /** Why there is no value or no interval, in one sentence; null when both are there. */
  sentence: string | null
}

/** @param freedom what was estimated besides the correlation: the means within families (0: one common mean) */
export function pearson(x: readonly number[], y: readonly number[], freedom = 0): Correlation {
  return withInterval(x, y, freedom, (_) => 1)
}

export function spearman(x: readonly number[], y: readonly number[]): Correlation {
  return withInterval(ranks(x), ranks(y), 0, (r) => 1 + (r * r) / 2)
}

/**
 * Spearman's within families: the ranks in each family less their mean, correlated over all. Families of many points
 * weigh more.
 * @param families points of each, two or more
 */
export function spearmanWithin(
  families: readonly { x: readonly number[]; y: readonly number[] }[],
): Correlation {
  const centredRanks = (of: 'x' | 'y'): number[] => families.flatMap((family) => centred(ranks(family[of])))
  return withInterval(centredRanks('x'), centredRanks('y'), families.length - 1, (r) => 1 + (r * r) / 2)
}

/** 1 for the smallest; equal values share the mean of their ranks, as scipy.stats.rankdata. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const found = new Array<number>(values.length).fill(0)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++
    for (let i = from; i <= to; i++) found[order[i]!] = (from + to) / 2 + 1
    from = to + 1
  }
  return found
}

function withInterval(
  x: readonly number[],
  y: readonly number[],
  freedom: number,
  variance: (r: number) => number,
): Correlation {
  if (x.length !== y.length) throw new RangeError(`${x.length} x for ${y.length} y`)
  const n = x.length
  const none = { n, value: null, low: null, high: null }
  if (n < 2)
    return {
      ...none,
      sentence: `A correlation needs two points or more, and there ${n === 0 ? 'is none' : 'is one'}.`,
    }
  const [a, b] = [centred(x), centred(y)]
  const scale = Math.sqrt(dot(a, a) * dot(b, b))
  if (!(scale > 0))
    return { ...none, sentence: 'All points have the same value on one axis: a correlation is not defined.' }
  const independent = n - freedom
  if (independent < FEWEST_POINTS)
    return {
      ...none,
      sentence: `${n} points${freedom > 0 ? ` in ${freedom + 1} families` : ''} are too few for a correlation, which needs ${FEWEST_POINTS + freedom}: fewer lie near a line by chance.`,
    }
  const value = Math.max(-1, Math.min(1, dot(a, b) / scale))
  if (Math.abs(value) === 1)
    return { ...none, value, sentence: 'The points lie on one line (or in one order): there is no interval.' }
  const centre = Math.atanh(value)
  const half = NORMAL_975 * Math.sqrt(variance(value) / (independent - 3))
  return { n, value, low: Math.tanh(centre - half), high: Math.tanh(centre + half), sentence: null }
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
