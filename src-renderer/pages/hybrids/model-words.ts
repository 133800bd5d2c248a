/**
 * A model in the fewest words that tell it from its neighbours in a list of answers. Pure.
 */
import type { ModelFile } from '../../../src-main/contract/model'

/** E.g. `σ = 1.5, seed 3`, `baseline, seed 0`; its own name in every group but these two. */
export function modelWords(model: ModelFile | undefined, id: string): string {
  if (!model) return id
  const { group, configuration, provenance } = model
  if (group === 'baseline') return `baseline, seed ${provenance.seed}`
  if (group === 'blur' && configuration.sigma !== null)
    return `σ = ${configuration.sigma}, seed ${provenance.seed}`
  return model.name
}
