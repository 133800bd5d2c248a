/** What a ranking of σ comes to, in words. Pure. */
import { formatPercent, percentNumber } from '../../statistics/number-with-interval'
import type { GoldilocksCandidate } from '../../contract/comparisons/goldilocks'

/** @param candidates ascending σ, one of them the highest */
export function goldilocksSentence(candidates: readonly GoldilocksCandidate[], images: number): string {
  const best = candidates.find(({ behind }) => behind === null)!
  const close = candidates.filter(({ behind, apart }) => behind !== null && !apart)
  const highest = `σ = ${best.sigma} px has the highest mean accuracy under corruptions of these ${candidates.length} σ: ${formatPercent(best)} on ${images} images`
  if (close.length === 0) return `${highest}; every other σ is lower.`
  const each = close.map(({ sigma, behind }) => `σ = ${sigma} px (${percentNumber(behind!)} points lower)`)
  const words = each.length === 1 ? each[0]! : `${each.slice(0, -1).join(', ')} and ${each.at(-1)!}`
  return `${highest}. It cannot be told apart from ${words} with these images.`
}
