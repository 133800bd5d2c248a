/**
 * The study of filters: accuracy on low- and high-passed images against the cut-off, and how far such images and
 * hybrids are from natural ones (Yin et al. 2019; methods C.6).
 */
import { z } from 'zod'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { imageSelectionRequest, measuredImagesSchema } from '../../images/selection'
import {
  deviceNameSchema,
  idSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  proportionSchema,
  seedSchema,
  sigmaSchema,
} from '../../primitives'
import { schemasOf } from '../../studies/option'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { cutOffValuesSchema, filterKindSchema, filterOptions } from './options'

/** Images when nothing is said; null: all. */
export const USUAL_IMAGES: number | null = null

const name = z.string().min(1)

export type FilterKindName = z.infer<typeof filterKindSchema>

export const cutOffsSchema = z.object({ values: cutOffValuesSchema, unit: z.literal('fraction of Nyquist') })

export const filterRequestSchema = z.object({
  kind: z.literal('filter'),
  title: name.optional(),
  /** Models by id, name or unique beginning of the id; `all` is every model of the project. */
  models: z.array(name).min(1),
  dataSet: name,
  split: name.optional(),
  ...imageSelectionRequest,
  ...schemasOf(filterOptions),
  device: deviceNameSchema.optional(),
})
export type FilterRequest = z.output<typeof filterRequestSchema>

export const filterPlanSchema = z.object({
  kind: z.literal('filter'),
  models: z.array(modelChoiceSchema).min(1),
  data: dataChoiceSchema,
  filters: z.array(filterKindSchema).min(1),
  cutOffs: cutOffsSchema,
  /** How many images, and the seed that pairs them to hybrids; null: not asked. */
  naturalness: z.object({ images: positiveCountSchema, seed: seedSchema }).nullable(),
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type FilterPlan = z.infer<typeof filterPlanSchema>

export const filterPointSchema = z.object({
  /** Fraction of Nyquist. */
  cutOff: mixingFrequencySchema,
  accuracy: proportionSchema,
  /** Mean softmax probability of the answer. */
  confidence: z.number(),
})
export type FilterPoint = z.infer<typeof filterPointSchema>

/** The two distances of a set of images from natural ones. */
export const imageDistancesSchema = z.object({
  /** First Wasserstein distance of the histograms of pixel values in [0,1]: 0 … 1. */
  wasserstein: z.number(),
  /** Root mean square difference of the radial power spectra, in decibels. */
  logSpectral: z.number(),
})

/** Pixel values and spectrum of one set of images. */
export const imageStatisticsSchema = z.object({
  kind: z.enum(['natural', 'hybrid', 'low-pass', 'high-pass']),
  /** Fraction of Nyquist: of the filter, or f_mix; null: natural images. */
  cutOff: mixingFrequencySchema.nullable(),
  distances: imageDistancesSchema,
  /** Share of pixel values in each of equally wide bins of [0,1]. */
  histogram: z.array(z.number()),
  /** Mean power of each ring, the mean of each image removed. */
  power: z.array(z.number()),
})
export type ImageStatistics = z.infer<typeof imageStatisticsSchema>

export const naturalnessSchema = z.object({
  images: positiveCountSchema,
  /** Radii of the rings, ascending. */
  frequencies: z.object({ values: z.array(z.number()), unit: z.literal('cycles/pixel') }),
  /** Distances of one half of the natural images from the other: what chance alone gives. */
  floor: imageDistancesSchema,
  /** Natural images first, then by cut-off. */
  sets: z.array(imageStatisticsSchema),
})
export type Naturalness = z.infer<typeof naturalnessSchema>

export const filterResultSchema = z.object({
  kind: z.literal('filter'),
  study: idSchema,
  dataSet: idSchema,
  split: z.string().nullable(),
  images: positiveCountSchema,
  which: measuredImagesSchema.exactOptional(),
  cutOffs: cutOffsSchema,
  models: z.array(
    z.object({
      id: idSchema,
      weights: measuredWeightsSchema,
      sigma: sigmaSchema,
      clean: proportionSchema.nullable(),
      /** Per asked filter, its finished cut-offs in ascending order. */
      curves: z.array(z.object({ filter: filterKindSchema, points: z.array(filterPointSchema) })),
    }),
  ),
  /** Models without any finished cut-off. */
  missing: z.array(idSchema),
  /** Null when it was not asked for, and until the natural images are measured. */
  naturalness: naturalnessSchema.nullable(),
})
export type FilterResult = z.infer<typeof filterResultSchema>
