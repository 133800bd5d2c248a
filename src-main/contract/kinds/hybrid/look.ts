/** What the job process can be asked for looking at hybrid images. */
import { z } from 'zod'
import { dataSetSpecificationSchema } from '../../data-set'
import { galleryChoiceSchema, galleryCounts } from '../../images/gallery'
import { partSchema } from '../../part'
import { countSchema, idSchema, positiveCountSchema } from '../../primitives'
import { pairListSchema } from './study'
import { verdictSchema } from './window'

/** Where a pair of images stands: in the first of these files that is there, or here. */
const pairSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stored'), files: z.array(z.string()).min(1), position: countSchema }),
  z.object({ kind: z.literal('given'), low: countSchema, high: countSchema }),
])

export const hybridPictures = [
  z.object({
    kind: z.literal('hybrid'),
    images: partSchema,
    pair: pairSourceSchema,
    /** Fraction of Nyquist. */
    fMix: z.number().min(0).max(1),
    part: z.enum(['hybrid', 'low', 'high']),
  }),
] as const

/** One pairing of a hybrid study: per model its blocks in ascending f_mix. */
const storedPairingSchema = z.object({
  models: z.array(
    z.object({
      id: idSchema,
      blocks: z.array(z.object({ file: z.string(), frequencies: positiveCountSchema })),
    }),
  ),
})

export const hybridRequests = [
  /** Reads a CSV of pairs and checks it against the data set that it is for. */
  z.object({ request: z.literal('read pairs'), specification: dataSetSpecificationSchema, file: z.string() }),
  /** A page of pairs with the stored answers of every model. */
  z.object({
    request: z.literal('gallery'),
    pairings: z.array(storedPairingSchema).min(1),
    fMixIndex: countSchema,
    choice: galleryChoiceSchema,
    start: countSchema,
    count: positiveCountSchema,
  }),
] as const

const galleryAnswerSchema = z.object({
  model: idSchema,
  /** Index of the class. */
  predicted: z.int(),
  confidence: z.number(),
  verdict: verdictSchema,
})

export const hybridMessages = [
  z.object({ message: z.literal('read pairs'), pairs: pairListSchema }),
  z.object({
    message: z.literal('gallery'),
    ...galleryCounts,
    pairs: z.array(
      z.object({
        pairing: countSchema,
        position: countSchema,
        low: z.object({ index: countSchema, label: countSchema }),
        high: z.object({ index: countSchema, label: countSchema }),
        answers: z.array(galleryAnswerSchema),
      }),
    ),
  }),
] as const
