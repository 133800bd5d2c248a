/**
 * The sentences beside the Map about models that have no place on its axes, one sentence for each reason.
 */
import { TUNED_BEFORE } from '../contract/kinds/sweep/start-from'
import { NORM_WORDS } from '../contract/kinds/attack/methods'
import type { NormName } from '../contract/kinds/attack/methods'
import { formatNumber } from '../contract/units'
import type { FrequencyUnit } from '../contract/units'
import { barNotes } from './interval-bars'
import type { MapPoint } from '../contract/map-point'
import { inUnit } from './axes'
import type { MapMeasure } from './map-measure'
import type { MapFrequency } from './map-measures'
import { certaintyOf, sentenceOf, viewingOf } from './map-points'
import type { Placed } from './map-points'
import { listed } from './numbers'
import { resolutionWords } from './resolution'
import { notShown, sharedSentences } from './shared-sentences'
import type { Said } from './shared-sentences'

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
  const absent: Said[] = []
  const unmeasured: string[] = []
  const withoutMeasure: string[] = []
  const noNumbers: string[] = []
  for (const point of points) {
    if (placed.has(point.id)) continue
    const measured = frequency.found(point)
    if (measured === null) unmeasured.push(point.name)
    else if (measured.value === null)
      absent.push({ name: point.name, sentence: sentenceOf(point, frequency) ?? '' })
    else if (measure.of(point) === null) {
      const why = measure.absence?.(point) ?? null
      if (why === null) withoutMeasure.push(point.name)
      else absent.push({ name: point.name, sentence: `${why}.` })
    } else noNumbers.push(point.name)
  }
  const notes = notShown(absent)
  if (unmeasured.length > 0) notes.push(`${frequency.unmeasured}: ${listed(unmeasured)}.`)
  if (withoutMeasure.length > 0)
    notes.push(`Not shown, because ${measure.words} is not measured: ${listed(withoutMeasure)}.`)
  if (noNumbers.length > 0)
    notes.push(
      `Not shown, because ${frequency.words} or ${measure.words} is no number that an axis has a place for: ${listed(noNumbers)}.`,
    )
  return notes
}

/** Of models that go on from other weights, which the paper warns of (methods B.4): one sentence for each such model. */
export function noteOnBeginnings(placed: readonly Placed[]): string[] {
  const tuned = new Map<string, string[]>()
  for (const { point } of placed)
    if (point.from !== undefined) tuned.set(point.from, [...(tuned.get(point.from) ?? []), point.name])
  return [...tuned].map(
    ([from, names]) =>
      `${listed(names)} ${names.length === 1 ? 'goes' : 'go'} on from the weights of ${from}: what is measured is ${TUNED_BEFORE} (Li et al. 2023).`,
  )
}

/** Intervals of few images, and f_rev and f_0.5 without one: one sentence for each reason, with its models. */
export function notesOnCertainty(
  placed: readonly Pick<Placed, 'point'>[],
  frequency: MapFrequency,
): string[] {
  return sharedSentences(
    placed.flatMap(({ point }) => {
      const sentence = certaintyOf(point, frequency)
      return sentence === null ? [] : [{ name: point.name, sentence }]
    }),
  )
}

/** Models that are drawn without a bar, or with one that has one end only, where the others have one. */
export function notesOnIntervals(
  placed: readonly Placed[],
  measure: MapMeasure,
  frequency: MapFrequency,
): string[] {
  const of = (which: 'x' | 'y', words: string): string[] =>
    barNotes(
      placed.map((each) => ({ name: each.point.name, interval: each[which] })),
      words,
    )
  return [...of('x', frequency.words), ...(measure.interval === null ? [] : of('y', measure.words))]
}

/** The ways in which the values drawn were measured, when they are not all the same: then they are not comparable. */
export function noteOnMethods(points: readonly MapPoint[], { words, caption }: MapMeasure): string[] {
  const ways = [...new Set(points.flatMap((point) => caption?.(point) ?? []))]
  if (ways.length < 2) return []
  return [
    `${words} was measured in ${ways.length} ways, which are not strictly comparable: ${ways.join('; ')}.`,
  ]
}

/** How finely f_rev is resolved by the hybrids there are: the coarsest of those drawn, as an example. */
export function noteOnResolution(
  placed: readonly Placed[],
  { norm }: MapFrequency,
  unit: FrequencyUnit,
  options: { fieldOfView?: number | undefined },
): string[] {
  if (norm !== null) return []
  const width = ({ point: { f_rev } }: Placed): number =>
    f_rev?.resolution == null ? 0 : f_rev.resolution.high - f_rev.resolution.low
  const coarsest = placed.reduce<Placed | null>(
    (widest, each) => (width(each) > (widest === null ? 0 : width(widest)) ? each : widest),
    null,
  )
  if (coarsest === null) return []
  const { point, x } = coarsest
  const words = resolutionWords(point.f_rev, (value) => inUnit(value, unit, viewingOf(point, options)))
  return [
    `Hybrid images change at certain frequencies only, so f_rev is resolved no better than that, whatever its interval: the ${formatNumber(x.value)} of ${point.name} may lie ${words ?? ''} (the coarsest of those shown; the others are in their hover text and the table).`,
  ]
}

/** Whose f_0.5 is not of smallest perturbations: shown where no model has one of those. */
export function noteOnFixedEpsilon(points: readonly MapPoint[], norm: NormName | null): string[] {
  if (norm === null) return []
  const fixed = points.flatMap(({ name, f_half }) => {
    const epsilon = f_half[norm]?.fixedEpsilon
    return epsilon === undefined ? [] : [`${name} (ε = ${epsilon})`]
  })
  return fixed.length === 0
    ? []
    : [
        `f_0.5 (${NORM_WORDS[norm]}) is of perturbations within a fixed ε, not of the smallest ones, which no model has yet: ${listed(fixed)}.`,
      ]
}

/** Which models were measured on images that a model of their study was trained on. */
export function notesOnTraining(points: readonly MapPoint[]): string[] {
  const trained = points.filter(({ onTrainingImages }) => onTrainingImages !== undefined)
  if (trained.length === 0) return []
  return [
    `Measured, in one study or more, on images that a model of the study was trained on: ${listed(trained.map(({ name }) => name))}.`,
  ]
}

/** Which studies cannot be read, or not whole: numbers of theirs are missing, or older ones stand in their place. */
export function notesOnUnread(points: readonly Pick<MapPoint, 'unread'>[]): string[] {
  const reasons = new Map(
    points.flatMap(({ unread = [] }) => unread.map((each) => [each.study, each.reason])),
  )
  return [...reasons].map(([study, reason]) => `Not read, or not all of it: the study ${study}. ${reason}`)
}

/** Which study an f_rev is from, where there are several of one model. */
export function notesOnSeveral(placed: readonly Placed[], { norm }: MapFrequency): string[] {
  if (norm !== null) return []
  const several = placed.filter(({ point }) => (point.hybridStudies ?? []).length > 1)
  if (several.length === 0) return []
  return [
    `f_rev was measured in several studies of ${listed(several.map(({ point }) => point.name))}: shown is the newest; "f_rev of" chooses another.`,
  ]
}
