/** Which attack study a spectrum's perturbations can be looked at in: the one that asks the same of its models. */
import { invoke } from '../../state/api'
import type { AttackPlan } from '../../../src-main/contract/kinds/attack/study'
import type { SpectrumPlan } from '../../../src-main/contract/kinds/spectrum/study'

/** @param studies identifiers of the attack studies that have finished units */
export async function attackOf(spectrum: SpectrumPlan, studies: readonly string[]): Promise<string | null> {
  for (const id of studies) {
    const { plan } = await invoke('study.get', { study: id })
    if (plan.kind === 'attack' && holds(plan, spectrum.attack)) return id
  }
  return null
}

/** Whether an attack has the models of another and asks the same of them. */
export function holds(attack: AttackPlan, wanted: AttackPlan): boolean {
  const weights = new Set(attack.models.map((model) => model.weights))
  return (
    wanted.models.every((model) => weights.has(model.weights)) &&
    JSON.stringify({ ...attack, models: [] }) === JSON.stringify({ ...wanted, models: [] })
  )
}
