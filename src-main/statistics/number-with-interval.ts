/**
 * A number with its interval, for people: written in this one way in figures, tables, the window and the terminal, so
 * that they agree, and with no more digits than the interval deserves: the first digit of its half width decides how
 * many decimals are shown. (Differences and ratios of two models: figures/comparison-words.ts, by the same digits.)
 */
import { formatNumber } from '../contract/units'

/** A value that may have an interval. */
export interface Interval {
  value: number
  low: number | null
  high: number | null
}

/** The same as it comes from where absence is no null. */
interface MaybeInterval {
  value: number
  low?: number | null | undefined
  high?: number | null | undefined
}

/** The same where there may be no number at all: that is written `–`. */
type MaybeMeasured = Omit<MaybeInterval, 'value'> & { value: number | null }

const NONE = '–'
const UNKNOWN = '…'
const MOST_DECIMALS = 6
/** A proportion of images is never known to more than a hundredth of a percent. */
const MOST_OF_PERCENT = 2

/** How many decimals a number with an interval of this width deserves, 0 … 6. */
export function decimalsFor(low: number, high: number): number {
  const half = (high - low) / 2
  if (!(half > 0)) return 3
  const exponent = Math.floor(Math.log10(half))
  // An uncertainty that begins with 1 keeps two digits: 0.0012 is known better than "0.001" says.
  const decimals = -exponent + (half / 10 ** exponent < 2 ? 1 : 0)
  return Math.min(MOST_DECIMALS, Math.max(0, decimals))
}

/** More than these show noise of the arithmetic. */
const DECIMALS_APART = 9

/**
 * Decimals, at least so many, with which every number lies on that side of `same` on which it is, and only what is equal
 * to it reads so: whether it is inside is what an interval is read for.
 */
export function decimalsApart(numbers: readonly number[], least: number, same = 0): number {
  const reads = (number: number, decimals: number): boolean =>
    Math.sign(Number(number.toFixed(decimals)) - same) === Math.sign(number - same)
  let decimals = least
  while (decimals < DECIMALS_APART && !numbers.every((number) => reads(number, decimals))) decimals++
  return decimals
}

/** A number that may be negative, e.g. a correlation or a difference, with its interval: `0.31 [−0.004, 0.562]`. */
export function formatSigned({ value, low, high }: MaybeInterval, least: number): string {
  const numbers = [value, low, high].filter((each) => each != null)
  return written({ value, low, high }, decimalsApart(numbers, least))
}

/** E.g. `0.374 [0.361, 0.388]`, `0.374 [0.361, …]`; three significant digits when there is no interval. */
export function formatInterval({ value, low, high }: MaybeMeasured): string {
  if (value === null) return NONE
  const ends = [low, high].filter((end) => end != null)
  if (ends.length === 0) return withMinus(formatNumber(value))
  // Where one end is not known, the other one says how well the number is.
  const decimals = decimalsFor(low ?? 2 * value - ends[0]!, high ?? 2 * value - ends[0]!)
  return written({ value, low, high }, decimalsApart([value, ...ends], decimals))
}

/** E.g. `88.1 % [87.5, 88.7]` of a proportion in 0 … 1; one decimal when there is no interval. */
export function formatPercent({ value, low, high }: MaybeMeasured): string {
  if (value === null) return NONE
  const { number, interval } = inPercent({ value, low, high })
  return `${number} %${interval}`
}

/** The same without the sign, for columns whose heading has it: `88.1 [87.5, 88.7]`. */
export function percentNumber({ value, low, high }: MaybeMeasured): string {
  if (value === null) return NONE
  const { number, interval } = inPercent({ value, low, high })
  return `${number}${interval}`
}

function inPercent({ value, low, high }: MaybeInterval): { number: string; interval: string } {
  if (low == null || high == null) return { number: (value * 100).toFixed(1), interval: '' }
  const ends = [low * 100, high * 100] as const
  const decimals = Math.min(MOST_OF_PERCENT, decimalsApart([value * 100, ...ends], decimalsFor(...ends)))
  const text = (share: number): string => withMinus((share * 100).toFixed(decimals))
  return { number: text(value), interval: ` [${text(low)}, ${text(high)}]` }
}

function written({ value, low, high }: MaybeInterval, decimals: number): string {
  const text = (number: number | null | undefined): string =>
    number == null ? UNKNOWN : withMinus(number.toFixed(decimals))
  return low == null && high == null ? text(value) : `${text(value)} [${text(low)}, ${text(high)}]`
}

function withMinus(text: string): string {
  return text.replace('-', '\u2212')
}
