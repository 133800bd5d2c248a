/**
 * Under which settings a study measured: everything of its plan but which models, and what changes no more than
 * rounding. Numbers of two studies may be averaged where these are the same.
 */
import { canonicalJson } from '../../contract/json'
import { sha256 } from '../../project/keys'
import type { Plan } from '../../contract/plans'

export function measuringConditions(plan: Exclude<Plan, { kind: 'sweep' }>): string {
  return sha256(canonicalJson(settingsOf(plan))).slice(0, 16)
}

function settingsOf(plan: Exclude<Plan, { kind: 'sweep' }>): unknown {
  const { models: _models, device: _device, ...rest } = plan
  if (rest.kind === 'attack') return { ...rest, settings: { ...rest.settings, batchSize: undefined } }
  if (rest.kind === 'spectrum') return { ...rest, attack: settingsOf(rest.attack) }
  return { ...rest, batchSize: undefined }
}
