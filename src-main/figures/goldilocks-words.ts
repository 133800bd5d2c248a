/** What stands beside a σ of a ranking, on the page and on the command line. Pure. */
import type { GoldilocksCandidate } from '../contract/goldilocks'

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
