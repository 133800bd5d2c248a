/**
 * Whether the points of a Map were measured on the same work: data set, images, grid, pairing, targets, criterion. Those
 * that were not measured as most were are drawn hollow and named: their distance from the others may be the work's.
 */
import type { MapPoint } from '../contract/map-point'
import { DEFAULT_MEASURE } from './map-measures'
import type { MapMeasure } from './map-measure'
import type { MapFrequency } from './map-measures'
import type { Placed } from './map-points'
import { isCorruptionMeasure } from './map-corruptions'
import { listed } from './numbers'

interface Work {
  key: string
  words: string
}

export interface Comparability {
  /** Identifiers of the models that were measured on other work than most. */
  other: ReadonlySet<string>
  notes: string[]
}

/** What the two axes show. */
export interface ShownAxes {
  measure: MapMeasure
  frequency: MapFrequency
}

export function comparability(placed: readonly Placed[], { measure, frequency }: ShownAxes): Comparability {
  const x = workOfFrequency(placed, frequency)
  const y = oddOnes(placed, measure.words, ({ point }) => measureWork(point, measure))
  return { other: new Set([...x.other, ...y.other]), notes: [...x.notes, ...y.notes] }
}

export interface OtherWork {
  /** Identifiers of the models that were measured on other work than most. */
  other: string[]
  /** Which they are, where they are drawn: at most one sentence. */
  notes: string[]
  /** The same without a word on how they are drawn; null where all are of one work. */
  sentence: string | null
}

/** Of one axis, which shows a frequency. */
export function workOfFrequency(
  placed: readonly Pick<Placed, 'point'>[],
  frequency: MapFrequency,
): OtherWork {
  return oddOnes(placed, frequency.words, ({ point }) => studyWork(point, frequency.study(point)))
}

export interface SplitByWork<Shown> {
  common: Shown[]
  /** With what differs, in words. */
  others: { member: Shown; words: string }[]
}

/**
 * Points that one number is made of (a mean, a curve): those on the most common work of both axes (of equally common
 * ones the first), and the others. Work that is not known is a work of its own.
 */
export function splitByWork<Shown extends Pick<Placed, 'point'>>(
  placed: readonly Shown[],
  { measure, frequency }: ShownAxes,
): SplitByWork<Shown> {
  const groups = new Map<string, { work: (Work | null)[]; members: Shown[] }>()
  for (const member of placed) {
    const { point } = member
    const work = [studyWork(point, frequency.study(point)), measureWork(point, measure)]
    const key = JSON.stringify(work.map((each) => each?.key ?? null))
    const found = groups.get(key) ?? { work, members: [] }
    found.members.push(member)
    groups.set(key, found)
  }
  const [most, ...rest] = [...groups.values()].sort((a, b) => b.members.length - a.members.length)
  if (!most) return { common: [], others: [] }
  const axes = [frequency.words, measure.words]
  return {
    common: most.members,
    others: rest.flatMap(({ work, members }) => {
      const words = axes.flatMap((axis, i) =>
        work[i]?.key === most.work[i]?.key ? [] : [`${axis}: ${work[i]?.words ?? 'work that is not known'}`],
      )
      return members.map((member) => ({ member, words: words.join('; ') }))
    }),
  }
}

function oddOnes<Shown extends Pick<Placed, 'point'>>(
  placed: readonly Shown[],
  what: string,
  of: (each: Shown) => Work | null,
): OtherWork {
  return otherWork(
    placed.map((each) => ({ point: each.point, work: of(each) })),
    what,
  )
}

/**
 * Models whose work is known and is not the most common one (of equally common ones the first).
 * @param what was measured, as a sentence begins with it
 */
export function otherWork(
  measured: readonly { point: Pick<MapPoint, 'id' | 'name'>; work: Work | null }[],
  what: string,
): OtherWork {
  const counts = new Map<string, { words: string; names: string[]; ids: string[] }>()
  for (const { point, work } of measured) {
    if (work === null) continue
    const found = counts.get(work.key) ?? { words: work.words, names: [], ids: [] }
    found.names.push(point.name)
    found.ids.push(point.id)
    counts.set(work.key, found)
  }
  const [most, ...others] = [...counts.values()].sort((a, b) => b.ids.length - a.ids.length)
  if (!most || others.length === 0) return { other: [], notes: [], sentence: null }
  const sentence = `${what} was measured on other work, so that the difference from the other models may be the work's: ${others
    .map(({ names, words }) => `${listed(names)} (${words})`)
    .join('; ')}. The others: ${most.words}.`
  return {
    other: others.flatMap(({ ids }) => ids),
    notes: [`Hollow, because ${sentence}`],
    sentence,
  }
}

function measureWork(point: MapPoint, measure: MapMeasure): Work | null {
  const { unit, id } = measure
  if (unit.kind === 'size') return studyWork(point, point.medianEpsilon[unit.norm]?.study ?? null)
  if (id === DEFAULT_MEASURE) return point.accuracy?.work ?? null
  if (unit.kind === 'correlation') {
    const from = (point.neural ?? []).find((each) => measure.of({ ...point, neural: [each] }) !== null)
    return from?.work ?? null
  }
  if (isCorruptionMeasure(measure)) {
    const from = point.corruptions.find((each) => measure.of({ ...point, corruptions: [each] }) !== null)
    return studyWork(point, from?.study ?? null)
  }
  return studyWork(point, point.hybridStudy)
}

export function studyWork(point: MapPoint, study: string | null): Work | null {
  if (study === null || !point.work || !Object.hasOwn(point.work, study)) return null
  return point.work[study] ?? null
}
