/** The families of training seeds as rows of a table. Pure. */
import { NOT_MEASURED } from '../../../../src-main/contract/comparisons/families'
import { familyNumbers } from '../../../../src-main/figures/family-words'
import type { FamilyNumbers } from '../../../../src-main/figures/family-words'
import type {
  FamilyMeasure,
  SeedSpread,
  SeedSummary,
} from '../../../../src-main/contract/comparisons/families'

export interface FamilyRow extends FamilyNumbers {
  key: string
  family: string
  quantity: string
  unit: string
  n: number
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
        ...familyNumbers(measure),
      })),
  )
}

/** What nobody has asked of any network of the family is no gap of it. */
function isUnmeasured({ n, without }: FamilyMeasure): boolean {
  return n === 0 && without.every(({ reason }) => reason === NOT_MEASURED)
}

/** Spreads, each with its place: two may have the same words and numbers of families. */
export function spreadRows({ spreads }: SeedSummary): (SeedSpread & { key: string })[] {
  return spreads.map((spread, place) => ({ ...spread, key: String(place) }))
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
