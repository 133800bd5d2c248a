/** The words that addresses of pictures are made of, and reading them. */

/** The name that stands for a part without a name. */
export const WHOLE = 'all'

/** Null for anything but a whole number of at most ten digits. */
export function wholeNumber(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,10}$/.test(word) ? Number(word) : null
}

/** A number in a range, as JavaScript prints it; null for anything else. */
export function decimalNumber(word: string | undefined, least: number, most: number): number | null {
  if (word === undefined || !/^\d+(\.\d+)?(e[+-]?\d+)?$/.test(word)) return null
  const value = Number(word)
  return value >= least && value <= most ? value : null
}
