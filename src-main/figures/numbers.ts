/**
 * Numbers for people, with no more digits than their interval deserves: the first digit of its half width
 * decides how many decimals are shown.
 */
import { formatNumber } from '../contract/units'

/** A value that may have an interval. */
export interface Interval {
  value: number
  low: number | null
  high: number | null
}

const MOST_DECIMALS = 6

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

/** A number that may be negative, e.g. a correlation or a difference, with its interval: `0.31 [0.004, 0.562]`. */
export function formatSigned({ value, low, high }: Interval, least: number): string {
  const numbers = [value, low, high].filter((each) => each !== null)
  const decimals = decimalsApart(numbers, least)
  const text = (number: number): string => number.toFixed(decimals)
  return low === null || high === null ? text(value) : `${text(value)} [${text(low)}, ${text(high)}]`
}

/** E.g. `0.374 [0.361, 0.388]`; three significant digits when there is no interval. */
export function formatInterval({ value, low, high }: Interval, scale = 1): string {
  if (low === null || high === null) return formatNumber(value * scale)
  const scaled = [value, low, high].map((number) => number * scale)
  const decimals = decimalsApart(scaled, decimalsFor(low * scale, high * scale))
  const text = (number: number): string => (number * scale).toFixed(decimals)
  return `${text(value)} [${text(low)}, ${text(high)}]`
}

/** E.g. `88.1 % [87.5, 88.7]` of a proportion in 0 … 1. */
export function formatPercent({ value, low, high }: Interval): string {
  if (low === null || high === null) return `${(value * 100).toFixed(1)} %`
  const decimals = Math.min(2, decimalsFor(low * 100, high * 100))
  const text = (number: number): string => (number * 100).toFixed(decimals)
  return `${text(value)} % [${text(low)}, ${text(high)}]`
}

/** `10 000`, with narrow spaces that do not break. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}

/** `1 model`, `2 models`. */
export function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]!}`
}
