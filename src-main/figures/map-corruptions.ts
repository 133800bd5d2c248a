/**
 * What corruptions add to the vertical axis of the Map (methods G.5, K.17): for every origin of corrupted images
 * that some model was measured on, the mean accuracy, and the means by frequency group, severity and type.
 *
 * Invariant: a measure is of one origin. Official images and images made here, or two data sets, are never on one
 * axis; the title says which it is.
 */
import { intervalWords } from '../contract/interval-words'
import {
  CORRUPTION_TYPES,
  BENCHMARK_CORRUPTIONS,
  SEVERITIES,
  corruptionGroupSchema,
  CORRUPTION_NAMES,
  severityWords,
} from '../contract/kinds/corruption/corruptions'
import type { MapCorruption } from '../contract/map-point'
import type { MapPoint } from '../contract/map-point'
import { inPercent, meanAtSeverity, meanOfType, meanOver, meanOverGroup } from './corruption-means'
import { counted } from './numbers'
import type { MapMeasure } from './map-measure'
import type { Interval } from '../statistics/number-with-interval'

export interface CorruptionMeasure extends MapMeasure {
  /** Which origin, and which part of its numbers. */
  corruption: { origin: string; part: string; partWords: string }
}

interface Part {
  id: string
  words: string
  of: (found: MapCorruption) => Interval | null
}

const PARTS: readonly Part[] = [
  { id: 'mean', words: 'mean', of: meanOver },
  ...corruptionGroupSchema.options.map((group): Part => ({
    id: group,
    words: `${group} frequencies`,
    of: (found) => meanOverGroup(found, group),
  })),
  ...SEVERITIES.map((severity): Part => ({
    id: `severity-${severity}`,
    words: `severity ${severity}`,
    of: (found) => meanAtSeverity(found, severity),
  })),
  ...CORRUPTION_TYPES.map((type): Part => ({
    id: type,
    words: CORRUPTION_NAMES[type].toLowerCase(),
    of: (found) => meanOfType(found, type),
  })),
]

/** In the order in which the origins come; of each the mean, and every part that some model has. */
export function corruptionMeasures(points: readonly MapPoint[]): CorruptionMeasure[] {
  const origins = new Map<string, MapCorruption>()
  for (const { corruptions } of points)
    for (const found of corruptions) if (!origins.has(originId(found))) origins.set(originId(found), found)
  return [...origins].flatMap(([id, { origin }]) => {
    const axis = origin.axis.replace(/ \(%\)$/, '')
    const measured = points.flatMap((point) => foundOf(point, id) ?? [])
    return PARTS.filter(
      ({ id: part, of }) => part === 'mean' || measured.some((found) => of(found) !== null),
    ).map((part): CorruptionMeasure => ({
      id: `corruptions/${id}/${part.id}`,
      words: part.id === 'mean' ? axis : `${axis}, ${part.words}`,
      title: part.id === 'mean' ? `${axis} (%)` : `${axis}, ${part.words} (%)`,
      unit: { kind: 'percent' },
      logarithmic: false,
      of: (point) => inPercent(valueOf(point, id, part.of)),
      interval: intervalWords('mean of cells'),
      images: (point) => fixedImages(foundOf(point, id)),
      caption: (point) => wayOf(foundOf(point, id)),
      corruption: { origin: id, part: part.id, partWords: part.words },
    }))
  })
}

export function isCorruptionMeasure(measure: MapMeasure): measure is CorruptionMeasure {
  return 'corruption' in measure
}

/** Of the data set as well: what is made here from two data sets is two origins. */
function originId({ dataSet, origin }: MapCorruption): string {
  return `${dataSet}/${origin.label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
}

/** The newest study of that origin with a result for the model. */
function foundOf({ corruptions }: MapPoint, id: string): MapCorruption | null {
  return corruptions.find((found) => originId(found) === id) ?? null
}

function valueOf(point: MapPoint, id: string, of: Part['of']): Interval | null {
  const found = foundOf(point, id)
  return found === null ? null : of(found)
}

/** Of each cell; null where cells ended at a precision, each after its own number. */
function fixedImages(found: MapCorruption | null): number | null {
  return found === null || found.precision !== undefined ? null : found.images
}

/** The extra types are in no mean; a part may be one of them by itself. */
function meanTypes(byType: MapCorruption['byType']): number {
  const types: readonly string[] = BENCHMARK_CORRUPTIONS
  return byType.filter(({ type }) => types.includes(type)).length || byType.length
}

/** Two models whose means are over different types are measured in two ways. */
function wayOf(found: MapCorruption | null): string | null {
  if (found === null) return null
  const { origin, byType, bySeverity, comparable, precision, images } = found
  const ended =
    precision === undefined
      ? ''
      : `, each cell until its interval was ± ${precision.points} percentage points and not of all images`
  return comparable
    ? `Images: ${origin.label}`
    : `Images: ${origin.label}, ${counted(meanTypes(byType), 'type')} at ${severityWords(bySeverity.map(({ severity }) => severity))}, ${precision === undefined ? '' : 'at most '}${images} images in each cell${ended}; not comparable with published means`
}
