/**
 * What every plan that measures something chooses: images and models, each with the hash that it had when
 * the plan was made.
 */
import { z } from 'zod'
import { classMatchSchema } from '../images/class-names'
import { imageSelectionSchema } from '../images/selection'
import { hashSchema, idSchema, positiveCountSchema } from '../primitives'

/**
 * A part of a data set and which of its images take part. Without `selection` it is all of them, or `limit` of them
 * chosen at random: what sweeps train on, and what measurements of older versions took.
 */
export const dataChoiceSchema = z.object({
  dataSet: idSchema,
  split: z.string().nullable(),
  /** Content hash of the part when the plan was made: other content is another plan. */
  hash: hashSchema,
  images: positiveCountSchema,
  /** Images that take part; null: all. */
  limit: positiveCountSchema.nullable(),
  selection: imageSelectionSchema.exactOptional(),
})
export type DataChoice = z.infer<typeof dataChoiceSchema>

/** How many images take part. */
export function imageCount(choice: Pick<DataChoice, 'images' | 'limit'>): number {
  return Math.min(choice.images, choice.limit ?? choice.images)
}

/** A model and the hash of its weights when the plan was made. */
export const modelChoiceSchema = z.object({
  id: idSchema,
  weights: hashSchema,
  /** How its classes were matched with those of the images; absent: the same names in the same order. */
  classes: classMatchSchema.exactOptional(),
})
export type ModelChoice = z.infer<typeof modelChoiceSchema>
