/**
 * Between training seeds against between families (methods K.4), quantity by quantity. Only families that were
 * trained on the same images and measured under the same settings are compared: first all of them, then, where what
 * stands before the network and the recipe are the same too, those that differ in their architecture alone.
 */
import { canonicalJson } from '../../contract/json'
import { frontEndWords } from '../../studies/sweep/expand'
import { varianceComponents } from '../../statistics/variance-components'
import { mostCommon } from './summary'
import type { SeedSpread } from '../../contract/comparisons/families'
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
    const others = grouped(alike, (family) =>
      canonicalJson(CONDITIONS.map(({ of }) => of(family) ?? null)),
    ).filter((group) => group.length > 1 && group.length < alike.length)
    const found = [alike, ...others].flatMap((group) => quantities.flatMap((id) => spreadOf(group, id) ?? []))
    // Where a quantity was measured behind one front end only, all families are those of that front end.
    return found.flatMap(({ spread, compared }, i) => {
      const isTheSame = (other: Found): boolean =>
        other.spread.id === spread.id &&
        other.compared.length === compared.length &&
        other.compared.every((family) => compared.includes(family))
      return found.findIndex(isTheSame) === i ? [spread] : []
    })
  })
}

interface Found {
  spread: SeedSpread
  compared: readonly ComparedFamily[]
}

function spreadOf(families: readonly ComparedFamily[], id: string): Found | null {
  const having = families.filter(({ measured }) => (measured.get(id)?.measure.n ?? 0) > 0)
  const conditions = mostCommon(having.map(({ measured }) => measured.get(id)!.conditions ?? ''))
  const compared = having.filter(({ measured }) => (measured.get(id)!.conditions ?? '') === conditions)
  const found = varianceComponents(
    compared.map(({ measured }) => measured.get(id)!.measure.values.map(({ value }) => value)),
  )
  if (found === null) return null
  const { words, unit } = compared[0]!.measured.get(id)!.measure
  const frontEnds = new Set(compared.map(({ configuration }) => frontEndOf(configuration)))
  const spread: SeedSpread = {
    id,
    words,
    unit,
    between: differences(compared),
    frontEnd: frontEnds.size === 1 ? [...frontEnds][0]! : null,
    names: compared.map(({ name }) => name),
    families: found.groups,
    networks: found.values,
    withinSd: found.within,
    betweenSd: found.between,
    truncated: found.truncated,
    leftOut: having.filter((family) => !compared.includes(family)).map(({ name }) => name),
  }
  return { spread, compared }
}

/** What stands before the network, in words: `σ = 1`, `noise σ = 0.05`, `16 principal components`. */
function frontEndOf(configuration: StoredNetworkConfiguration): string {
  const { sigma, components = null, noise = null } = configuration
  return frontEndWords({ sigma, components, noise })
}

/**
 * What families can differ in beside their architecture: what is done to an image before the network, and how the
 * network was trained. Their classes are not here, which belong to the training images.
 */
const CONDITIONS: readonly { words: string; of: (family: ComparedFamily) => unknown }[] = [
  { words: 'σ', of: ({ configuration }) => configuration.sigma },
  { words: 'noise σ', of: ({ configuration }) => configuration.noise },
  { words: 'principal components', of: ({ configuration }) => configuration.components },
  {
    words: 'normaliser',
    of: ({ configuration: { mean, std, expandsGray } }) => ({ mean, std, expandsGray }),
  },
  { words: 'size of the input', of: ({ configuration: { size, channels } }) => ({ size, channels }) },
  { words: 'recipe', of: ({ training }) => training.recipe },
]

/** Of the network itself: what is left of a configuration. */
function architectureOf({ configuration }: ComparedFamily): unknown {
  const {
    sigma: _sigma,
    noise: _noise,
    components: _components,
    mean: _mean,
    std: _std,
    expandsGray: _gray,
    size: _size,
    channels: _channels,
    classes: _classes,
    ...architecture
  } = configuration
  return architecture
}

/** What families differ in, in words: `σ`, `architecture and σ`. */
function differences(families: readonly ComparedFamily[]): string {
  const words = [{ words: 'architecture', of: architectureOf }, ...CONDITIONS].flatMap((each) =>
    new Set(families.map((family) => canonicalJson(each.of(family) ?? null))).size > 1 ? [each.words] : [],
  )
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`
}

function grouped<T>(values: readonly T[], key: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value])
  return [...groups.values()]
}
