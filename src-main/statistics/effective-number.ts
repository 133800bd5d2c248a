/**
 * Of how many equally weighted observations a weighted mean is worth: (Σw)² / Σw² (Kish 1965), from 1, when one
 * observation has all the weight, to their number, when all have the same.
 * @param weights not negative; 0 when all of them are
 */
export function effectiveNumber(weights: ArrayLike<number>): number {
  let sum = 0
  let squares = 0
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!
    squares += weights[i]! ** 2
  }
  return squares === 0 ? 0 : sum ** 2 / squares
}
