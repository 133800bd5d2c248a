/**
 * The units of a simulated population, drawn from its settings (methods N.8): for each its preferred frequency, orientation,
 * phase, place, and whether it is a simple or an energy cell. The same settings give the same units.
 */
import { generator } from '../../random/generator'
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

/** How often a preferred frequency is drawn anew on its side of the median before the median stands in. */
const MOST_DRAWS = 1000

/**
 * For each unit −1 (below the median), 1 (above) or 0: as many below as above, and one or two at it, so that the median of the
 * units is the stated one, whatever the pixels cut off on one side.
 */
function sidesOfMedian(neurons: number, seed: number): Int8Array {
  const order = generator(seed, 'simulated population', 'side of the median').permutation(neurons)
  const below = Math.floor((neurons - 1) / 2)
  return Int8Array.from(order, (place) => (place < below ? -1 : place < neurons - below ? 0 : 1))
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
  const sides = sidesOfMedian(neurons, seed)
  const frequency = (unit: number): number => {
    if (preferred === null) return lowest * (highest / lowest) ** streams.frequency.uniform()
    if (sides[unit] === 0) return preferred
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const value = preferred * 2 ** (octaves * sides[unit]! * Math.abs(streams.frequency.normal()))
      // What pixels cannot carry, and what is no wave within the image, is drawn again, on the same side of the median.
      if (value <= highest && value >= LOWEST / fieldOfView.degrees) return value
    }
    return preferred
  }
  const data = new Float32Array(neurons * UNIT_COLUMNS.length)
  for (let unit = 0; unit < neurons; unit++) {
    const isEnergy = cells === 'both' ? streams.cells.uniform() < 0.5 : cells === 'energy'
    data.set(
      [
        frequency(unit),
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
