/**
 * What every plan that measures something chooses: images and models, each with the hash that it had when
 * the plan was made.
 */
import { z } from 'zod'
import { hashSchema, idSchema, positiveCountSchema } from './primitives'

/** A part of a data set, and how many of its images take part (a seeded choice; null is all of them). */
export const dataChoiceSchema = z.object({
  dataSet: idSchema,
  split: z.string().nullable(),
  /** Content hash of the part when the plan was made: other content is another plan. */
  hash: hashSchema,
  images: positiveCountSchema,
  limit: positiveCountSchema.nullable(),
})
export type DataChoice = z.infer<typeof dataChoiceSchema>

/** A model and the hash of its weights when the plan was made. */
export const modelChoiceSchema = z.object({ id: idSchema, weights: hashSchema })
export type ModelChoice = z.infer<typeof modelChoiceSchema>
