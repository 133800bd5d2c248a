/** What a simulated population is made from, and the presets (methods N.8, choices of ours). */
import { UserError } from '../../contract/errors'
import { formatNumber } from '../../contract/units'
import type { FieldOfView, ImageSpace, ResponseSourceOf } from '../../contract/population'

export interface SimulationSettings {
  source: ResponseSourceOf<'simulated'>
  neurons: number
  /** Side in pixels of the square image. */
  size: number
  fieldOfView: FieldOfView
  image: ImageSpace
}

interface Preset {
  preferred: number | null
  octaves: number
  fieldOfView: number
  size: number
  species: string | null
  why: string
}

export const SIMULATION_PRESETS: Readonly<Record<string, Preset>> = {
  'mouse-like': {
    preferred: 0.04,
    octaves: 1,
    fieldOfView: 67.5,
    size: 36,
    species: 'mouse',
    why: '2.7 cycles/image, as in mouse primary visual cortex',
  },
  'macaque-like': {
    preferred: 3,
    octaves: 1,
    fieldOfView: 6.7,
    size: 128,
    species: 'macaque',
    why: '20 cycles/image, as in macaque primary visual cortex',
  },
  flat: {
    preferred: null,
    octaves: 0,
    fieldOfView: 67.5,
    size: 36,
    species: null,
    why: 'every octave that the image carries as often as the others',
  },
}

/** Preferred frequencies up to this part of Nyquist are drawn: beyond, pixels do not carry a filter. */
export const CARRIED = 0.8
/** Lowest preferred frequency of the flat population, in cycles over the image. */
export const FLAT_LOWEST = 1
/** Lowest of every population, in cycles over the image: below, a filter sees no half of a wave. */
export const LOWEST = 0.5
/** The memory that filters may take, in numbers: 2^27, half a GiB. */
const MOST_WEIGHTS = 2 ** 27

export interface SimulationRequest {
  preset?: string | undefined
  preferred?: number | undefined
  octaves?: number | undefined
  bandwidth?: number | undefined
  neurons: number
  cells: 'simple' | 'energy' | 'both'
  output: 'elu' | 'squared'
  fieldOfView?: number | undefined
  size?: number | undefined
  seed: number
}

/** @throws UserError('usage') that says what is allowed */
export function simulationSettings(request: SimulationRequest): SimulationSettings {
  const preset = presetOf(request)
  const size = request.size ?? preset.size
  const degrees = request.fieldOfView ?? preset.fieldOfView
  const preferred = request.preferred ?? preset.preferred
  const octaves = request.octaves ?? preset.octaves
  const bandwidth = request.bandwidth ?? 1.5
  if (!(degrees > 0 && degrees <= 360))
    throw new UserError(
      'usage',
      `The field of view '${degrees}' degrees is not allowed: give more than 0 and at most 360.`,
    )
  if (!(octaves >= 0 && octaves <= 4))
    throw new UserError('usage', `The spread '${octaves}' octaves is not allowed: give 0 to 4.`)
  if (!(bandwidth >= 0.5 && bandwidth <= 4))
    throw new UserError('usage', `The bandwidth '${bandwidth}' octaves is not allowed: give 0.5 to 4.`)
  const highest = highestPreferred(size, degrees)
  if (preferred !== null && !(preferred >= LOWEST / degrees && preferred < highest))
    throw new UserError(
      'usage',
      `The preferred frequency '${preferred}' cycles/degree is not allowed: an image of ${size} pixels that is ${degrees}° wide carries filters from ${formatNumber(LOWEST / degrees)} to below ${formatNumber(highest)} cycles/degree; give one of these, or more pixels with --size.`,
    )
  if (2 * request.neurons * size * size > MOST_WEIGHTS)
    throw new UserError(
      'usage',
      `${request.neurons} neurons on ${size} × ${size} pixels need ${2 * request.neurons * size * size} weights, and at most ${MOST_WEIGHTS} are held: take fewer neurons or a smaller --size.`,
    )
  return {
    source: {
      kind: 'simulated',
      preset: request.preset ?? null,
      draw: 2,
      preferred,
      octaves,
      bandwidth,
      cells: request.cells,
      output: request.output,
      seed: request.seed,
    },
    neurons: request.neurons,
    size,
    fieldOfView: { degrees, along: 'height' },
    image: { height: size, width: size, mean: 113, sd: 60 },
  }
}

/** In cycles/degree: CARRIED of Nyquist. */
export function highestPreferred(size: number, degrees: number): number {
  return (CARRIED * size) / (2 * degrees)
}

function presetOf({ preset }: SimulationRequest): Preset {
  if (preset === undefined) return SIMULATION_PRESETS['mouse-like']!
  const found = Object.hasOwn(SIMULATION_PRESETS, preset) ? SIMULATION_PRESETS[preset] : undefined
  if (found) return found
  throw new UserError(
    'usage',
    `There is no preset "${preset}": there are ${Object.keys(SIMULATION_PRESETS).join(', ')}.`,
  )
}
