/** What such a study was asked, in one short phrase. */
import { imagesAsked, phrases } from '../../studies/phrases'
import type { FilterPlan } from './study'

export function askedFilter(plan: FilterPlan): string {
  return phrases(
    imagesAsked(plan.data),
    `${plan.filters.join(' and ')} at ${plan.cutOffs.values.length} cut-offs`,
    plan.naturalness === null ? null : 'naturalness',
  )
}
