/** An accuracy in the data of a unit, which no schema of single numbers can judge: only together they are possible or not. */
import type { z } from 'zod'
import type { Proportion } from './primitives'

/** Beyond the last bits that the interval is rounded by. */
const ROUNDING = 1e-9

/** @returns the schema, which takes an accuracy of some images within its interval only, and of no more than `of` */
export function withPossibleAccuracy<Schema extends z.ZodType<{ accuracy: Proportion; of?: number }>>(
  schema: Schema,
): Schema {
  return schema.refine(
    ({ accuracy, of }) => isWithin(accuracy) && (of === undefined || accuracy.count <= of),
    'a proportion lies outside its interval, or is of no images, or of more than there are',
  )
}

function isWithin({ value, low, high, count }: Proportion): boolean {
  return count > 0 && value >= low - ROUNDING && value <= high + ROUNDING
}
