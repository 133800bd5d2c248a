/** The form of a new spectrum study: it asks for the perturbations of an attack study, of all of its models. Pure. */
import type { Plan, RequestInputOf } from '../../../src-main/contract/plans'

/** @throws Error for a study of another kind */
export function spectrumRequestOf(attack: string, plan: Plan): RequestInputOf<'spectrum'> {
  if (plan.kind !== 'attack') throw new Error(`The study "${attack}" is not an attack study.`)
  return { kind: 'spectrum', models: plan.models.map(({ id }) => id), attack }
}
