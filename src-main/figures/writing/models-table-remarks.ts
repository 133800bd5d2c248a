/**
 * What has to be said of single numbers in the table of models: that they were measured on other work than most of their
 * column, on images that a model of their study was trained on, or on those that chose the epoch, and how often intervals
 * of few images cover.
 */
import { CHOSE_EPOCH, choseEpoch } from '../../contract/model'
import type { MapPoint, MeasuringWork } from '../../contract/map-point'
import type { Quantity } from './models-table-quantity'

/** A footnote; numbers of the same remark share its mark. */
export interface Remark {
  /** `a`, `b`, … `z`, `aa` */
  mark: string
  text: string
}

export interface Remarks {
  all: readonly Remark[]
  of: (point: MapPoint, quantity: Quantity) => readonly Remark[]
}

type Measured = Pick<Quantity, 'name' | 'of' | 'study' | 'certainty'>

export function remarksOn(points: readonly MapPoint[], quantities: readonly Quantity[]): Remarks {
  const all: Remark[] = []
  const remark = (text: string): Remark => {
    const known = all.find((each) => each.text === text)
    if (known) return known
    const made = { mark: markAt(all.length), text }
    all.push(made)
    return made
  }
  const cells = new Map<Quantity, Map<MapPoint, Remark[]>>()
  for (const quantity of quantities) {
    const texts = textsOf(points, quantity)
    cells.set(quantity, new Map([...texts].map(([point, said]) => [point, said.map(remark)])))
  }
  return { all, of: (point, quantity) => cells.get(quantity)?.get(point) ?? [] }
}

function textsOf(points: readonly MapPoint[], quantity: Measured): Map<MapPoint, string[]> {
  const measured = points.filter((point) => (quantity.of(point)?.value ?? null) !== null)
  const most = mostCommon(measured.map((point) => workOf(point, quantity)))
  return new Map(
    measured.map((point) => {
      const study = quantity.study(point)
      const work = workOf(point, quantity)
      return [
        point,
        [
          ...(most === null || work?.key === most.key
            ? []
            : [
                `Not comparable with the others of its column: ${quantity.name} was measured on ${work?.words ?? 'work that is not known'}; most: ${most.words}.`,
              ]),
          ...(study !== null && (point.onTrainingImages ?? []).includes(study)
            ? [`Some of the images are ones that a model of the study was trained on.`]
            : []),
          ...(study === null && point.accuracy !== null && choseEpoch(point.accuracy)
            ? [`Of ${CHOSE_EPOCH}.`]
            : []),
          ...[quantity.certainty?.(point) ?? null].filter((sentence) => sentence !== null),
        ],
      ] as const
    }),
  )
}

function workOf(point: MapPoint, { study }: Pick<Quantity, 'study'>): MeasuringWork | null {
  const from = study(point)
  return from === null ? (point.accuracy?.work ?? null) : workOfStudy(point, from)
}

function workOfStudy(point: MapPoint, study: string): MeasuringWork | null {
  if (!point.work || !Object.hasOwn(point.work, study)) return null
  return point.work[study] ?? null
}

/** Of equally common ones the first; null where none is known. */
function mostCommon(works: readonly (MeasuringWork | null)[]): MeasuringWork | null {
  const counts = new Map<string, { work: MeasuringWork; count: number }>()
  for (const work of works) {
    if (work === null) continue
    const found = counts.get(work.key) ?? { work, count: 0 }
    found.count++
    counts.set(work.key, found)
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.work ?? null
}

/**
 * The same models with the corruption study first that is of the work which most of them share; the other one, of
 * another origin, may be newer.
 */
export function onCommonCorruptions(points: readonly MapPoint[]): MapPoint[] {
  const measured = points.map((point) => point.corruptions.filter(({ mean }) => mean !== null))
  const most = mostCommon(
    measured.flatMap((studies, i) => studies.map(({ study }) => workOfStudy(points[i]!, study))),
  )
  if (most === null) return [...points]
  return points.map((point, i) => {
    const common = measured[i]!.find(({ study }) => workOfStudy(point, study)?.key === most.key)
    if (common === undefined) return point
    return { ...point, corruptions: [common, ...point.corruptions.filter((each) => each !== common)] }
  })
}

function markAt(index: number): string {
  const letter = String.fromCodePoint(97 + (index % 26))
  return letter.repeat(1 + Math.floor(index / 26))
}
