/**
 * Which share of a whole lies up to each of some positions: of power, up to each radius of a spectrum.
 * Sums go in the order of the weights, so that the same weights give the same bits whoever asks.
 */

/**
 * @param weights not negative; NaN: left out (the mean of an image, whose power is no contrast)
 * @param positions of the weights, the same length
 * @param ends inclusive
 * @returns 0 … 1 for each end; all NaN where there is no weight at all
 */
export function cumulativeShares(
  weights: Float64Array,
  positions: Float64Array,
  ends: readonly number[],
): Float64Array {
  const sums = new Float64Array(ends.length)
  let total = 0
  for (const [i, weight] of weights.entries()) {
    if (Number.isNaN(weight)) continue
    total += weight
    const position = positions[i]!
    for (let k = 0; k < sums.length; k++) if (position <= ends[k]!) sums[k]! += weight
  }
  return sums.map((sum) => sum / total)
}
