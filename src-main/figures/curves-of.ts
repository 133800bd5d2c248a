/**
 * The results of a hybrid study with what figures need to know of the models beside them. Pure.
 */
import { nameModels } from './model-words'
import type { ModelFile } from '../contract/model'
import type { HybridModelResult } from '../contract/kinds/hybrid/study'
import type { Viewing } from '../contract/units'
import type { DifferenceCurve } from './difference-curves'

/** In the order of blur, no blur first; models that are gone keep their identifier as a name. */
export function curvesOf(
  results: readonly HybridModelResult[],
  models: readonly ModelFile[],
  viewing: Viewing,
): DifferenceCurve[] {
  const names = nameModels(
    results.map(({ id }) => id),
    models,
  )
  return results
    .map((result) => {
      const model = models.find(({ id }) => id === result.id)
      return {
        name: names.get(result.id) ?? result.id,
        group: model?.group ?? (result.sigma === null ? 'other' : 'blur'),
        viewing,
        result,
      }
    })
    .sort((a, b) => (a.result.sigma ?? 0) - (b.result.sigma ?? 0))
}
