/**
 * The sentences beside the Map about models that have no place on its axes, one sentence for each reason.
 */
import type { MapPoint } from '../contract/window'
import type { MapFrequency, MapMeasure } from './map-measures'
import { sentenceOf } from './map-points'
import { listed } from './numbers'

/**
 * @param points all models
 * @param placed identifiers of those that are drawn
 */
export function notesOnMissing(
  points: readonly MapPoint[],
  placed: ReadonlySet<string>,
  measure: MapMeasure,
  frequency: MapFrequency,
): string[] {
  const notes: string[] = []
  const unmeasured: string[] = []
  const withoutMeasure: string[] = []
  for (const point of points) {
    if (placed.has(point.id)) continue
    const measured = frequency.norm === null ? point.f_rev : point.f_half[frequency.norm]
    if (measured === null) unmeasured.push(point.name)
    else if (measured.value === null)
      notes.push(`${point.name} is not shown: ${sentenceOf(point, frequency) ?? ''}`)
    else if (measure.of(point) === null) withoutMeasure.push(point.name)
  }
  if (unmeasured.length > 0) notes.push(`${frequency.unmeasured}: ${listed(unmeasured)}.`)
  if (withoutMeasure.length > 0)
    notes.push(`Not shown, because ${measure.words} is not measured: ${listed(withoutMeasure)}.`)
  return notes
}

/** The ways in which the values drawn were measured, when they are not all the same: then they are not comparable. */
export function noteOnMethods(points: readonly MapPoint[], { words, caption }: MapMeasure): string[] {
  const ways = [...new Set(points.flatMap((point) => caption?.(point) ?? []))]
  if (ways.length < 2) return []
  return [
    `${words} was measured in ${ways.length} ways, which are not strictly comparable: ${ways.join('; ')}.`,
  ]
}
