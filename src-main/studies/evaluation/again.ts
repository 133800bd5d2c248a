/** From a plan of clean accuracy back to what was asked. */
import { USUAL_IMAGES } from '../../contract/kinds/evaluation/study'
import { measuredAgain } from '../again/again'
import type { EvaluationPlan } from '../../contract/kinds/evaluation/study'
import type { Again, Known } from '../again/again'

export function evaluationAgain(plan: EvaluationPlan, known: Known): Again<'evaluation'> {
  const { batchSize, device } = plan
  return {
    request: { kind: 'evaluation', ...measuredAgain(plan, USUAL_IMAGES, known), batchSize, device },
    lost: [],
  }
}
