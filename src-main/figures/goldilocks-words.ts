/** What stands beside a σ of a ranking, on the page and on the command line. Pure. */
import type { Goldilocks, GoldilocksCandidate } from '../contract/comparisons/goldilocks'

/** What the intervals of a ranking are made over. */
export const GOLDILOCKS_INTERVAL =
  'bootstrap over images, the same for all σ; of these trained networks, not over training seeds'

/** Of several blur families the one that a panel of a figure shows: the one of most σ. */
export function shownFamily(families: readonly Goldilocks[]): Goldilocks | null {
  return families.toSorted((a, b) => b.candidates.length - a.candidates.length)[0] ?? null
}

export function goldilocksVerdict({ behind, apart }: Pick<GoldilocksCandidate, 'behind' | 'apart'>): string {
  return behind === null ? 'highest' : apart ? 'lower' : 'cannot be told apart'
}
