/** What the page of hybrids asks beyond the studies' results. Invariant: pictures are addresses (`image/…`). */
import { z } from 'zod'
import { method } from '../../method'
import {
  answerSortSchema,
  galleryAnswer,
  galleryPage,
  galleryQuestion,
  MOST_NAMED,
} from '../../images/gallery'
import { countSchema, idSchema, seedSchema } from '../../primitives'
import { imageReferenceSchema, imageUrl } from '../../shown-things'
import { pairListSchema } from './study'

const name = z.string().min(1)

const VERDICTS = ['low', 'high', 'third category'] as const
export const verdictSchema = z.enum(VERDICTS)
export type Verdict = z.infer<typeof verdictSchema>
/**
 * What a model answers; `ambiguous`: it goes from the high to the low image, or back, between this f_mix and a
 * neighbouring one.
 */
export const PAIR_OUTCOMES = [...VERDICTS, 'ambiguous'] as const

export const galleryPairSchema = z.object({
  position: countSchema,
  /** Seed of the pairing; null for listed pairs. */
  seed: seedSchema.nullable(),
  low: imageReferenceSchema,
  high: imageReferenceSchema,
  hybrid: z.object({ url: imageUrl }),
  lowPart: z.object({ url: imageUrl }),
  highPart: z.object({ url: imageUrl }),
  answers: z.array(
    z.object({
      model: idSchema,
      /** Name of the class. */
      predicted: z.string(),
      /** Softmax probability of that class. */
      confidence: z.number(),
      verdict: verdictSchema,
    }),
  ),
})
export type GalleryPair = z.infer<typeof galleryPairSchema>

export const gallerySchema = z.object({
  /** Pairs, of all pairings. */
  ...galleryAnswer,
  fMix: z.object({ value: z.number(), unit: z.literal('fraction of Nyquist') }),
  pairs: z.array(galleryPairSchema),
})
export type Gallery = z.infer<typeof gallerySchema>

export const hybridMethods = {
  'hybrid.gallery': method(
    z.strictObject({
      study: name,
      /** Place in the study's grid of mixing frequencies. */
      fMixIndex: countSchema,
      ...galleryQuestion(PAIR_OUTCOMES),
      sort: answerSortSchema.default('index'),
      /** Some pairs only, in this order, by the seed of their pairing (null: listed) and their place in it; null: all that pass. */
      pairs: z
        .array(z.object({ seed: seedSchema.nullable(), position: countSchema }))
        .min(1)
        .max(MOST_NAMED)
        .nullable()
        .default(null),
      ...galleryPage,
    }),
    gallerySchema,
  ),
  /** The pairs that a hybrid study uses, per pairing, as data-set indices. */
  'study.pairs': method(
    z.strictObject({ study: name }),
    z.array(pairListSchema.extend({ seed: z.int().nullable() })),
  ),
} as const
