/** Numbers of a comparison for people, in the window and on the command line. */
import type { ComparedQuantity } from '../contract/comparisons/comparison'
import { decimalsApart, decimalsFor } from '../statistics/number-with-interval'

/**
 * One of the two numbers, with the digits that their difference deserves; of a ratio, whose interval says nothing about
 * these, with three.
 */
export function numberText(value: number | null, quantity: ComparedQuantity): string {
  if (value === null) return '–'
  if (isRatio(quantity)) return value.toPrecision(3)
  const decimals = decimalsOf(quantity)
  return decimals === null ? value.toPrecision(4) : value.toFixed(decimalsApart([value], decimals))
}

/** E.g. `+0.052 [0.041, 0.066]`; of a ratio `× 1.31 [1.18, 1.44]`. */
export function differenceText(quantity: ComparedQuantity): string {
  const { value, low, high } = quantity
  if (value === null) return '–'
  const decimals = decimalsOf(quantity)
  const text = (each: number): string =>
    (decimals === null ? each.toPrecision(3) : each.toFixed(decimals)).replace('-', '−')
  const sign = isRatio(quantity) ? '× ' : value > 0 ? '+' : ''
  if (low === null && high === null) return `${sign}${text(value)}`
  const end = (each: number | null): string => (each === null ? '?' : text(each))
  return `${sign}${text(value)} [${end(low)}, ${end(high)}]`
}

function isRatio({ differenceUnit }: Pick<ComparedQuantity, 'differenceUnit'>): boolean {
  return differenceUnit === 'ratio'
}

/** What the two have where they are the same. */
function sameOf(quantity: Pick<ComparedQuantity, 'differenceUnit'>): number {
  return isRatio(quantity) ? 1 : 0
}

/** As many as the interval deserves, and as many as it takes to see on which side of "the same" each end is. */
function decimalsOf(quantity: ComparedQuantity): number | null {
  const { value, low, high } = quantity
  if (low === null || high === null) return null
  const numbers = [low, high, ...(value === null ? [] : [value])]
  return decimalsApart(numbers, decimalsFor(low, high), sameOf(quantity))
}

/** Whether the interval leaves out that the two are the same; null without an interval. */
export function isApart(quantity: ComparedQuantity): boolean | null {
  const { low, high } = quantity
  if (low === null || high === null) return null
  const same = sameOf(quantity)
  return low > same || high < same
}
