/** How many training seeds a sweep should have, and why; pure, so that the sentences can be tested. */

export const RECOMMENDED_SEEDS = '0, 1, 2'
const ENOUGH = 3

/** @param count training seeds of every σ; null where they are enough */
export function seedAdvice(count: number): string | null {
  if (count >= ENOUGH) return null
  const why =
    'Recommended: three training seeds or more. The interval of f_rev is of one trained network (bootstrap over images and pairings); by how much another training would change f_rev can only be known from networks that are trained again.'
  return count === 1
    ? `${why} With one, nothing is known of it.`
    : `${why} With two, their standard deviation is hardly known: the 95 % interval of a mean is 12.7 standard errors to each side, with three 4.3.`
}
