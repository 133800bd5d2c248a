/**
 * Between training seeds against between families (methods K.4), quantity by quantity. Only families that were
 * trained on the same images and measured under the same settings are compared: first all of them, then, where σ and
 * recipe are the same too, those that differ in their architecture alone.
 */
import { varianceComponents } from '../../statistics/variance-components'
import { mostCommon } from './summary'
import type { SeedSpread } from '../../contract/families'
import type { StoredNetworkConfiguration } from '../../contract/model'
import type { Measured } from './summary'

/** A family as far as it is compared with others. */
export interface ComparedFamily {
  name: string
  configuration: StoredNetworkConfiguration
  training: { images: string; recipe: string }
  /** By id of the quantity. */
  measured: ReadonlyMap<string, Measured>
}

/** @param quantities in the order in which they are shown */
export function spreadsOf(families: readonly ComparedFamily[], quantities: readonly string[]): SeedSpread[] {
  const byImages = grouped(families, ({ training }) => training.images)
  return byImages.flatMap((alike) => {
    const frontEnds = grouped(alike, ({ configuration: { sigma, components }, training }) =>
      JSON.stringify([sigma, components ?? null, training.recipe]),
    ).filter((group) => group.length > 1 && group.length < alike.length)
    return [alike, ...frontEnds].flatMap((group) => quantities.flatMap((id) => spreadOf(group, id) ?? []))
  })
}

function spreadOf(families: readonly ComparedFamily[], id: string): SeedSpread | null {
  const having = families.filter(({ measured }) => (measured.get(id)?.measure.n ?? 0) > 0)
  const conditions = mostCommon(having.map(({ measured }) => measured.get(id)!.conditions ?? ''))
  const compared = having.filter(({ measured }) => (measured.get(id)!.conditions ?? '') === conditions)
  const found = varianceComponents(
    compared.map(({ measured }) => measured.get(id)!.measure.values.map(({ value }) => value)),
  )
  if (found === null) return null
  const { words, unit } = compared[0]!.measured.get(id)!.measure
  return {
    id,
    words,
    unit,
    between: differences(compared),
    families: found.groups,
    networks: found.values,
    withinSd: found.within,
    betweenSd: found.between,
    truncated: found.truncated,
    leftOut: having.filter((family) => !compared.includes(family)).map(({ name }) => name),
  }
}

/** What families differ in, in words: `σ`, `architecture and σ`. */
function differences(families: readonly ComparedFamily[]): string {
  const several = (of: (family: ComparedFamily) => unknown): boolean =>
    new Set(families.map((family) => JSON.stringify(of(family)))).size > 1
  const words = [
    ...(several(({ configuration: { sigma: _sigma, components: _components, ...rest } }) => rest)
      ? ['architecture']
      : []),
    ...(several(({ configuration }) => configuration.sigma) ? ['σ'] : []),
    ...(several(({ configuration }) => configuration.components ?? null) ? ['principal components'] : []),
    ...(several(({ training }) => training.recipe) ? ['recipe'] : []),
  ]
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`
}

function grouped<T>(values: readonly T[], key: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value])
  return [...groups.values()]
}
