/**
 * The study of where in the spectrum minimal perturbations lie: their mean power spectrum, its cumulative
 * radial profile and the half-power frequency f_0.5 (methods E). Its perturbations are those of an attack;
 * its plan holds that attack whole, so that what is finished of it is used and what is not is computed.
 */
import { z } from 'zod'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { measuredImagesSchema } from '../../images/selection'
import { groupSchema } from '../../model'
import {
  countSchema,
  fractionSchema,
  hashSchema,
  idSchema,
  measuredSchema,
  measuredWeightsSchema,
  seedSchema,
} from '../../primitives'
import { schemasOf } from '../../studies/option'
import { pointsSchema, spectrumOptions } from './options'
import { normSchema } from '../attack/methods'
import { attackPlanSchema, attackSettingsRequestSchema } from '../attack/study'

export const spectrumRequestSchema = z.object({
  kind: z.literal('spectrum'),
  title: z.string().min(1).optional(),
  models: z.array(z.string().min(1)).min(1),
  ...schemasOf(spectrumOptions),
  /** Instead of a study. Without either: of the newest attack study that has all the models. */
  settings: attackSettingsRequestSchema.optional(),
})
export type SpectrumRequest = z.output<typeof spectrumRequestSchema>

export const spectrumPlanSchema = z.object({
  kind: z.literal('spectrum'),
  models: z.array(modelChoiceSchema).min(1),
  data: dataChoiceSchema,
  /** Of the same models and data. */
  attack: attackPlanSchema,
  points: pointsSchema,
  bootstrap: z.object({ resamples: z.int().min(1), seed: seedSchema }),
  device: z.string(),
})
export type SpectrumPlan = z.infer<typeof spectrumPlanSchema>

/** Share of the power at radii up to each threshold. */
export const radialProfileSchema = z.object({
  /** Cycles per pixel, from 0 to the corner of the spectrum (0.7071 for square images). */
  thresholds: z.array(z.number()),
  unit: z.literal('cycles/pixel'),
  proportions: z.array(fractionSchema),
})
export type RadialProfile = z.infer<typeof radialProfileSchema>

/** An f_0.5 with the interval of a bias-corrected bootstrap (BCa) over images. */
const halfPowerValueSchema = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  exact: z.number().nullable(),
})

/**
 * f_0.5: half of the power lies below it. The paper's estimator, in which large perturbations weigh more, because
 * spectra are averaged as they are; its interval over images (BCa), the exact one, and beside them the same of spectra
 * that were each divided by their own power, so that every image weighs the same.
 */
export const halfPowerSchema = measuredSchema.extend({
  unit: z.literal('cycles/pixel'),
  /** The radius up to which half of the power lies, without a grid of thresholds. */
  exact: z.number().nullable(),
  /** Why there is no number, in one sentence; null when there is one. */
  sentence: z.string().nullable(),
  resamples: countSchema,
  /** Of how many equally large perturbations the mean is worth: (Σw)²/Σw² with w the power of each. */
  effectiveImages: z.number().nullable().default(null),
  /** Why there is no interval, or how often one of so few images covers; filled in when a result is shown. */
  intervalRemark: z.string().nullable().default(null),
  /** Every image weighs the same. */
  perImage: halfPowerValueSchema.nullable().default(null),
})
export type HalfPower = z.infer<typeof halfPowerSchema>

export const spectrumModelResultSchema = z.object({
  id: idSchema,
  weights: measuredWeightsSchema,
  group: groupSchema,
  /** Perturbations in the mean: those that were found. */
  images: countSchema,
  /** Images of the attack for which there are none. */
  without: countSchema,
  f_half: halfPowerSchema,
  /** Of 25 thresholds, as the paper's, and of as many as were asked for. */
  profile: radialProfileSchema,
  fineProfile: radialProfileSchema,
})
export type SpectrumModelResult = z.infer<typeof spectrumModelResultSchema>

export const spectrumResultSchema = z.object({
  kind: z.literal('spectrum'),
  study: idSchema,
  norm: normSchema,
  /** Method and criterion of the attack in words. */
  caption: z.string(),
  origin: z.string(),
  which: measuredImagesSchema.exactOptional(),
  subset: hashSchema,
  targets: hashSchema,
  /** Side lengths of the images in pixels. */
  height: countSchema,
  width: countSchema,
  models: z.array(spectrumModelResultSchema),
  /** The mean profile of each group of two or more models of one architecture: of its settings, each the mean of its models. */
  groups: z.array(
    z.object({
      group: groupSchema,
      models: countSchema,
      /** Different σ (or components, noise, neurons) among them, each of which counts once. */
      settings: countSchema,
      profile: radialProfileSchema,
      fineProfile: radialProfileSchema,
      /** f_0.5 of the mean profile. */
      f_half: z.object({ value: z.number().nullable(), unit: z.literal('cycles/pixel') }),
    }),
  ),
  missing: z.array(idSchema),
})
export type SpectrumResult = z.infer<typeof spectrumResultSchema>
