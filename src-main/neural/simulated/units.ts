/**
 * The units of a simulated population, drawn from its settings (methods N.8): for each its preferred frequency, orientation,
 * phase, place, and whether it is a simple or an energy cell. The same settings give the same units.
 */
import { generator } from '../../random/generator'
import { percentile } from '../../statistics/percentile'
import { FLAT_LOWEST, LOWEST, highestPreferred } from './settings'
import type { SimulationSettings } from './settings'
import type { StateDictionary } from '../../checkpoints/state-dictionary'

/** Columns of `units` [neurons, 7]. */
export const UNIT_COLUMNS = [
  'frequency', // cycles/degree
  'orientation', // radians, 0 … π, of the direction of modulation, from the horizontal
  'phase', // radians
  'x', // of the image's width, 0 … 1
  'y', // of the image's height, 0 … 1
  'energy', // 1: an energy cell, 0: a simple cell
  'bandwidth', // octaves
] as const

/** How often a preferred frequency is drawn anew before the median stands in. */
const MOST_DRAWS = 1000

/** Median preferred frequency of drawn units, cycles/degree. */
export function medianFrequency(state: StateDictionary): number {
  const { data, shape } = state.get('units')!
  const [neurons, columns] = shape as [number, number]
  return percentile(Float64Array.from({ length: neurons }, (_, unit) => data[unit * columns]!).sort(), 0.5)
}

/** One tensor, `units` [neurons, 7]. */
export function drawUnits({ source, neurons, size, fieldOfView }: SimulationSettings): StateDictionary {
  const { seed, preferred, octaves, bandwidth, cells } = source
  const streams = {
    frequency: generator(seed, 'simulated population', 'frequency'),
    orientation: generator(seed, 'simulated population', 'orientation'),
    phase: generator(seed, 'simulated population', 'phase'),
    place: generator(seed, 'simulated population', 'place'),
    cells: generator(seed, 'simulated population', 'cells'),
  }
  const highest = highestPreferred(size, fieldOfView.degrees)
  const lowest = FLAT_LOWEST / fieldOfView.degrees
  const frequency = (): number => {
    if (preferred === null) return lowest * (highest / lowest) ** streams.frequency.uniform()
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const value = preferred * 2 ** (octaves * streams.frequency.normal())
      // What pixels cannot carry, and what is no wave within the image, is drawn again.
      if (value <= highest && value >= LOWEST / fieldOfView.degrees) return value
    }
    return Math.min(highest, preferred)
  }
  const data = new Float32Array(neurons * UNIT_COLUMNS.length)
  for (let unit = 0; unit < neurons; unit++) {
    const isEnergy = cells === 'both' ? streams.cells.uniform() < 0.5 : cells === 'energy'
    data.set(
      [
        frequency(),
        Math.PI * streams.orientation.uniform(),
        2 * Math.PI * streams.phase.uniform(),
        streams.place.uniform(),
        streams.place.uniform(),
        isEnergy ? 1 : 0,
        bandwidth,
      ],
      unit * UNIT_COLUMNS.length,
    )
  }
  return new Map([['units', { shape: [neurons, UNIT_COLUMNS.length], dtype: 'float32', data }]])
}
