/** What stands beside a σ of a ranking, on the page and on the command line. Pure. */
import type { Goldilocks, GoldilocksCandidate } from '../contract/goldilocks'

/** Of several blur families the one that a panel of a figure shows: the one of most σ. */
export function shownFamily(families: readonly Goldilocks[]): Goldilocks | null {
  return families.toSorted((a, b) => b.candidates.length - a.candidates.length)[0] ?? null
}

/** `61.2 [60.1, 62.3]`, in per cent. */
export function goldilocksPercent({
  value,
  low,
  high,
}: {
  value: number
  low: number
  high: number
}): string {
  const text = (share: number): string => (100 * share).toFixed(1)
  return `${text(value)} [${text(low)}, ${text(high)}]`
}

export function goldilocksVerdict({ behind, apart }: Pick<GoldilocksCandidate, 'behind' | 'apart'>): string {
  return behind === null ? 'highest' : apart ? 'lower' : 'cannot be told apart'
}
