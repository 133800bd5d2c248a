/**
 * The interval of an unweighted mean over cells that hold different numbers of the same images: the first n_c of one
 * order. As for cells of all images (clustered-proportion.ts) the images are the sample: the standard error is that of
 * the sums over cells of what each image adds to the mean, Σ_c (x_ic − p_c) / (C n_c), which is zero in cells that have not
 * come to it (linearisation; Liang and Zeger, Biometrika 1986). Degrees of freedom, the least number of answers and the kind of image that
 * is not among them go by the images that are in all cells, so that the interval errs on the wide side.
 */
import { NORMAL_975 } from './normal'
import { LOOKED_AT_Z } from './looked-at'
import { studentQuantile } from './student-t'
import { wilson } from './wilson'
import type { ClusteredProportion } from './clustered-proportion'

/**
 * @param cells of each, whether its images were answered rightly (1 or 0), in the same order; one cell and image or more
 * @param z instead of 1.96: because each cell was looked at until it was narrow enough
 */
export function nestedProportion(cells: readonly Uint8Array[], z = LOOKED_AT_Z): ClusteredProportion {
  const means = cells.map((right) => right.reduce((sum, each) => sum + each, 0) / right.length)
  const value = means.reduce((sum, mean) => sum + mean, 0) / cells.length
  const fewest = Math.min(...cells.map(({ length }) => length))
  const { low, high } = wilson(value, effectiveAnswers(cells, means, value, fewest), z)
  const unseen = (z * z) / (fewest + z * z)
  return {
    value,
    low: Math.min(low, value * (1 - unseen)),
    high: Math.max(high, value + (1 - value) * unseen),
  }
}

function effectiveAnswers(
  cells: readonly Uint8Array[],
  means: readonly number[],
  value: number,
  fewest: number,
): number {
  const adds = new Float64Array(Math.max(...cells.map(({ length }) => length)))
  for (const [c, right] of cells.entries())
    for (let i = 0; i < right.length; i++) adds[i]! += (right[i]! - means[c]!) / (cells.length * right.length)
  const squares = adds.reduce((sum, each) => sum + each * each, 0)
  if (cells.length === 1 || fewest < 2 || squares === 0) return fewest
  const variance = (squares * fewest) / (fewest - 1)
  const answers = ((value * (1 - value)) / variance) * (NORMAL_975 / studentQuantile(0.975, fewest - 1)) ** 2
  const all = cells.reduce((sum, { length }) => sum + length, 0)
  return Math.min(all, Math.max(fewest, answers))
}
