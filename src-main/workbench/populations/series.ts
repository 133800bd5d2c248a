/**
 * Simulated populations that differ in their preferred frequency only: what is swept to ask whether the reversal frequency
 * of networks follows the neurons that they are drawn to (methods N.8).
 */
import { UserError } from '../../contract/errors'
import { canonicalJson } from '../../contract/json'
import { groupOfDrawn } from '../../contract/population-group'
import { simulationSettings } from '../../neural/simulated/settings'
import { simulatePopulation } from './service'
import type { CheckedInput } from '../../contract/methods'
import type { PopulationFile } from '../../contract/population'
import type { Desk } from '../desk'

/** Neurons where nothing is said: as of `neural simulate`. */
const NEURONS = 2000
/** As `population.simulate` allows. */
const LONGEST_NAME = 120

export async function populationSeries(
  desk: Desk,
  { like, preferred }: CheckedInput<'population.series'>,
): Promise<PopulationFile[]> {
  const twice = preferred.find((value, i) => preferred.indexOf(value) !== i)
  if (twice !== undefined)
    throw new UserError('usage', `The preferred frequency ${twice} is named twice: name each once.`)
  const { populations } = desk.open.project
  const base = like === undefined ? null : await populations.find(like)
  const settings = base === null ? MOUSE_LIKE : settingsOf(base)
  const { species, area, name } = base ?? MOUSE_ABOUT
  // All are refused before one is made.
  for (const value of preferred) simulationSettings({ ...settings, preferred: value })
  const made: PopulationFile[] = []
  for (const value of preferred) {
    // One of an older version has another median than it says, and does not belong with these.
    const there =
      base?.source.kind === 'simulated' && base.source.draw === 2 && base.source.preferred === value
        ? base
        : null
    made.push(
      there ??
        (await found(desk, { ...settings, preferred: value })) ??
        (await simulatePopulation(desk, {
          ...settings,
          preferred: value,
          name: `${name} at ${value} cpd`.slice(-LONGEST_NAME),
          ...(species === null ? {} : { species }),
          ...(area === null ? {} : { area }),
          ...(base === null ? {} : { group: groupOfDrawn(base) }),
        })),
    )
  }
  return made
}

type Settings = Omit<CheckedInput<'population.simulate'>, 'preset' | 'preferred'>

const MOUSE_LIKE: Settings = {
  ...{ octaves: 1, bandwidth: 1.5, neurons: NEURONS, cells: 'both', output: 'elu' },
  ...{ fieldOfView: 67.5, size: 36, seed: 0 },
}
const MOUSE_ABOUT = { name: 'mouse-like', species: 'mouse', area: null }

/** What a simulated population was made with. @throws UserError('usage') for any other */
function settingsOf({ id, kind, source, neurons, image, fieldOfView }: PopulationFile): Settings {
  if (source.kind !== 'simulated' || fieldOfView === null)
    throw new UserError(
      'usage',
      `"${id}" is ${kind === 'recorded' ? 'a recording' : 'a predictive model'}, whose preferred frequency cannot be chosen: name a simulated population, or none for the mouse-like one.`,
    )
  if (source.preferred === null)
    throw new UserError(
      'usage',
      `"${id}" is flat and has no preferred frequency that could be swept: name another simulated population, or none for the mouse-like one.`,
    )
  const { octaves, bandwidth, cells, output, seed } = source
  return {
    ...{ octaves, bandwidth, neurons, cells, output, seed },
    ...{ fieldOfView: fieldOfView.degrees, size: image.height },
  }
}

/** One that was made with the same settings before. */
async function found(desk: Desk, settings: Settings & { preferred: number }): Promise<PopulationFile | null> {
  const { source, neurons, image, fieldOfView } = simulationSettings(settings)
  const wanted = canonicalJson({ source, neurons, image, fieldOfView })
  const all = await desk.open.project.populations.list()
  return (
    all.find(
      (each) =>
        canonicalJson({
          source: each.source.kind === 'simulated' ? { ...each.source, preset: null } : each.source,
          ...{ neurons: each.neurons, image: each.image, fieldOfView: each.fieldOfView },
        }) === wanted,
    ) ?? null
  )
}
