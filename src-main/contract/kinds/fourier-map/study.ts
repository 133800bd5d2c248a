/**
 * The Fourier heat map (Yin et al. 2019; methods I.1): for every direction of the two-dimensional spectrum, how
 * much a perturbation of fixed L2 norm along it changes a model's answers.
 *
 * A map is centred: DC at (⌊height/2⌋, ⌊width/2⌋) of the whole plane. Both versions come from the same forward
 * passes: the error rate, and the mean L2 distance that the logits move (the network's last layer).
 */
import { z } from 'zod'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { imageSelectionRequest, measuredImagesSchema } from '../../images/selection'
import {
  countSchema,
  deviceNameSchema,
  idSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  proportionSchema,
  seedSchema,
  sigmaSchema,
} from '../../primitives'
import { schemasOf } from '../../studies/option'
import { fourierMapOptions } from './options'

/** Images when nothing is said: as many as the paper draws its maps from. */
export const USUAL_IMAGES = 500

const name = z.string().min(1)

export const fourierMapRequestSchema = z.object({
  kind: z.literal('fourier-map'),
  title: name.optional(),
  /** Models by id, name or unique beginning of the id; `all` is every model of the project. */
  models: z.array(name).min(1),
  dataSet: name,
  split: name.optional(),
  /** At each direction; absent: 500, because the whole map is millions of forward passes. */
  ...imageSelectionRequest,
  ...schemasOf(fourierMapOptions),
  device: deviceNameSchema.optional(),
})
export type FourierMapRequest = z.output<typeof fourierMapRequestSchema>

export const perturbationNormSchema = z.object({
  value: z.number().positive(),
  unit: z.literal('L2 per channel'),
  /** e.g. `published for CIFAR-10`, `as asked`. */
  origin: z.string(),
})

export const fourierMapPlanSchema = z.object({
  kind: z.literal('fourier-map'),
  models: z.array(modelChoiceSchema).min(1),
  data: dataChoiceSchema,
  /** Side of the images in pixels. */
  size: positiveCountSchema,
  norm: perturbationNormSchema,
  /** Cycles per image; null: the whole plane. */
  extent: positiveCountSchema.nullable(),
  seed: seedSchema,
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type FourierMapPlan = z.infer<typeof fourierMapPlanSchema>

/** Row-major, centred; null where it is not measured yet. */
const mapValuesSchema = z.array(z.number().nullable())

export const fourierMapModelSchema = z.object({
  id: idSchema,
  weights: measuredWeightsSchema,
  sigma: sigmaSchema,
  /** Accuracy on the same images, unperturbed; null until it is measured. */
  clean: proportionSchema.nullable(),
  rows: z.object({ done: countSchema, total: positiveCountSchema }),
  /** Share of wrong answers, 0 … 1. */
  errorRate: mapValuesSchema,
  /** Mean L2 distance between the logits with and without the perturbation. */
  featureChange: mapValuesSchema,
  /** Means over rings, from DC outwards; null where a ring is not finished. */
  radial: z.object({
    frequencies: z.object({ values: z.array(z.number()), unit: z.literal('cycles/pixel') }),
    errorRate: mapValuesSchema,
    featureChange: mapValuesSchema,
  }),
})
export type FourierMapModel = z.infer<typeof fourierMapModelSchema>

export const fourierMapResultSchema = z.object({
  kind: z.literal('fourier-map'),
  study: idSchema,
  dataSet: idSchema,
  split: z.string().nullable(),
  images: positiveCountSchema,
  which: measuredImagesSchema.exactOptional(),
  norm: perturbationNormSchema,
  seed: seedSchema,
  /** Of the maps, which may show less than the whole plane. */
  height: positiveCountSchema,
  width: positiveCountSchema,
  /** Frequency of each row and of each column. */
  axes: z.object({
    rows: z.array(z.number()),
    columns: z.array(z.number()),
    unit: z.literal('cycles/pixel'),
  }),
  /** What `featureChange` is the change of. */
  feature: z.literal('logits'),
  models: z.array(fourierMapModelSchema),
  /** Models without any finished row. */
  missing: z.array(idSchema),
})
export type FourierMapResult = z.infer<typeof fourierMapResultSchema>
