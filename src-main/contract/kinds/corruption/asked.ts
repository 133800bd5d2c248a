/** What such a study was asked, in one short phrase. */
import { imagesAsked, numbered, phrases } from '../../studies/phrases'
import type { CorruptionPlan } from './study'

export function askedCorruption(plan: CorruptionPlan): string {
  return phrases(
    imagesAsked(plan.data),
    plan.types.length <= 3 ? plan.types.join(', ') : `${plan.types.length} types`,
    numbered(plan.severities.length === 1 ? 'severity' : 'severities', plan.severities, ''),
    plan.precision === undefined ? null : `each cell until ± ${plan.precision} points`,
    plan.source.kind === 'official' ? 'official files' : `corruption seed ${plan.source.seed}`,
  )
}
