/** The units of a study of low- and high-passed images, as the job process is asked for them. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { positiveCountSchema, seedSchema } from '../../primitives'
import { filterKindSchema } from './options'

/** Accuracy of one model on images of one filter at one or more cut-offs. */
export const filterTaskSchema = z.object({
  kind: z.literal('filter'),
  model: weightsSchema,
  images: imagesSchema,
  filter: filterKindSchema,
  /** Fractions of Nyquist. */
  cutOffs: z.array(mixingFrequencySchema).min(1),
  batchSize: positiveCountSchema,
})

/** Histogram and spectrum of natural images, and of halves of them (null), or of filtered ones and hybrids at a cut-off. */
export const imageStatisticsTaskSchema = z.object({
  kind: z.literal('image statistics'),
  images: imagesSchema,
  /** Fraction of Nyquist. */
  cutOff: mixingFrequencySchema.nullable(),
  /** Of the pairing of hybrids. */
  seed: seedSchema,
})
export type FilterTask = z.infer<typeof filterTaskSchema>
export type ImageStatisticsTask = z.infer<typeof imageStatisticsTaskSchema>
