/**
 * What galleries of images with answers can be asked, whatever the kind of study: which images, in which order, and
 * those of two models beside each other. What is asked and what comes back are the same for all kinds; which outcomes
 * an image has, each kind says.
 */
import { z } from 'zod'
import { countSchema, fractionSchema, idSchema } from '../primitives'

const name = z.string().min(1)

/** The outcome of several models together: their answers are not all the same. */
export const DISAGREE = 'disagree' as const

/** Orders of answers. Images without what an order looks at come last; ties keep the order of the study. */
export const answerSortSchema = z.enum(['index', 'class', 'most-confident', 'least-confident'])
/** Orders of answers that have a size ε, too. The last one needs a second model. */
export const gallerySortSchema = z.enum([
  ...answerSortSchema.options,
  'smallest-epsilon',
  'largest-epsilon',
  'largest-difference',
])
export type GallerySort = z.infer<typeof gallerySortSchema>

/** Softmax probabilities, both ends included. */
export const confidenceRangeSchema = z
  .strictObject({ from: fractionSchema, to: fractionSchema })
  .refine(({ from, to }) => from <= to, { message: 'the least confidence must not be above the most' })
export type ConfidenceRange = z.infer<typeof confidenceRangeSchema>

/**
 * The fields of a question.
 * @param outcomes what can become of an image with one model
 */
export function galleryQuestion<const Outcome extends string>(outcomes: readonly Outcome[]) {
  return {
    /** Whose answers count; null: those of any model, of which one must pass everything (orders: the mean of all). */
    model: name.nullable().default(null),
    /** A second one: images with answers of both only. Needs a first one, and another. */
    beside: name.nullable().default(null),
    /** Name of a class: the image's, or that of either image of a pair; null: any. */
    class: name.nullable().default(null),
    /** `disagree`: the models (with a second one these two, else all) do not answer the same. Null: any. */
    outcome: z
      .enum([...outcomes, DISAGREE])
      .nullable()
      .default(null),
    /** What became of the image with the second model. */
    besideOutcome: z.enum(outcomes).nullable().default(null),
    /** Of the first model's answer; null: any, also of answers that are not finite. */
    confidence: confidenceRangeSchema.nullable().default(null),
  }
}

/** Of images that are named there are not more in one question. */
export const MOST_NAMED = 200

/** The fields of a question for some images by their index, in the order in which they are named; null: all that pass. */
export const namedImages = { images: z.array(countSchema).min(1).max(MOST_NAMED).nullable().default(null) }

/** Which part of the list. */
export const galleryPage = { start: countSchema, count: z.int().min(1).max(200) }

/** The fields of an answer: `total` images (or pairs) pass, of `of` that have answers of the models in question. */
export const galleryCounts = { total: countSchema, of: countSchema }

/** The same with the models that were asked for, by id. */
export const galleryAnswer = { ...galleryCounts, model: idSchema.nullable(), beside: idSchema.nullable() }

/** A question with models by id and the class by index, as what lies in files is asked. */
export const galleryChoiceSchema = z.object({
  model: idSchema.nullable(),
  beside: idSchema.nullable(),
  label: countSchema.nullable(),
  outcome: z.string().nullable(),
  besideOutcome: z.string().nullable(),
  confidence: confidenceRangeSchema.nullable(),
  sort: gallerySortSchema,
  /** Only these, in this order, by index (of a pair the place in its pairing) and group (of a pair its pairing); null: all. */
  only: z.array(z.object({ group: countSchema, image: countSchema })).nullable(),
})
export type GalleryChoice = z.infer<typeof galleryChoiceSchema>
