/**
 * The sentences beside the Map about models that have no place on its axes, one sentence for each reason.
 */
import type { MapPoint } from '../contract/window'
import { listed } from './numbers'

/**
 * @param points all models
 * @param placed identifiers of those that are drawn
 * @param measure the vertical axis, in words
 * @param hasMeasure whether a model has a value for it
 */
export function notesOnMissing(
  points: readonly MapPoint[],
  placed: ReadonlySet<string>,
  measure: string,
  hasMeasure: (point: MapPoint) => boolean,
): string[] {
  const notes: string[] = []
  const unmeasured: string[] = []
  const withoutMeasure: string[] = []
  for (const point of points) {
    if (placed.has(point.id)) continue
    if (point.f_rev === null) unmeasured.push(point.name)
    else if (point.f_rev.value === null) notes.push(`${point.name} is not shown: ${reason(point)}`)
    else if (!hasMeasure(point)) withoutMeasure.push(point.name)
  }
  if (unmeasured.length > 0)
    notes.push(`Not yet measured with hybrid images, hence without f_rev: ${listed(unmeasured)}.`)
  if (withoutMeasure.length > 0)
    notes.push(`Not shown, because ${measure} is not measured: ${listed(withoutMeasure)}.`)
  return notes
}

function reason({ f_rev: reversal }: MapPoint): string {
  return reversal?.sentence ?? 'there is no reversal frequency.'
}
