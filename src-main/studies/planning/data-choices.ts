/** Which images a study reads, whatever its kind. */
import type { DataChoice } from '../../contract/choices'
import type { Plan } from '../../contract/plans'

/** The images that a plan reads. */
export function dataChoices(plan: Plan): DataChoice[] {
  if (plan.kind === 'sweep') return plan.test ? [plan.train, plan.test] : [plan.train]
  return [plan.data]
}
