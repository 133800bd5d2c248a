/**
 * The interval of a mean over cells that all hold the same images. The cells of one image are not independent (an image
 * that is hard under one corruption is hard under others), so that the images are the sample and each counts once, with
 * the share of its cells that were answered rightly: the standard error is SD over images / √n.
 *
 * The interval is Wilson's for as many independent answers as would have that standard error (p(1 − p) / SE², the
 * effective sample size of survey statistics; Korn and Graubard 1998), so that it stays in [0,1] and is right near its
 * ends. It never counts more answers than there are.
 */
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
  let squares = 0
  for (let i = 0; i < n; i++) squares += (right[i]! / cells - value) ** 2
  // Variance of the mean with n − 1; one image alone has none, and counts as one answer.
  const variance = n < 2 ? Infinity : squares / (n - 1) / n
  const answers = variance === 0 ? n * cells : (value * (1 - value)) / variance
  const effective = Math.min(n * cells, Math.max(1, answers))
  const { low, high } = wilson(value, effective)
  return { value, low, high }
}
