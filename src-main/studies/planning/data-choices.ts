/** Which images a study reads, whatever its kind. */
import type { DataChoice } from '../../contract/studies/choices'
import type { Plan } from '../../contract/plans'

/** The images that a plan reads. */
export function dataChoices(plan: Plan): DataChoice[] {
  if (plan.kind === 'sweep') {
    const shown = plan.neural?.shown ?? null
    return [plan.train, ...(plan.test ? [plan.test] : []), ...(shown ? [shown] : [])]
  }
  return plan.data === null ? [] : [plan.data]
}
