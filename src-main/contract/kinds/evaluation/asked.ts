/** What such a study was asked, in one short phrase. */
import { imagesAsked } from '../../studies/phrases'
import type { EvaluationPlan } from './study'

export function askedEvaluation(plan: EvaluationPlan): string {
  return imagesAsked(plan.data)
}
