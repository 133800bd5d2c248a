/** What would become another of a population that is added again: said, so that none replaces an earlier one unseen. Pure. */
import { canonicalJson } from '../../contract/json'
import type { PopulationFile } from '../../contract/population'

type Compared = Pick<
  PopulationFile,
  'source' | 'image' | 'fieldOfView' | 'species' | 'area' | 'group' | 'neurons' | 'kind'
>

/** How sentences call what is compared; others by the name that they have in the file. */
const WORDS: Readonly<Record<string, string>> = {
  fieldOfView: 'field of view',
  'image.height': 'height of the image',
  'image.width': 'width of the image',
  'image.mean': 'pixel mean',
  'image.sd': 'pixel SD',
  'source.shown': 'images shown',
  'source.hiddenPadding': 'padding of the hidden layers',
  'source.hiddenStride': 'stride of the hidden layers',
  'source.unusual': 'options of the model',
  'source.octaves': 'spread in octaves',
  'source.output': 'output',
  'source.draw': 'way of drawing frequencies',
}

/**
 * One phrase for each thing that differs, e.g. `field of view (67.5° of its height, now 60° of its height)`.
 * @param said of species, area and group only what somebody says now; the rest of it stays as it was
 */
export function populationDifferences(
  there: Compared,
  made: Pick<Compared, 'source' | 'image' | 'fieldOfView' | 'neurons' | 'kind'>,
  said: Partial<Record<'species' | 'area' | 'group', string | undefined>>,
): string[] {
  const before: Record<string, unknown> = flat(there)
  const now: Record<string, unknown> = { ...before, ...flat({ ...there, ...made }) }
  for (const [key, value] of Object.entries(said)) if (value !== undefined) now[key] = value
  for (const key of Object.keys(before)) if (!(key in flat({ ...there, ...made }))) now[key] = undefined
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((key) => canonicalJson(before[key] ?? null) !== canonicalJson(now[key] ?? null))
    .map(
      (key) =>
        `${WORDS[key] ?? key.replace(/^source\./, '')} (${worded(before[key])}, now ${worded(now[key])})`,
    )
}

function flat({
  source,
  image,
  fieldOfView,
  species,
  area,
  group,
  neurons,
  kind,
}: Compared): Record<string, unknown> {
  const under = (name: string, part: object): [string, unknown][] =>
    Object.entries(part).map(([key, value]) => [`${name}.${key}`, value])
  return Object.fromEntries([
    ...under('source', source),
    ...under('image', image),
    ...Object.entries({ fieldOfView, species, area, group, neurons, kind }),
  ])
}

function worded(value: unknown): string {
  if (value === null || value === undefined) return 'not said'
  if (typeof value === 'object' && 'degrees' in value && 'along' in value)
    return `${String(value.degrees)}° of its ${String(value.along)}`
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
}
