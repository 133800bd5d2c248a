/**
 * The 95 % interval of a proportion after Wilson (J. Am. Stat. Assoc. 1927): unlike the textbook
 * p ± 1.96 √(p(1−p)/n) it stays in [0,1] and is right near its ends.
 */
import { NORMAL_975 } from './normal'
import type { Proportion } from '../contract/primitives'

/**
 * @param value proportion in [0,1]
 * @param count number of trials, 1 or more
 * @param z quantile of the standard normal distribution, where it is not to be the 95 % interval
 */
export function wilson(value: number, count: number, z = NORMAL_975): Proportion {
  const spread = (z * z) / count
  const centre = (value + spread / 2) / (1 + spread)
  const half = (z / (1 + spread)) * Math.sqrt((value * (1 - value)) / count + spread / (4 * count))
  // At 0 and 1 the formula meets the end exactly but for rounding, and must not leave the value outside.
  return {
    value,
    low: Math.max(0, Math.min(value, centre - half)),
    high: Math.min(1, Math.max(value, centre + half)),
    count,
  }
}
