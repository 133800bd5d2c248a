/**
 * Sinusoidal gratings over the whole image (neural N.3): cos(2π f x′ + φ), x′ along the direction of modulation, contrast
 * 1 in the standardised space of a population (peaks at ±1). Pixels are computed here, in double precision; who shows them
 * to neurons or to principal components is elsewhere.
 */
import { UserError } from '../contract/errors'
import { carriedCount } from '../contract/kinds/neural/carried'
import { formatNumber } from '../contract/units'
import type { ImageSpace } from '../contract/population'

/** The frequencies of N.3, cycles/degree, for an image of 36 pixels that is 67.5 degrees high. */
export const MOUSE_GRID = [0.01, 0.014, 0.02, 0.028, 0.04, 0.057, 0.08, 0.113, 0.16, 0.2, 0.25] as const

/** Over 180 degrees, the first at 0: a vertical grating, modulated along the rows. */
export const ORIENTATIONS = 8
/** Over one cycle, the first at 0. */
export const PHASES = 8
/** Gratings of one frequency: orientation by orientation, in each phase by phase. */
export const GRATINGS_PER_FREQUENCY = ORIENTATIONS * PHASES

/**
 * Share of Nyquist above which pixels no longer carry a grating (0.2 cycles/degree at 0.533 pixels/degree): what answers
 * there is not shown as tuning.
 */
const CARRIED = 0.75

/** Fewest frequencies that the pixels carry: a maximum between two others. */
const FEWEST_CARRIED = 3

/** Pixels per degree that N.3's frequencies are meant for. */
const MOUSE_PIXELS_PER_DEGREE = 36 / 67.5

/** Which frequencies are shown, and in which unit people read them. */
export interface GratingGrid {
  /** Rising, in `unit`. */
  frequencies: number[]
  unit: 'cycles/degree' | 'cycles/image'
  /** One cycle of `unit` in cycles/pixel of the shown image. */
  cyclesPerPixel: number
  /** Frequencies above it, in `unit`, alias. */
  carried: number
}

/** What decides the grid: see contract/population.ts. */
export interface GratingSpace {
  /** Null without a field of view. */
  pixelsPerDegree: number | null
  /** Side in pixels at which a square image is shown. */
  side: number
}

/**
 * The grid of a population. N.3's frequencies where they suit its pixels; for other fields of view the same, moved by whole
 * octaves so that the largest is the highest below Nyquist (our choice); without a field of view the same in cycles/image.
 * @param asked frequencies in cycles/degree, or cycles/image without a field of view; null: that grid
 * @throws UserError('usage') where a frequency lies above Nyquist or the list is no list of at least three
 */
export function gratingGrid(space: GratingSpace, asked: readonly number[] | null): GratingGrid {
  const { pixelsPerDegree, side } = space
  const unit = pixelsPerDegree === null ? 'cycles/image' : 'cycles/degree'
  const cyclesPerPixel = 1 / (pixelsPerDegree ?? side)
  const nyquist = 0.5 / cyclesPerPixel
  const frequencies = asked === null ? moved(space, nyquist) : checked(asked, nyquist, unit)
  const grid: GratingGrid = { frequencies, unit, cyclesPerPixel, carried: CARRIED * nyquist }
  const count = carriedCount(grid)
  if (count < FEWEST_CARRIED)
    throw new UserError(
      'usage',
      `Of the ${frequencies.length} frequencies the pixels carry ${count} (up to ${formatNumber(grid.carried)} ${unit}; above, gratings alias and are in no tuning): give at least ${FEWEST_CARRIED} of these.`,
    )
  return grid
}

function moved({ pixelsPerDegree, side }: GratingSpace, nyquist: number): number[] {
  const scale =
    pixelsPerDegree === null
      ? side / MOUSE_PIXELS_PER_DEGREE
      : 2 ** Math.floor(Math.log2(nyquist / MOUSE_GRID.at(-1)!))
  return MOUSE_GRID.map((frequency) => frequency * scale)
}

function checked(asked: readonly number[], nyquist: number, unit: string): number[] {
  const sorted = [...new Set(asked)].sort((a, b) => a - b)
  if (sorted.length < 3)
    throw new UserError(
      'usage',
      `${sorted.length} different frequencies are too few for a tuning curve: give at least three in ${unit}.`,
    )
  const wrong = sorted.find((frequency) => !(frequency > 0 && frequency <= nyquist))
  if (wrong !== undefined)
    throw new UserError(
      'usage',
      `Gratings of ${wrong} ${unit} cannot be shown: give frequencies above 0 and at most ${Number(nyquist.toPrecision(4))} ${unit}, the Nyquist frequency of the shown image.`,
    )
  return sorted
}

/**
 * All gratings of one frequency, float32 [64, height, width]: grating o·8 + p has orientation o·22.5° and phase p·45°.
 * @param frequency in cycles/pixel; x and y are counted from the first pixel
 */
export function gratingsOf(
  frequency: number,
  { height, width }: Pick<ImageSpace, 'height' | 'width'>,
): Float32Array {
  const plane = height * width
  const images = new Float32Array(GRATINGS_PER_FREQUENCY * plane)
  for (let o = 0; o < ORIENTATIONS; o++) {
    const angle = (Math.PI * o) / ORIENTATIONS
    const along = Math.cos(angle)
    const down = Math.sin(angle)
    for (let p = 0; p < PHASES; p++) {
      const phase = (2 * Math.PI * p) / PHASES
      const start = (o * PHASES + p) * plane
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          images[start + y * width + x] = Math.cos(2 * Math.PI * frequency * (x * along + y * down) + phase)
    }
  }
  return images
}

/**
 * How strongly a linear score follows a grating, by orientation: the amplitude of its first harmonic over phase, and its
 * mean over phase, which is what units that do not care for phase have.
 * @param scores [64], as `gratingsOf` orders them
 */
export function phaseHarmonics(scores: ArrayLike<number>): { amplitude: number[]; mean: number[] } {
  const amplitude: number[] = []
  const mean: number[] = []
  for (let o = 0; o < ORIENTATIONS; o++) {
    let [sum, real, imaginary] = [0, 0, 0]
    for (let p = 0; p < PHASES; p++) {
      const score = scores[o * PHASES + p]!
      const phase = (2 * Math.PI * p) / PHASES
      sum += score
      real += score * Math.cos(phase)
      imaginary += score * Math.sin(phase)
    }
    amplitude.push((2 / PHASES) * Math.hypot(real, imaginary))
    mean.push(sum / PHASES)
  }
  return { amplitude, mean }
}
