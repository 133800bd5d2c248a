/**
 * Families of training seeds in numbers: per family and quantity the mean over its networks, their standard
 * deviation and Student's t-interval; per quantity how much lies between training seeds and how much between families.
 *
 * Invariants: a training seed counts once; only numbers that were measured under the same settings are averaged; a
 * network that has no number is named with the reason, never left out silently. A study of few networks or images that came
 * last takes no number out of the mean: of the settings under which the most networks were measured the newest count.
 */
import { NOT_MEASURED } from '../../contract/comparisons/families'
import { isCorruptionMeasure } from '../../figures/map-corruptions'
import {
  DEFAULT_MEASURE,
  MAP_FREQUENCIES,
  highestFrequency,
  largestSize,
  mapMeasures,
} from '../../figures/map-measures'
import { sentenceOf } from '../../figures/map-points'
import { meanOf } from '../../statistics/sample'
import { meanInterval } from '../../statistics/student-t'
import type { FamilyMeasure } from '../../contract/comparisons/families'
import type { MapPoint } from '../../contract/map-point'
import type { Interval } from '../../statistics/number-with-interval'

const ON_TRAINING_IMAGES =
  'some or all of the images are such that a model of the study was trained on: not of new images only.'

/** A network that is counted in its family. */
export interface Member {
  point: MapPoint
  trainingSeed: number
  /** Its clean accuracy is of validation images: those by which the epoch was chosen whose weights were kept. */
  choseEpoch?: boolean
}

/** A quantity that networks have one number of. */
export interface Quantity {
  id: string
  words: string
  unit: string
  of: (point: MapPoint) => Interval | null
  /** Why a network has no number. */
  reason: (point: MapPoint) => string
  /** The study that the number is from; null where it came with the training. */
  study: (point: MapPoint) => string | null
  /** Settings that no study says. */
  settings?: (member: Member) => string
  /** Between which values it lies, in its unit, whatever the network; `high` null: no end is known. */
  possible: { low: number; high: number | null }
  /** In words, and what has to be said, where its images chose the epoch. */
  chosen?: { words: string; note: string }
}

/** Everything that some network was measured on, in the order of the Map's own lists. */
export function quantitiesOf(points: readonly MapPoint[]): Quantity[] {
  const frequencies = MAP_FREQUENCIES.map((frequency): Quantity => {
    return {
      id: frequency.id,
      words: frequency.words,
      unit: frequency.norm === null ? 'fraction of Nyquist' : 'cycles/pixel',
      of: (point) => numberOf(frequency.found(point)),
      reason: (point) => sentenceOf(point, frequency) ?? NOT_MEASURED,
      study: frequency.study,
      possible: { low: 0, high: highestFrequency(frequency) },
    }
  })
  const measures = mapMeasures(points).flatMap((measure): Quantity[] => {
    const { id, words, unit, of } = measure
    const isSize = unit.kind === 'size'
    const isMean = isCorruptionMeasure(measure) && measure.corruption.part === 'mean'
    if (id !== DEFAULT_MEASURE && !isSize && !isMean) return []
    return [
      {
        id,
        words,
        unit: isSize ? `${unit.norm} of pixels in [0,1]` : '%',
        of,
        reason: ({ medianEpsilon }) =>
          isSize && medianEpsilon[unit.norm] !== null
            ? 'nothing was found for too many of its images.'
            : NOT_MEASURED,
        study: (point) =>
          isSize
            ? (point.medianEpsilon[unit.norm]?.study ?? null)
            : isMean
              ? (point.corruptions.find((each) => of({ ...point, corruptions: [each] }) !== null)?.study ??
                null)
              : null,
        possible: { low: 0, high: isSize ? largestSize(unit.norm) : 100 },
        ...(id === DEFAULT_MEASURE
          ? {
              settings: ({ point: { accuracy }, choseEpoch = false }: Member) =>
                `${choseEpoch} ${accuracy?.work?.key ?? `${accuracy?.on ?? ''} ${accuracy?.count ?? ''}`}`,
              chosen: {
                words: `${words} (validation images)`,
                note: 'of the validation images, by which the epoch was chosen whose weights were kept: higher than on images that chose nothing. A sweep with a test set measures on that.',
              },
            }
          : {}),
      },
    ]
  })
  return [...frequencies, ...measures].filter(({ of, study }) =>
    points.some((point) => of(point) !== null || study(point) !== null),
  )
}

function numberOf(
  found: { value: number | null; low: number | null; high: number | null } | null,
): Interval | null {
  return found === null || found.value === null
    ? null
    : { value: found.value, low: found.low, high: found.high }
}

/** One quantity of a family, with the settings that its numbers share; null where no network has the number. */
export interface Measured {
  measure: FamilyMeasure
  conditions: string | null
}

/** The networks' points by what was measured under one kind of settings, the newest last. */
export type PointsByWork = readonly ReadonlyMap<string, MapPoint>[]

/** Each member with its point on the work on which the most of them were measured; its own newest where it was not. */
function onSharedWork(
  members: readonly Member[],
  { study }: Quantity,
  byWork: PointsByWork,
): { members: readonly Member[]; shared: MapPoint | null; newer: boolean } {
  let best: MapPoint[] = []
  let newer = false
  for (const points of byWork) {
    const measured = members.flatMap(({ point: { id } }) => {
      const point = points.get(id)
      return point && study(point) !== null ? [point] : []
    })
    if (measured.length === 0) continue
    newer = measured.length < best.length
    if (!newer) best = measured
  }
  const own = new Map(best.map((point) => [point.id, point]))
  return {
    members: members.map((member) => ({ ...member, point: own.get(member.point.id) ?? member.point })),
    shared: best[0] ?? null,
    newer,
  }
}

/**
 * @param conditionsOf settings of a study
 * @param byWork what the networks have of every kind of settings; absent: of their newest studies alone
 */
export function measureFamily(
  all: readonly Member[],
  quantity: Quantity,
  conditionsOf: (study: string) => string,
  byWork: PointsByWork = [],
): Measured {
  const { members, shared, newer } = onSharedWork(all, quantity, byWork)
  const named = ({ point, trainingSeed }: Member) => ({
    model: point.id,
    name: point.name,
    weights: point.weights,
    trainingSeed,
  })
  const settings = (member: Member): string => {
    const study = quantity.study(member.point)
    return study === null ? (quantity.settings?.(member) ?? '') : conditionsOf(study)
  }
  const having = members.filter(({ point }) => quantity.of(point) !== null)
  const sharedStudy = shared && quantity.study(shared)
  const conditions = sharedStudy ? conditionsOf(sharedStudy) : mostCommon(having.map(settings))
  const counted = having.filter((member) => settings(member) === conditions)
  const values = counted.map((member) => ({ ...named(member), ...quantity.of(member.point)! }))
  const without = members.flatMap((member) => {
    if (counted.includes(member)) return []
    const reason = having.includes(member)
      ? `it was measured under other settings than the rest (study "${quantity.study(member.point) ?? 'of its training'}").`
      : quantity.reason(member.point)
    return [{ ...named(member), reason }]
  })
  const widths = values.flatMap(({ low, high }) => (low === null || high === null ? [] : (high - low) / 2))
  const { id, words, unit, possible, chosen = null } = quantity
  const isChosen = chosen !== null && counted.some(({ choseEpoch }) => choseEpoch)
  const onTraining = counted.some(({ point }) => {
    const study = quantity.study(point)
    return study !== null && (point.onTrainingImages ?? []).includes(study)
  })
  const said = [
    ...(isChosen ? [chosen.note] : []),
    ...(onTraining ? [ON_TRAINING_IMAGES] : []),
    ...(newer && sharedStudy
      ? [`of the study "${sharedStudy}", because newer ones measured fewer of these networks.`]
      : []),
  ].join(' ')
  const none = { mean: null, sd: null, low: null, high: null }
  return {
    measure: {
      id,
      words: isChosen ? chosen.words : words,
      unit,
      note: said === '' ? null : said,
      possible,
      n: values.length,
      ...(values.length === 0 ? none : meanInterval(values.map(({ value }) => value))),
      level: 0.95,
      networkHalfWidth: widths.length === 0 ? null : meanOf(widths),
      values,
      without,
    },
    conditions,
  }
}

/** The first of those that occur most often. */
export function mostCommon(names: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  let best: string | null = null
  for (const [name, count] of counts) if (best === null || count > counts.get(best)!) best = name
  return best
}
