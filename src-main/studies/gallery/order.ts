/**
 * Which images (or pairs of images) of a study pass a question, and in which order: the one place that decides it for all
 * kinds. Pure, over a table of answers that each kind makes of its files.
 */
import { DISAGREE } from '../../contract/images/gallery'
import type { GalleryChoice } from '../../contract/images/gallery'

/** What the models of a study answer to its images. Columns are models, places are images in the order of the study. */
export interface AnswerTable {
  /** Images. */
  count: number
  /** Ids, by column. */
  models: readonly string[]
  /** Class index of an image; of a pair that of its first one. */
  label(place: number): number
  /** Where something that is named lies; null: nowhere (yet). */
  placeOf(named: { group: number; image: number }): number | null
  /** Whether an image, or either image of a pair, is of a class. */
  isOf(place: number, label: number): boolean
  /** Whether there is an answer. The others are asked for answers that there are only. */
  has(column: number, place: number): boolean
  is(column: number, place: number, outcome: string): boolean
  /** Equal where two models agree. */
  answer(column: number, place: number): number | string
  /** Softmax probability of the answer; NaN where it was not finite. */
  confidence: (column: number, place: number) => number
  /** ε; NaN where there is none. Absent: answers have no size. */
  size?(column: number, place: number): number
}

export interface GalleryOrder {
  /** Images with answers of the models in question. */
  of: number
  /** The images that pass, in order. */
  places: Int32Array
}

export function galleryOrder(table: AnswerTable, choice: GalleryChoice): GalleryOrder {
  const columns = table.models.map((_, column) => column)
  const columnOf = (id: string): number => table.models.indexOf(id)
  const looked = choice.model === null ? columns : [columnOf(choice.model)]
  const beside = choice.beside === null ? null : columnOf(choice.beside)
  const together = beside === null ? columns : [...looked, beside]
  const places: number[] = []
  let of = 0
  const all =
    choice.only?.flatMap((named) => table.placeOf(named) ?? []) ??
    Array.from({ length: table.count }, (_, i) => i)
  for (const place of all) {
    const answered = looked.filter((column) => table.has(column, place))
    if (answered.length === 0 || (beside !== null && !table.has(beside, place))) continue
    of++
    if (choice.label !== null && !table.isOf(place, choice.label)) continue
    if (choice.outcome === DISAGREE && !disagree(table, together, place)) continue
    if (!answered.some((column) => passes(table, choice, column, place))) continue
    const other = choice.besideOutcome
    if (beside !== null && other !== null && !table.is(beside, place, other)) continue
    places.push(place)
  }
  return { of, places: Int32Array.from(sorted(table, choice, looked, beside, places)) }
}

/** Whether one answer has the outcome and the confidence, both. */
function passes(
  table: AnswerTable,
  { outcome, confidence }: GalleryChoice,
  column: number,
  place: number,
): boolean {
  if (outcome !== null && outcome !== DISAGREE && !table.is(column, place, outcome)) return false
  if (confidence === null) return true
  const value = table.confidence(column, place)
  return value >= confidence.from && value <= confidence.to
}

function disagree(table: AnswerTable, columns: readonly number[], place: number): boolean {
  const answered = columns.filter((column) => table.has(column, place))
  const [first, ...others] = answered
  if (first === undefined) return false
  return others.some((column) => table.answer(column, place) !== table.answer(first, place))
}

function sorted(
  table: AnswerTable,
  { sort }: GalleryChoice,
  looked: readonly number[],
  beside: number | null,
  places: number[],
): number[] {
  const mean = (value: (column: number, place: number) => number, place: number): number => {
    const values = looked
      .filter((column) => table.has(column, place))
      .map((column) => value(column, place))
      .filter((each) => Number.isFinite(each))
    return values.length === 0 ? NaN : values.reduce((sum, each) => sum + each, 0) / values.length
  }
  const size = (column: number, place: number): number => table.size?.(column, place) ?? NaN
  switch (sort) {
    case 'index':
      return places
    case 'class':
      return ascending(places, (place) => table.label(place))
    case 'most-confident':
      return ascending(places, (place) => -mean(table.confidence, place))
    case 'least-confident':
      return ascending(places, (place) => mean(table.confidence, place))
    case 'smallest-epsilon':
      return ascending(places, (place) => mean(size, place))
    case 'largest-epsilon':
      return ascending(places, (place) => -mean(size, place))
    case 'largest-difference':
      return ascending(places, (place) =>
        beside === null ? NaN : -Math.abs(mean(size, place) - size(beside, place)),
      )
    default:
      throw sort satisfies never
  }
}

/** Stable; places without a value come last. */
function ascending(places: readonly number[], value: (place: number) => number): number[] {
  return places
    .map((place) => ({ place, key: value(place) }))
    .sort((a, b) =>
      Number.isNaN(a.key) || Number.isNaN(b.key)
        ? Number(Number.isNaN(a.key)) - Number(Number.isNaN(b.key))
        : a.key - b.key,
    )
    .map(({ place }) => place)
}
