/**
 * The reversal frequency f_rev (methods C.5): the f_mix at which p_low − p_high changes from negative to
 * positive, by linear interpolation between measured frequencies, as np.interp(0, difference, f_mix).
 *
 * np.interp answers always; this does not. It assumes an increasing curve and clamps to the ends of the
 * grid, so that a model that never reverses would get a number. Here it is said how such a curve runs.
 * Invariant: a value is returned only when the curve has exactly one change of sign, and that upwards.
 */
import { mixingFrequency } from '../contract/units'
import type { FractionOfNyquist } from '../contract/units'
import { checkGrid } from './mixing-grids'

export type Verdict =
  | { kind: 'crossing'; value: FractionOfNyquist }
  | NoCrossing
  | { kind: 'several'; values: FractionOfNyquist[] }

/**
 * Why nothing reverses: p_low falls below p_high at `at` and stays there, or of the measured frequencies `from` … `to`
 * p_low equals p_high at all; is below it at all, or reaches it at the last only; is above at all, or equals at the first.
 */
export type NoCrossing =
  | { kind: 'none'; curve: 'falls'; at: FractionOfNyquist }
  | {
      kind: 'none'
      curve: 'equal' | 'below' | 'below until the last' | 'above' | 'above from the first'
      from: FractionOfNyquist
      to: FractionOfNyquist
    }

/** A change of sign of the curve. */
interface Crossing {
  at: number
  upwards: boolean
}

/**
 * Where a curve reverses.
 * @param fMix strictly increasing fractions of Nyquist, two or more; else UserError('usage')
 * @param difference p_low − p_high (mean over seeds) at each of them, −1 … 1
 */
export function reversal(fMix: readonly FractionOfNyquist[], difference: ArrayLike<number>): Verdict {
  checkCurve(fMix, difference)
  const crossings = findCrossings(fMix, difference)
  const first = crossings[0]
  if (first === undefined)
    return { kind: 'none', curve: signOf(difference), from: fMix[0]!, to: fMix[fMix.length - 1]! }
  if (crossings.length > 1)
    return { kind: 'several', values: crossings.map((crossing) => mixingFrequency(crossing.at)) }
  if (!first.upwards) return { kind: 'none', curve: 'falls', at: mixingFrequency(first.at) }
  return { kind: 'crossing', value: mixingFrequency(first.at) }
}

/**
 * The value of `reversal` alone, null unless it is a crossing: for resampled curves, which are many and
 * need no reasons. The caller has checked the grid.
 */
export function crossingValue(fMix: ArrayLike<number>, difference: ArrayLike<number>): number | null {
  const crossings = findCrossings(fMix, difference)
  const only = crossings[0]
  return crossings.length === 1 && only !== undefined && only.upwards ? only.at : null
}

/**
 * A curve's value between its measured frequencies, by linear interpolation: p_other or the confidence at
 * the crossing. A frequency outside the grid is a RangeError, never an extrapolation.
 */
export function valueAt(
  fMix: readonly FractionOfNyquist[],
  values: ArrayLike<number>,
  at: FractionOfNyquist,
): number {
  checkCurve(fMix, values)
  const upper = fMix.findIndex((frequency) => frequency >= at)
  if (upper < 0 || at < fMix[0]!) throw new RangeError(`f_mix = ${at} lies outside the measured frequencies`)
  if (fMix[upper] === at) return values[upper]!
  const weight = (at - fMix[upper - 1]!) / (fMix[upper]! - fMix[upper - 1]!)
  return values[upper - 1]! * (1 - weight) + values[upper]! * weight
}

function checkCurve(fMix: readonly FractionOfNyquist[], values: ArrayLike<number>): void {
  checkGrid(fMix)
  if (values.length !== fMix.length)
    throw new RangeError(`${values.length} values at ${fMix.length} frequencies`)
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!))
      throw new RangeError(`the value at f_mix = ${fMix[i]!} is ${values[i]!}`)
  }
}

/**
 * All changes of sign. A measured zero is no sign: between a negative and a positive value it is the
 * crossing itself (of several in a row the last, as np.interp answers); between values of one sign, or at
 * an end of the grid, the curve only touches zero and does not change.
 */
function findCrossings(fMix: ArrayLike<number>, difference: ArrayLike<number>): Crossing[] {
  const crossings: Crossing[] = []
  let before = -1
  for (let i = 0; i < difference.length; i++) {
    const value = difference[i]!
    if (value === 0) continue
    const previous = before < 0 ? value : difference[before]!
    if (previous < 0 !== value < 0) {
      // A zero in between is the crossing; else interpolate, without rounding past the upper frequency.
      const step = ((fMix[i]! - fMix[before]!) / (value - previous)) * -previous
      const at = before === i - 1 ? Math.min(fMix[before]! + step, fMix[i]!) : fMix[i - 1]!
      crossings.push({ at, upwards: value > 0 })
    }
    before = i
  }
  return crossings
}

/** Of a curve whose sign does not change. */
function signOf(difference: ArrayLike<number>): Exclude<NoCrossing['curve'], 'falls'> {
  const sign = Math.sign(Array.from(difference).find((value) => value !== 0) ?? 0)
  if (sign === 0) return 'equal'
  const tie = difference[sign < 0 ? difference.length - 1 : 0] === 0
  if (sign < 0) return tie ? 'below until the last' : 'below'
  return tie ? 'above from the first' : 'above'
}
