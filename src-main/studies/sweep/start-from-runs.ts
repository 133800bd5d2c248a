/** What the runs of a sweep have of the model that they go on from (methods B.4): in their tasks, and in their keys. */
import { imageCount } from '../study'
import type { JsonObject } from '../../contract/json'
import type { StartFrom } from '../../contract/kinds/sweep/start-from'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { WeightsChoice } from '../../contract/model'
import type { Facts } from '../study'

/** Over which images running statistics are found anew; null: those of the training stay. */
export function reestimation({
  from,
  recipe,
  train,
}: SweepPlan): { count: number; batchSize: number } | null {
  if (from?.reestimate === undefined) return null
  const learnt = Math.round(imageCount(train) * (1 - recipe.validationFraction))
  return { count: Math.min(from.reestimate, learnt), batchSize: recipe.microBatch ?? recipe.batchSize }
}

/** What about the change of a last layer decides the weights: not why it is new. */
export function readOutKey({ readOut }: StartFrom): JsonObject {
  return readOut.kind === 'reordered' ? { kind: readOut.kind, order: readOut.order } : { kind: readOut.kind }
}

/** The weights that every run begins with; the job checks their hash. */
export function sourceWeights({ model, weights }: StartFrom, facts: Facts): WeightsChoice {
  const file = facts.models.get(model)
  if (!file) throw new Error(`The model "${model}" was not looked up.`)
  return { path: facts.weightsPath(file), hash: weights, configuration: file.configuration }
}
