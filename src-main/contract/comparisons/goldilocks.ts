/**
 * The Goldilocks σ of a blur family (methods M.9): the blur with the highest mean accuracy under corruptions, and which
 * others cannot be told apart from it. What `goldilocks.find` answers, what `halfpower goldilocks --json` prints, and what
 * a job process is asked for.
 */
import { z } from 'zod'
import {
  countSchema,
  fractionSchema,
  hashSchema,
  idSchema,
  positiveCountSchema,
  seedSchema,
} from '../primitives'

const interval = { value: z.number(), low: z.number(), high: z.number() }

/** Stored answers: per σ its networks, per network the files of its cells, the same cells everywhere. */
export const goldilocksLookRequest = z.object({
  request: z.literal('goldilocks'),
  candidates: z.array(z.array(z.array(z.string()).min(1)).min(1)).min(2),
})
export const goldilocksLookMessage = z.object({
  message: z.literal('goldilocks'),
  images: positiveCountSchema,
  candidates: z.array(
    z.object({
      value: fractionSchema,
      low: fractionSchema,
      high: fractionSchema,
      highest: fractionSchema,
      /** Highest − this, paired by image; null: it is the highest. */
      behind: z.object(interval).nullable(),
      /** Per network of the σ. */
      networks: z.array(fractionSchema),
    }),
  ),
})

export const goldilocksCandidateSchema = z.object({
  /** Pixels of the network's input. */
  sigma: z.number().positive(),
  models: z.array(z.object({ id: idSchema, name: z.string(), weights: hashSchema, value: fractionSchema })),
  /** Mean accuracy over types, severities and networks of this σ, with its 95 % bootstrap interval over images. */
  ...interval,
  /** Share of the resamples in which no other σ has a higher one. */
  highest: fractionSchema,
  /** Highest − this on the same images, with its 95 % interval; null: it is the highest. */
  behind: z.object(interval).nullable(),
  /** Whether that interval lies above 0. */
  apart: z.boolean(),
})
export type GoldilocksCandidate = z.infer<typeof goldilocksCandidateSchema>

export const goldilocksSchema = z.object({
  /** As on the Map: models of one series differ in σ and training seed only. */
  series: z.string(),
  /** What they are, in words. */
  name: z.string(),
  /** The σ with the highest mean accuracy. */
  sigma: z.number().positive(),
  /** Its network: of several training seeds the one with the highest. */
  model: idSchema,
  /** Ascending σ. */
  candidates: z.array(goldilocksCandidateSchema).min(2),
  /** Where the corrupted images come from, in words. */
  origin: z.string(),
  /** On which work, in words. */
  work: z.string(),
  /** The clean images. */
  dataSet: idSchema,
  split: z.string().nullable(),
  studies: z.array(idSchema),
  images: positiveCountSchema,
  /** Types × severities. */
  cells: countSchema,
  resamples: positiveCountSchema,
  seed: seedSchema,
  level: z.literal(0.95),
  /** What it comes to, in one sentence or two. */
  sentence: z.string(),
  /** What has to be said of these models; absent: nothing. */
  notice: z.string().exactOptional(),
})
export type Goldilocks = z.infer<typeof goldilocksSchema>

export const goldilocksAnswerSchema = z.object({
  found: z.array(goldilocksSchema),
  /** Families without one, each with the reason. */
  missing: z.array(z.string()),
})
export type GoldilocksAnswer = z.infer<typeof goldilocksAnswerSchema>
