/**
 * The curves of the Map: through the blur series of the models that have a place on its axes. A curve goes through
 * points on one work only, the most common one of its series (map-work.ts); the others are named.
 */
import type { MapPoint } from '../contract/map-point'
import { fitBlurSeries } from './blur-fit'
import type { BlurFits } from './blur-fit'
import { axesOf, place } from './map-points'
import type { MapOptions, Placed } from './map-points'
import { comparability, splitByWork } from './map-work'
import type { ShownAxes } from './map-work'
import { listed } from './numbers'

export function fitsOf(
  placed: readonly Placed[],
  axes: ShownAxes,
  { exactCurve = false }: Pick<MapOptions, 'exactCurve'>,
): BlurFits {
  const { kept, notes } = onOneWork(placed, axes)
  const points = kept.map(({ point: { name, group, sigma, seed, series, seriesReason }, x, y }) => ({
    ...{ name, group, sigma, seed, series, seriesReason },
    x: x.value,
    y: y.value,
  }))
  const found = fitBlurSeries(points, axes.frequency.norm === null ? 'f_rev' : 'f_0.5', exactCurve)
  return { ...found, notes: [...notes, ...found.notes, ...notesOnHollow(found, kept, placed, axes)] }
}

/** Whether there is a curve through exactly three σ, which is drawn only where it is asked for. */
export function exactCurveOffered(points: readonly MapPoint[], options: MapOptions): boolean {
  return fitsOf(place(points, options), axesOf(points, options), options).exactOffered
}

function isInSeries({ point: { group, sigma, series } }: Placed): boolean {
  return group === 'blur' && sigma !== null && series !== null
}

/** Without the points of each series that were measured on other work than most of it. */
function onOneWork(placed: readonly Placed[], axes: ShownAxes): { kept: Placed[]; notes: string[] } {
  const series = new Map<string, Placed[]>()
  for (const each of placed.filter(isInSeries))
    series.set(each.point.series!, [...(series.get(each.point.series!) ?? []), each])
  const others = [...series.values()].flatMap((members) => splitByWork(members, axes).others)
  const left = new Set(others.map(({ member }) => member))
  return {
    kept: placed.filter((each) => !left.has(each)),
    notes:
      others.length === 0
        ? []
        : [
            `On no curve, because measured on other work than most of the blur series: ${listed(others.map(({ member: { point }, words }) => `${point.name} (${words})`))}.`,
          ],
  }
}

/** Curves through a series that is hollow as a whole: comparable within itself, but not with the other models. */
function notesOnHollow(
  { fits }: BlurFits,
  kept: readonly Placed[],
  placed: readonly Placed[],
  axes: ShownAxes,
): string[] {
  const { other } = comparability(placed, axes)
  const drawn = new Set(fits.map(({ series }) => series))
  const hollow = kept.some(
    (each) => isInSeries(each) && drawn.has(each.point.series!) && other.has(each.point.id),
  )
  return hollow
    ? [
        'A curve goes through hollow points: those of its series were measured on one work, but not on that of most models here.',
      ]
    : []
}
