/** Where names and σ stand on the Map: beside their markers, clear of bars and of each other, or nowhere. */
import type { MapPoint } from '../contract/map-point'
import type { Interval } from '../statistics/number-with-interval'
import type { Appearance } from './figure'
import { placeLabels } from './labels'
import type { TextPosition } from './labels'
import type { AtEdge, Drawn } from './map-edges'
import type { FamilyLabel, PlacedFamily } from './map-families'

/** A longer name would cover the figure; its group says enough there, and hovering the rest. */
const LONGEST_LABEL = 24

/** Beside a marker of the blur family its σ says more than its name; the legend says what the number is. */
export function labelOf({ group, name, sigma }: MapPoint): string {
  if (group === 'blur' && sigma !== null) return String(sigma)
  return name.length > LONGEST_LABEL ? group : name
}

export interface LabelAxes {
  x: [number, number]
  y: [number, number]
  onAxis: (value: number) => number
  room: Appearance['room']
}

/** @returns places by the id of a model, or the name of a family */
export function labelPlaces(
  drawn: readonly Drawn[],
  families: readonly AtEdge<PlacedFamily>[],
  isOutside: (network: Drawn) => boolean,
  { x: xRange, y: yRange, onAxis, room }: LabelAxes,
): Map<string, TextPosition> {
  const things = [
    // Inside of a family only the mean has a label, and the networks have no bars.
    ...drawn.map(({ point, x, at }, i) => {
      const outside = isOutside(drawn[i]!)
      return { key: point.id, text: outside ? labelOf(point) : '', x, at, bare: !outside }
    }),
    ...families.map(({ point, networks, x, at }) => ({
      ...{ key: point.name, text: labelOf(networks[0]!.point), x, at, bare: false },
    })),
  ]
  const ends = ({ low, high }: Interval, on: (value: number) => number): readonly [number, number] | null =>
    low === null || high === null ? null : [on(low), on(high)]
  const points = things.map(({ text, x, at, bare }) => ({
    x: x.value,
    y: onAxis(at.value),
    text,
    ...(bare ? {} : { bars: { x: ends(x, Number), y: ends(at, onAxis) } }),
  }))
  const found = new Map<string, TextPosition>()
  placeLabels(points, xRange, yRange, room).forEach((place, i) => {
    if (place !== null) found.set(things[i]!.key, place)
  })
  return found
}

/** What stands beside the mean of each family; null: there is no room. */
export function familyLabels(
  families: readonly PlacedFamily[],
  places: ReadonlyMap<string, TextPosition>,
): (FamilyLabel | null)[] {
  return families.map(({ point, networks }) => {
    const place = places.get(point.name)
    return place === undefined ? null : { text: labelOf(networks[0]!.point), place }
  })
}
