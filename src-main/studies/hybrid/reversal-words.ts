/** Why a curve has no single f_rev (methods C.5), in the sentence that is stored and shown with it. */
import { formatNumber } from '../../contract/units'
import type { NoCrossing, Verdict } from '../../frequency/reversal'

/** One sentence; null where there is an f_rev. */
export function verdictWords(verdict: Verdict): string | null {
  switch (verdict.kind) {
    case 'crossing':
      return null
    case 'several':
      return `p_low − p_high changes its sign ${verdict.values.length} times, at f_mix = ${listed(verdict.values)} of Nyquist: there is no single reversal frequency.`
    case 'none':
      return noneWords(verdict)
  }
}

function noneWords(none: NoCrossing): string {
  if (none.curve === 'falls')
    return `p_low falls below p_high at f_mix = ${formatNumber(none.at)} of Nyquist and never rises above it: there is no reversal frequency.`
  // Chosen frequencies are shown as they were chosen (1, not 1.00).
  const [first, last] = [String(none.from), String(none.to)]
  switch (none.curve) {
    case 'equal':
      return `p_low equals p_high at every measured f_mix, from ${first} to ${last} of Nyquist: there is no reversal frequency.`
    case 'below until the last':
      return `p_low reaches p_high only at f_mix = ${last} of Nyquist, where the measurement ends, and is never above it: there is no reversal frequency.`
    case 'below':
      return `p_low stays below p_high up to f_mix = ${last} of Nyquist: there is no reversal frequency in the measured range.`
    case 'above from the first':
      return `p_low equals p_high at f_mix = ${first} of Nyquist, where the measurement begins, and is never below it: there is no reversal frequency.`
    case 'above':
      return `p_low stays above p_high down to f_mix = ${first} of Nyquist: there is no reversal frequency in the measured range.`
  }
}

function listed(values: readonly number[]): string {
  const words = values.map((value) => formatNumber(value))
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]!}`
}
