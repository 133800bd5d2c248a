/**
 * Images whose answer no program can be held to: the two largest logits are so near to each other that rounding
 * decides which is larger. Counted by looking at the logits, never exempted by number.
 */

/** Logits of two programs or processors agree within this, relative to the largest (test/networks/resnet20.test.ts). */
const ROUNDING = 1e-5

/**
 * @param logits [n, classes] in row-major order
 * @returns of how many images rounding may change the answer
 */
export function undecided(logits: ArrayLike<number>, classes: number): number {
  let count = 0
  for (let start = 0; start < logits.length; start += classes) {
    const row = Array.from({ length: classes }, (_, i) => logits[start + i]!)
    const [first, second] = row.toSorted((a, b) => b - a) as [number, number]
    // Each of the two may move by the rounding.
    if (first - second <= 2 * ROUNDING * Math.max(...row.map(Math.abs))) count++
  }
  return count
}
