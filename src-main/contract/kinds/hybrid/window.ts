/** What the page of hybrids asks beyond the studies' results. Invariant: pictures are addresses (`image/…`). */
import { z } from 'zod'
import { method } from '../../method'
import { countSchema, idSchema, seedSchema } from '../../primitives'
import { imageReferenceSchema, imageUrl } from '../../shown-things'
import { pairListSchema } from './study'

const name = z.string().min(1)

export const galleryFilterSchema = z.enum(['all', 'low', 'high', 'third category', 'disagree', 'ambiguous'])
export type GalleryFilter = z.infer<typeof galleryFilterSchema>
export const verdictSchema = z.enum(['low', 'high', 'third category'])
export type Verdict = z.infer<typeof verdictSchema>

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
  /** Pairs that pass the filter, of all pairings. */
  total: countSchema,
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
      /**
       * `low`, `high`, `third category`: what the model answers (null: any of the models). `disagree`: the
       * models do not all answer the same class. `ambiguous`: the model goes from the high to the low image,
       * or back, between this f_mix and a neighbouring one.
       */
      filter: galleryFilterSchema.default('all'),
      model: name.nullable().default(null),
      start: countSchema,
      count: z.int().min(1).max(200),
    }),
    gallerySchema,
  ),
  /** The pairs that a hybrid study uses, per pairing, as data-set indices. */
  'study.pairs': method(
    z.strictObject({ study: name }),
    z.array(pairListSchema.extend({ seed: z.int().nullable() })),
  ),
} as const
