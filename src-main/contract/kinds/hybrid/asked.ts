/** What such a study was asked, in one short phrase. */
import { imagesAsked, numbered, phrases } from '../../studies/phrases'
import { plannedGridWords } from './refinement-words'
import type { HybridPlan } from './study'

export function askedHybrid(plan: HybridPlan): string {
  return phrases(
    plan.pairing.kind === 'listed'
      ? `${plan.pairing.pairs.low.length} listed pairs`
      : `${imagesAsked(plan.data)}, pairing ${numbered('seed', plan.pairing.seeds)}`,
    plannedGridWords(plan.fMix),
  )
}
