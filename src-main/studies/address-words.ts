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

/**
 * The address of a picture, relative to the host: `image/KIND/WORD/…/WORD.png`. What the words behind KIND are is
 * known to who draws it: the two below here, the others in the folder of their kind of study.
 */
export function pictureAddress(kind: string, ...words: (string | number)[]): string {
  return `image/${[kind, ...words].map(encodeURIComponent).join('/')}.png`
}

/** A part of a data set. Split null: it has one part without a name. */
export interface OfPart {
  dataSet: string
  split: string | null
}

/** `image/data/DATASET/PART/INDEX.png`: an image as it is. */
export function dataAddress({ dataSet, split, index }: OfPart & { index: number }): string {
  return pictureAddress('data', dataSet, split ?? WHOLE, index)
}

/** `image/blur/DATASET/PART/INDEX/SIGMA.png`: SIGMA in pixels, or none. */
export function blurAddress({
  dataSet,
  split,
  index,
  sigma,
}: OfPart & { index: number; sigma: number | null }): string {
  return pictureAddress('blur', dataSet, split ?? WHOLE, index, sigma ?? 'none')
}

/** Null unless both are there. */
export function partOf(dataSet: string | undefined, part: string | undefined): OfPart | null {
  return dataSet && part ? { dataSet, split: part === WHOLE ? null : part } : null
}
