/**
 * The interval of a mean over cells that all hold the same images. The cells of one image are not independent (an image
 * that is hard under one corruption is hard under others), so that the images are the sample and each counts once, with
 * the share of its cells that were answered rightly.
 *
 * The interval is Wilson's for as many independent answers as would have the estimated standard error over images: the
 * effective sample size of survey statistics, p(1 − p) / SE² · (z / t(n − 1))² (Korn and Graubard, Surv. Methodol. 1998,
 * 24:193), at least n, at most n · cells. So it stays in [0,1], and for one cell it is Wilson's for n images exactly.
 *
 * The standard error is an estimate, and near 0 and 1 a bad one: 20 images that are right in all of their 75 cells say
 * nothing about how alike the cells of a harder image are. Where images do not differ at all, n images are therefore n
 * answers; and for any images the interval reaches to where the mean would lie if a kind of image that is not among
 * these n were all wrong or all right. How frequent such a kind can be is Wilson's limit for 0 of n, z² / (n + z²). For
 * one cell that is never beyond Wilson's limits, and at 0 and 1 it is the same.
 */
import { NORMAL_975 } from './normal'
import { studentQuantile } from './student-t'
import { wilson } from './wilson'

export interface ClusteredProportion {
  value: number
  low: number
  high: number
}

/**
 * @param right how many cells of each image were answered rightly, 0 … `cells`; one image or more
 * @param cells how many cells each image is in, 1 or more
 */
export function clusteredProportion(right: ArrayLike<number>, cells: number): ClusteredProportion {
  const n = right.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += right[i]!
  const value = sum / (n * cells)
  const { low, high } = wilson(value, effectiveAnswers(right, cells, value))
  const unseen = (NORMAL_975 * NORMAL_975) / (n + NORMAL_975 * NORMAL_975)
  return {
    value,
    low: Math.min(low, value * (1 - unseen)),
    high: Math.max(high, value + (1 - value) * unseen),
  }
}

/** Between one for each image and one for each cell of each image. */
function effectiveAnswers(right: ArrayLike<number>, cells: number, value: number): number {
  const n = right.length
  let squares = 0
  for (let i = 0; i < n; i++) squares += (right[i]! / cells - value) ** 2
  // Images that do not differ, be it one image: how alike the cells of an image are cannot be told. One cell: no need to.
  if (cells === 1 || n < 2 || squares === 0) return n
  const variance = squares / (n - 1) / n
  const answers = ((value * (1 - value)) / variance) * (NORMAL_975 / studentQuantile(0.975, n - 1)) ** 2
  return Math.min(n * cells, Math.max(n, answers))
}
