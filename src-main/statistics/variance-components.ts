/**
 * One-way random effects: how much of the spread lies between groups and how much within them, by the analysis of
 * variance for groups of unequal size (Searle, Casella & McCulloch, Variance Components, 1992, section 3.6):
 * σ²_within = MSW, σ²_between = (MSB − MSW) / n₀ with n₀ = (N − Σn²/N) / (k − 1).
 *
 * The estimate of σ²_between is unbiased and can be negative; it is then taken as 0, and `truncated` says so.
 */
import { meanOf } from './sample'

export interface VarianceComponents {
  /** Groups, those of one value included: they say something about the spread between groups. */
  groups: number
  /** Values in all groups. */
  values: number
  /** Standard deviations, in the unit of the values. */
  within: number
  between: number
  /** The estimate of σ²_between as it came out, before it was taken as 0. */
  betweenVariance: number
  truncated: boolean
  /** Degrees of freedom of MSW and MSB. */
  freedomWithin: number
  freedomBetween: number
}

/** Null where nothing can be told apart: fewer than two groups, or no group of two values. */
export function varianceComponents(groups: readonly (readonly number[])[]): VarianceComponents | null {
  const filled = groups.filter(({ length }) => length > 0)
  const count = filled.reduce((sum, { length }) => sum + length, 0)
  const freedomBetween = filled.length - 1
  const freedomWithin = count - filled.length
  if (freedomBetween < 1 || freedomWithin < 1) return null
  const grand = meanOf(filled.flat())
  let squaresWithin = 0
  let squaresBetween = 0
  let sizes = 0
  for (const values of filled) {
    const mean = meanOf(values)
    squaresWithin += values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    squaresBetween += values.length * (mean - grand) ** 2
    sizes += values.length ** 2
  }
  const meanSquareWithin = squaresWithin / freedomWithin
  const size = (count - sizes / count) / freedomBetween
  const betweenVariance = (squaresBetween / freedomBetween - meanSquareWithin) / size
  return {
    groups: filled.length,
    values: count,
    within: Math.sqrt(meanSquareWithin),
    between: Math.sqrt(Math.max(0, betweenVariance)),
    betweenVariance,
    truncated: betweenVariance < 0,
    freedomWithin,
    freedomBetween,
  }
}
