/** Hybrid images: what is asked, planned and found. Frequencies are fractions of Nyquist. */
import { z } from 'zod'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { imageSelectionRequest, measuredImagesSchema } from '../../images/selection'
import {
  countSchema,
  deviceNameSchema,
  idSchema,
  measuredSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  seedsSchema,
  sigmaSchema,
} from '../../primitives'
import { schemasOf } from '../../studies/option'
import { hybridOptions, plannedGridSchema } from './options'

/** Images when nothing is said; null: all. */
export const USUAL_IMAGES: number | null = null

/** Pairs of images by index in the data set: the i-th hybrid has the low frequencies of low[i], the high ones of high[i]. */
export const pairListSchema = z.object({
  low: z.array(z.int().min(0)).min(1),
  high: z.array(z.int().min(0)).min(1),
})
export type PairList = z.infer<typeof pairListSchema>

export const hybridPlanSchema = z.object({
  kind: z.literal('hybrid'),
  models: z.array(modelChoiceSchema).min(1),
  data: dataChoiceSchema,
  fMix: plannedGridSchema,
  /** Pairs drawn anew for each seed, or one list of pairs that was brought along. */
  pairing: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('seeded'), seeds: seedsSchema }),
    z.object({ kind: z.literal('listed'), pairs: pairListSchema }),
  ]),
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type HybridPlan = z.infer<typeof hybridPlanSchema>
export const hybridRequestSchema = z.object({
  kind: z.literal('hybrid'),
  title: z.string().min(1).optional(),
  /** Models by id, name or unique beginning of the id; `all` is every model of the project. */
  models: z.array(z.string().min(1)).min(1),
  dataSet: z.string().min(1),
  split: z.string().min(1).optional(),
  ...schemasOf(hybridOptions),
  ...imageSelectionRequest,
  device: deviceNameSchema.optional(),
})

/** Fractions of Nyquist from `low` up to, but not including, `high`. */
export const frequencyRangeSchema = z.object({ low: z.number(), high: z.number() })
export type FrequencyRange = z.infer<typeof frequencyRangeSchema>

/**
 * One point of the curves over f_mix: means over the pairing seeds. `_se` is the standard error over pairing seeds
 * (null with one), `_se_images` the one over images.
 */
export const hybridPointSchema = z.object({
  /** Fraction of Nyquist. */
  f_mix: mixingFrequencySchema,
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

/** How a grid was refined around the crossing instead of measured whole (methods C.4). */
export const refinementSchema = z.object({
  grid: z.enum(['radii', 'paper']),
  /** Frequencies that were measured, and of the whole grid. */
  measured: positiveCountSchema,
  of: positiveCountSchema,
  /** Whether the measured ones around f_rev and the ends of its interval came as near to each other as they were to. */
  settled: z.boolean(),
})
export type Refinement = z.infer<typeof refinementSchema>

export const reversalSchema = measuredSchema.extend({
  unit: z.literal('fraction of Nyquist'),
  /** Why there is no number, in one sentence; null when there is one. */
  sentence: z.string().nullable(),
  /** All crossings, when there are several. */
  crossings: z.array(z.number()),
  /** How many bootstrap resamples the interval is from, and which part of them had no single crossing. */
  resamples: countSchema,
  withoutCrossing: z.number().min(0).max(1),
  /** Why there is no interval of so few images, or how often that of few covers. Filled in when a result is shown. */
  intervalRemark: z.string().nullable().default(null),
  /**
   * Between which values f_rev could as well lie, because each measured f_mix around it stands for all that give the
   * same hybrids at this image size. No interval of uncertainty. Filled in when a result is shown; null without f_rev.
   */
  resolution: frequencyRangeSchema
    .extend({ unit: z.literal('fraction of Nyquist') })
    .nullable()
    .default(null),
  /** Absent: every frequency of the grid was measured. */
  refinement: refinementSchema.exactOptional(),
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
