/**
 * Models in the fewest words that tell them from their neighbours in a list of answers. Pure.
 */
import type { ModelFile } from '../contract/model'

/**
 * E.g. `baseline`, `σ = 1.5`, with the training seed where several of these models have the same σ; their own names in
 * every other group. A model that is gone is called by its identifier.
 */
export function nameModels(
  ids: readonly string[],
  models: readonly ModelFile[],
): ReadonlyMap<string, string> {
  const found = ids.map((id) => [id, models.find((model) => model.id === id)] as const)
  const short = found.map(([id, model]) => shortName(model) ?? model?.name ?? id)
  return new Map(
    found.map(([id, model], i) => {
      const name = short[i]!
      const alone = short.filter((other) => other === name).length === 1
      return [
        id,
        alone || model?.provenance.kind !== 'trained'
          ? name
          : `${name}, training seed ${model.provenance.seed}`,
      ]
    }),
  )
}

function shortName(model: ModelFile | undefined): string | null {
  if (model?.group === 'baseline') return 'baseline'
  if (model?.group === 'blur' && model.configuration.sigma !== null) return `σ = ${model.configuration.sigma}`
  return null
}
