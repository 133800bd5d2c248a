/** What the bootstrap of f_rev draws with replacement (methods C.5): with one pairing only the images vary. */

/** @param pairings of each number that the words stand beside: how many seeds, 1 for a list of pairs */
export function resampledWords(pairings: readonly number[]): string {
  if (pairings.every((count) => count > 1)) return 'images and pairings'
  return pairings.some((count) => count > 1)
    ? 'images, and over pairings where there are several'
    : 'images of one pairing'
}
