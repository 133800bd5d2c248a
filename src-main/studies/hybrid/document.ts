/** Hybrid images as a document for scripts and as a table for people. */
import { NOT_OF_TRAINING } from '../../contract/interval-words'
import { refinementSentence } from '../../contract/kinds/hybrid/refinement-words'
import { resampledWords } from '../../contract/kinds/hybrid/resampled'
import { resolutionWords } from '../../figures/resolution'
import { reversalSentence } from '../../figures/reversal-words'
import { formatInterval, formatPercent } from '../../statistics/number-with-interval'
import { imagesLines, table, weightsCell } from '../document/text'
import type { HybridResult } from '../../contract/kinds/hybrid/study'

/** What an interval of f_rev covers, and what it does not. */
export function reversalInterval({ models }: Pick<HybridResult, 'models'>): string {
  return `of this trained network; bootstrap over ${resampledWords(models.map(({ seeds }) => seeds))}. ${NOT_OF_TRAINING}`
}

export function hybridDocument(result: HybridResult): Record<string, unknown> {
  const { study, which, models, missing } = result
  return { study, which, models, missing, interval: `f_rev: ${reversalInterval(result)}` }
}

export function hybridTable(result: HybridResult): string {
  const rows = result.models.map((model) => [
    model.id,
    weightsCell(model),
    `${model.sigma ?? 'none'}`,
    formatInterval(model.f_rev),
    resolutionWords(model.f_rev) ?? '–',
    formatPercent({ value: model.p_other_at_reversal }),
  ])
  const sentences = result.models.flatMap(({ id, f_rev }) => {
    const said = [reversalSentence(f_rev), refinementSentence(f_rev)].filter((each) => each !== null)
    return said.map((sentence) => `\n${id}: ${sentence}`)
  })
  const missing = result.missing.length === 0 ? '' : `\nNot finished: ${result.missing.join(', ')}`
  return `${table(['model', 'weights', 'σ (pixels)', 'f_rev (of Nyquist) [95 %]', 'resolved', 'p_other at f_rev'], rows)}\n\n[95 %] of f_rev: ${reversalInterval(result)}.${sentences.join('')}${missing}${imagesLines(result.which)}`
}
