/** The families of training seeds as rows of a table. Pure. */
import { formatNumber } from '../../../../src-main/contract/units'
import { LIMITED, NOT_MEASURED, shownInterval } from '../../../../src-main/contract/families'
import type { FamilyMeasure, SeedSpread, SeedSummary } from '../../../../src-main/contract/families'

export interface FamilyRow {
  key: string
  family: string
  quantity: string
  unit: string
  n: number
  mean: string
  sd: string
  interval: string
  single: string
}

export function familyRows({ families }: SeedSummary): FamilyRow[] {
  return families.flatMap(({ id, name, measures }) =>
    measures
      .filter((measure) => measure.n > 0 || (measure.without.length > 0 && !isUnmeasured(measure)))
      .map((measure) => ({
        key: `${id} ${measure.id}`,
        family: name,
        quantity: measure.words,
        unit: measure.unit,
        n: measure.n,
        mean: numberText(measure.mean),
        sd: numberText(measure.sd),
        interval: intervalText(measure),
        single: measure.networkHalfWidth === null ? '–' : `± ${numberText(measure.networkHalfWidth)}`,
      })),
  )
}

/** What nobody has asked of any network of the family is no gap of it. */
function isUnmeasured({ n, without }: FamilyMeasure): boolean {
  return n === 0 && without.every(({ reason }) => reason === NOT_MEASURED)
}

function intervalText(measure: FamilyMeasure): string {
  const shown = shownInterval(measure)
  if (shown === null) return '–'
  return `[${numberText(shown.low)}, ${numberText(shown.high)}]${shown.limited ? '*' : ''}`
}

/** What holds of some numbers of the table only. */
export function rowNotes({ families }: SeedSummary): string[] {
  const measures = families.flatMap((family) => family.measures)
  return [
    ...(measures.some((measure) => shownInterval(measure)?.limited)
      ? [`* ${LIMITED}; few training seeds make a t-interval wide.`]
      : []),
    ...new Set(measures.flatMap(({ words, note }) => (note === null ? [] : [`${words}: ${note}`]))),
  ]
}

/** Spreads, each with its place: two may have the same words and numbers of families. */
export function spreadRows({ spreads }: SeedSummary): (SeedSpread & { key: string })[] {
  return spreads.map((spread, place) => ({ ...spread, key: String(place) }))
}

export function numberText(value: number | null): string {
  return value === null ? '–' : formatNumber(value)
}

/** Networks that are not counted, each in one sentence, which a quantity in two units does not say twice. */
export function uncounted({ families, leftOut, unread = [] }: SeedSummary): string[] {
  const sentences = [
    ...unread,
    ...families.flatMap(({ name, measures, repeated }) => [
      ...measures.flatMap((measure) =>
        (isUnmeasured(measure) ? [] : measure.without).map(
          ({ trainingSeed, reason }) =>
            `${name}, training seed ${trainingSeed}, is not in ${measure.words}: ${reason}`,
        ),
      ),
      ...repeated.map(({ model, reason }) => `${model} is not counted: ${reason}`),
    ]),
    ...leftOut.map(({ name, reason }) => `${name} is in no family: ${reason}.`),
  ]
  return [...new Set(sentences)]
}
