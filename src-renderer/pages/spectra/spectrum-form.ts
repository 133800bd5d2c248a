/** The form of a new spectrum study: it asks for the perturbations of an attack study, of all of its models. Pure. */
import type { Plan, RequestInputOf, StudyRequest } from '../../../src-main/contract/plans'

/**
 * @param copied what the study asked that the form is opened with: of the same perturbations its models, and its thresholds
 * @throws Error for a study of another kind
 */
export function spectrumRequestOf(
  attack: string,
  plan: Plan,
  copied: StudyRequest | null = null,
): RequestInputOf<'spectrum'> {
  if (plan.kind !== 'attack') throw new Error(`The study "${attack}" is not an attack study.`)
  const all = plan.models.map(({ id }) => id)
  if (copied?.kind !== 'spectrum') return { kind: 'spectrum', models: all, attack }
  const { points } = copied
  return { kind: 'spectrum', models: copied.attack === attack ? copied.models : all, attack, points }
}
