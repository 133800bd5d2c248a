/**
 * What a study has found, per model: the documents that a way in shows, and that `--json` prints.
 */
import { z } from 'zod'
import { attackResultSchema } from './attack-study'
import { corruptionResultSchema } from './corruption-study'
import { filterResultSchema } from './filter-study'
import { fourierMapResultSchema } from './fourier-map-study'
import { measuredImagesSchema } from './image-selection'
import { cleanAccuracySchema, epochLineSchema, passAccuracySchema } from './model'
import {
  countSchema,
  idSchema,
  measuredSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  seedSchema,
  sigmaSchema,
} from './primitives'
import { spectrumResultSchema } from './spectrum-study'

/** A training run of a sweep; `model` and `accuracy` are null until it is finished. */
export const sweepRunSchema = z.object({
  model: idSchema.nullable(),
  weights: measuredWeightsSchema,
  sigma: sigmaSchema,
  /** Principal components of its front end; null: none. */
  components: positiveCountSchema.nullable(),
  /** Standard deviation of noise on its images, of intensities in [0,1]; null: none. */
  noise: z.number().nullable(),
  seed: seedSchema,
  parameters: countSchema.nullable(),
  accuracy: cleanAccuracySchema.nullable(),
  epochs: z.array(epochLineSchema),
})
export const sweepResultSchema = z.object({
  kind: z.literal('sweep'),
  study: idSchema,
  runs: z.array(sweepRunSchema),
  /** Which images the clean accuracies are of, in words. */
  measuredOn: z.string(),
})
export type SweepResult = z.infer<typeof sweepResultSchema>

/** Fractions of Nyquist from `low` up to, but not including, `high`. */
export const frequencyRangeSchema = z.object({ low: z.number(), high: z.number() })
export type FrequencyRange = z.infer<typeof frequencyRangeSchema>

/**
 * One point of the curves over f_mix: means over the pairing seeds. `_se` is the standard error over pairing seeds
 * (null with one), `_se_images` the one over images.
 */
export const hybridPointSchema = z.object({
  /** Fraction of Nyquist. */
  f_mix: z.number().min(0).max(1),
  p_low: z.number(),
  p_high: z.number(),
  p_other: z.number(),
  confidence: z.number(),
  p_low_se: z.number().nullable(),
  p_high_se: z.number().nullable(),
  p_other_se: z.number().nullable(),
  confidence_se: z.number().nullable(),
  p_low_se_images: z.number(),
  p_high_se_images: z.number(),
  p_other_se_images: z.number(),
  confidence_se_images: z.number(),
  /** All f_mix that give the same hybrids at this image size; filled in when a result is shown. */
  same_hybrids: frequencyRangeSchema.nullable().default(null),
})
export type HybridPoint = z.infer<typeof hybridPointSchema>

export const reversalSchema = measuredSchema.extend({
  unit: z.literal('fraction of Nyquist'),
  /** Why there is no number, in one sentence; null when there is one. */
  sentence: z.string().nullable(),
  /** All crossings, when there are several. */
  crossings: z.array(z.number()),
  /** How many bootstrap resamples the interval is from, and which part of them had no single crossing. */
  resamples: countSchema,
  withoutCrossing: z.number().min(0).max(1),
  /**
   * Between which values f_rev could as well lie, because each measured f_mix around it stands for all that give the
   * same hybrids at this image size. No interval of uncertainty. Filled in when a result is shown; null without f_rev.
   */
  resolution: frequencyRangeSchema
    .extend({ unit: z.literal('fraction of Nyquist') })
    .nullable()
    .default(null),
})
export type Reversal = z.infer<typeof reversalSchema>

export const hybridModelResultSchema = z.object({
  id: idSchema,
  weights: measuredWeightsSchema,
  sigma: sigmaSchema,
  images: countSchema,
  seeds: countSchema,
  f_rev: reversalSchema,
  /** p_other where p_low = p_high; null without one crossing. */
  p_other_at_reversal: z.number().nullable(),
  curve: z.array(hybridPointSchema),
})
export type HybridModelResult = z.infer<typeof hybridModelResultSchema>

export const hybridResultSchema = z.object({
  kind: z.literal('hybrid'),
  study: idSchema,
  which: measuredImagesSchema.exactOptional(),
  models: z.array(hybridModelResultSchema),
  /** Models whose units are not all finished. */
  missing: z.array(idSchema),
})
export type HybridResult = z.infer<typeof hybridResultSchema>

export const evaluationResultSchema = z.object({
  kind: z.literal('evaluation'),
  study: idSchema,
  which: measuredImagesSchema.exactOptional(),
  models: z.array(z.object({ id: idSchema, weights: measuredWeightsSchema, accuracy: passAccuracySchema })),
  missing: z.array(idSchema),
})
export type EvaluationResult = z.infer<typeof evaluationResultSchema>

export const studyResultSchema = z.discriminatedUnion('kind', [
  sweepResultSchema,
  hybridResultSchema,
  evaluationResultSchema,
  attackResultSchema,
  spectrumResultSchema,
  corruptionResultSchema,
  filterResultSchema,
  fourierMapResultSchema,
])
export type StudyResult = z.infer<typeof studyResultSchema>
