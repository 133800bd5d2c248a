/** Why an f_rev stands without an interval, wherever it stands: on figures, in tables, in the window. */
import { formatCount } from './numbers'
import type { Reversal } from '../contract/kinds/hybrid/study'

/** One sentence; null where there is an interval, or no f_rev (then its own sentence says why). */
export function withoutIntervalWords(
  reversal: Pick<
    Reversal,
    'value' | 'low' | 'high' | 'withoutCrossing' | 'resamples' | 'intervalRemark'
  > | null,
): string | null {
  if (reversal === null || reversal.value === null) return null
  if (reversal.low !== null && reversal.high !== null) return null
  const { withoutCrossing, resamples, intervalRemark } = reversal
  if (intervalRemark !== null) return intervalRemark
  return `f_rev has no interval: ${(withoutCrossing * 100).toFixed(1)} % of ${formatCount(resamples)} bootstrap resamples had no single crossing.`
}

/** What has to be said of an f_rev: why it is not there, why its interval is not, or how often it covers. Null: nothing. */
export function reversalSentence(reversal: Reversal | null): string | null {
  return reversal?.sentence ?? withoutIntervalWords(reversal) ?? reversal?.intervalRemark ?? null
}
