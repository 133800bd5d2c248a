/** Numbers of a comparison for people, in the window and on the command line. */
import type { ComparedQuantity } from '../contract/comparison'
import { decimalsFor } from './numbers'

/** One of the two numbers, with the digits that their difference deserves. */
export function numberText(value: number | null, { low, high }: ComparedQuantity): string {
  if (value === null) return '–'
  return low === null || high === null ? value.toPrecision(4) : value.toFixed(decimalsFor(low, high))
}

/** E.g. `+0.052 [0.041, 0.066]`; of a ratio `× 1.31 [1.18, 1.44]`. */
export function differenceText({ value, low, high, differenceUnit }: ComparedQuantity): string {
  if (value === null) return '–'
  const isRatio = differenceUnit === 'ratio'
  const decimals = low === null || high === null ? null : decimalsFor(low, high)
  const text = (each: number): string =>
    (decimals === null ? each.toPrecision(3) : each.toFixed(decimals)).replace('-', '−')
  const sign = isRatio ? '× ' : value > 0 ? '+' : ''
  if (low === null && high === null) return `${sign}${text(value)}`
  const end = (each: number | null): string => (each === null ? '?' : text(each))
  return `${sign}${text(value)} [${end(low)}, ${end(high)}]`
}

/** Whether the interval leaves out that the two are the same; null without an interval. */
export function isApart({ low, high, differenceUnit }: ComparedQuantity): boolean | null {
  if (low === null || high === null) return null
  const same = differenceUnit === 'ratio' ? 1 : 0
  return low > same || high < same
}
