/**
 * What the Map shows of a model: its place on the two axes, each with its interval, in the units of the axes.
 */
import type { FrequencyUnit, Viewing } from '../contract/units'
import type { MapPoint } from '../contract/map-point'
import { inUnit, pixelsInUnit } from './axes'
import type { Appearance } from './figure'
import {
  DEFAULT_FREQUENCY,
  DEFAULT_MEASURE,
  MAP_FREQUENCIES,
  highestFrequency,
  mapMeasures,
} from './map-measures'
import type { MapMeasure } from './map-measure'
import type { MapFrequency } from './map-measures'
import { reversalSentence } from './reversal-words'
import type { Interval } from '../statistics/number-with-interval'

export interface MapOptions extends Appearance {
  /** That all points were measured on, for the caption and the table; absent: they may be of several. */
  dataSet?: { id: string; name: string } | undefined
  /** Identifier of a measure of `mapMeasures`; clean accuracy unless told. */
  measure?: string | undefined
  /** Identifier of a frequency of MAP_FREQUENCIES; f_rev unless told. */
  frequency?: string | undefined
  /** Of the horizontal axis; 'fraction of Nyquist' unless told. */
  unit?: FrequencyUnit | undefined
  /** Of the project, in degrees of visual angle. */
  fieldOfView?: number | undefined
  /** Identifier of a model to put a ring around. */
  selected?: string | null | undefined
  /** 95 % ellipses instead of bars where both axes have intervals; false unless told. */
  ellipses?: boolean | undefined
  /** Means of the groups with 95 % t-intervals over models; false unless told. */
  groupMeans?: boolean | undefined
  /** Models of the σ that is the highest under corruptions, those that cannot be told apart from it, and both in a sentence. */
  goldilocks?: { highest: string[]; alike: string[]; sentence: string } | undefined
  /** Names beside the markers; true unless told. */
  labels?: boolean | undefined
  /** A logarithmic vertical axis, where the measure has one; false unless told. */
  logarithmic?: boolean | undefined
  /** Also a curve through exactly three σ, which determine it; false unless told. */
  exactCurve?: boolean | undefined
  /** Networks that differ in their training seed only as one marker with its SD, and small; false unless told. */
  families?: boolean | undefined
}

/** A model that has a place on the axes, in their units. */
export interface Placed {
  point: MapPoint
  x: Interval
  y: Interval
}

/** What the axes show; RangeError for a name that is none of ours. */
export function axesOf(
  points: readonly MapPoint[],
  options: MapOptions,
): { measure: MapMeasure; frequency: MapFrequency } {
  const { measure: y = DEFAULT_MEASURE, frequency: x = DEFAULT_FREQUENCY } = options
  const measure = mapMeasures(points).find(({ id }) => id === y)
  const frequency = MAP_FREQUENCIES.find(({ id }) => id === x)
  if (!measure || !frequency) throw new RangeError(`no axis "${measure ? x : y}" on the Map`)
  return { measure, frequency }
}

/** Every model that has both numbers, in the order given. */
export function place(points: readonly MapPoint[], options: MapOptions): Placed[] {
  const { unit = 'fraction of Nyquist' } = options
  const { measure, frequency } = axesOf(points, options)
  const placed: Placed[] = []
  for (const point of points) {
    const x = frequencyOf(point, frequency, unit, viewingOf(point, options))
    const y = measure.of(point)
    if (x !== null && y !== null && hasPlace(x) && hasPlace(y))
      placed.push({ point, x: ended(x), y: ended(y) })
  }
  return placed
}

/** Whether a value is a number; a frequency that no image can have is none (axes.ts). */
export function hasPlace({ value }: Interval): boolean {
  return Number.isFinite(value)
}

/** An end that is no number is an end that is not known. */
function ended({ value, low, high }: Interval): Interval {
  const at = (end: number | null): number | null => (end !== null && Number.isFinite(end) ? end : null)
  return { value, low: at(low), high: at(high) }
}

export function viewingOf(point: MapPoint, { fieldOfView }: Pick<MapOptions, 'fieldOfView'>): Viewing {
  return { side: point.size, fieldOfView }
}

/** In the unit asked for; null where the model has none. */
export function frequencyOf(
  point: MapPoint,
  frequency: MapFrequency,
  unit: FrequencyUnit,
  viewing: Viewing,
): Interval | null {
  const found = frequency.found(point)
  if (found === null || found.value === null) return null
  const convert = (value: number): number =>
    found.unit === 'fraction of Nyquist' ? inUnit(value, unit, viewing) : pixelsInUnit(value, unit, viewing)
  const at = (value: number | null): number | null => (value === null ? null : convert(value))
  return { value: convert(found.value), low: at(found.low), high: at(found.high) }
}

/** The highest frequency that the model's images allow, in the unit of the axis. */
export function highestOf(point: MapPoint, frequency: MapFrequency, options: MapOptions): number {
  const { unit = 'fraction of Nyquist' } = options
  const convert = frequency.norm === null ? inUnit : pixelsInUnit
  return convert(highestFrequency(frequency), unit, viewingOf(point, options))
}

/** Why the frequency of a model has no interval, or how often that of few images covers, a sentence; null: nothing to say. */
export function certaintyOf(point: MapPoint, { norm, id }: MapFrequency): string | null {
  if (norm === null) return point.f_rev?.value == null ? null : reversalSentence(point.f_rev)
  const found = point.f_half[norm]
  // The estimator that takes each image alike has no remark of its own.
  return found?.value == null || id.startsWith('f_half-each') ? null : found.intervalRemark
}

/** Why a measured model has no such frequency; null when nobody has measured it. */
export function sentenceOf(point: MapPoint, { norm, found: of }: MapFrequency): string | null {
  const found = of(point)
  if (found === null) return null
  return found.sentence ?? (norm === null ? 'there is no reversal frequency.' : 'there is no f_0.5.')
}
