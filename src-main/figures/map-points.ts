/**
 * What the Map shows of a model: its place on the two axes, each with its interval, in the units of the axes.
 */
import type { FrequencyUnit, Viewing } from '../contract/units'
import type { MapPoint } from '../contract/window'
import { inUnit } from './axes'
import type { Appearance } from './figure'
import type { Interval } from './numbers'

/** What robustness, or whatever else, the vertical axis shows. */
export const MAP_MEASURES = ['accuracy', 'confidence', 'p_other'] as const
export type MapMeasure = (typeof MAP_MEASURES)[number]

export interface MapOptions extends Appearance {
  measure?: MapMeasure | undefined
  /** Of the horizontal axis; 'fraction of Nyquist' unless told. */
  unit?: FrequencyUnit | undefined
  /** Of the project, in degrees of visual angle. */
  fieldOfView?: number | undefined
  /** Identifier of a model to put a ring around. */
  selected?: string | null | undefined
  /** Names beside the markers; true unless told. */
  labels?: boolean | undefined
}

/** A model that has a place on the axes; y in percent, x in the unit of the axis. */
export interface Placed {
  point: MapPoint
  x: Interval
  y: Interval
}

/** Every model that has both numbers, in the order given. */
export function place(points: readonly MapPoint[], options: MapOptions): Placed[] {
  const { measure = 'accuracy', unit = 'fraction of Nyquist' } = options
  const placed: Placed[] = []
  for (const point of points) {
    const x = reversalOf(point, unit, viewingOf(point, options))
    const y = measureOf(point, measure)
    if (x !== null && y !== null) placed.push({ point, x, y })
  }
  return placed
}

export function viewingOf(point: MapPoint, { fieldOfView }: MapOptions): Viewing {
  return { side: point.size, fieldOfView }
}

export function reversalOf(
  { f_rev: reversal }: MapPoint,
  unit: FrequencyUnit,
  viewing: Viewing,
): Interval | null {
  if (reversal === null || reversal.value === null) return null
  const at = (value: number | null): number | null => (value === null ? null : inUnit(value, unit, viewing))
  return { value: inUnit(reversal.value, unit, viewing), low: at(reversal.low), high: at(reversal.high) }
}

/** In percent; null where the model has no such measurement. */
export function measureOf(point: MapPoint, measure: MapMeasure): Interval | null {
  switch (measure) {
    case 'accuracy': {
      const { accuracy } = point
      if (accuracy === null) return null
      return { value: accuracy.value * 100, low: accuracy.low * 100, high: accuracy.high * 100 }
    }
    case 'confidence':
      return percent(point.confidence_at_reversal)
    case 'p_other':
      return percent(point.p_other_at_reversal)
  }
}

function percent(value: number | null): Interval | null {
  return value === null ? null : { value: value * 100, low: null, high: null }
}
