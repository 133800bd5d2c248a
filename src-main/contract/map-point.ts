/** A model on the Map: its latest numbers of every kind, and what they were measured on. */
import { z } from 'zod'
import {
  cellPrecisionSchema,
  corruptionIntervalsSchema,
  corruptionOriginSchema,
  corruptionSummarySchema,
} from './kinds/corruption/study'
import { reversalSchema } from './kinds/hybrid/study'
import { scalingSchema } from './kinds/neural/scaling'
import { halfPowerSchema } from './kinds/spectrum/study'
import { cleanAccuracySchema, groupSchema, neuralTermOfModelSchema } from './model'
import {
  countSchema,
  hashSchema,
  idSchema,
  measuredSchema,
  positiveCountSchema,
  seedSchema,
  sigmaSchema,
} from './primitives'

/** A median ε for the Map, and the arithmetic mean; `caption` says by which method and criterion they were found. */
const mapEpsilonSchema = measuredSchema.extend({
  /** Null when an image is censored. */
  mean: z.number().nullable(),
  /** Images that count. */
  images: countSchema,
  success: z.number().min(0).max(1),
  study: idSchema,
  caption: z.string(),
})

/** `fixedEpsilon`: of perturbations within it, in the unit of their norm; absent: of the smallest ones. */
const mapHalfPowerSchema = halfPowerSchema.extend({
  study: idSchema,
  caption: z.string(),
  fixedEpsilon: z.number().exactOptional(),
})

/** On which work a study measured: numbers with the same key are comparable. */
const measuringWorkSchema = z.object({ key: z.string().min(1), words: z.string().min(1) })
export type MeasuringWork = z.infer<typeof measuringWorkSchema>

/** A model's accuracy under corruptions, for the Map. Points of different `origin.label` are different measures. */
export const mapCorruptionSchema = corruptionSummarySchema.extend({
  study: idSchema,
  dataSet: idSchema,
  origin: corruptionOriginSchema,
  comparable: z.boolean(),
  /** Of each cell; at most, where cells ended at a precision. */
  images: positiveCountSchema,
  precision: cellPrecisionSchema.exactOptional(),
  /** Null in studies of before there were intervals. */
  intervals: corruptionIntervalsSchema.nullable(),
})
export type MapCorruption = z.infer<typeof mapCorruptionSchema>

/** Of the layer that is most like the population, chosen on other images than it is told on (methods N.5). */
export const mapSimilaritySchema = z.object({
  study: idSchema,
  population: idSchema,
  /** How the population is called. */
  name: z.string(),
  /** Chosen on the first half of the images, and on the second. */
  layers: z.tuple([z.string(), z.string()]),
  /** Of how many layers. */
  of: positiveCountSchema,
  /** Each neuron divided by its standard deviation. */
  scaling: scalingSchema,
  rsa: z.number(),
  low: z.number(),
  high: z.number(),
  images: positiveCountSchema,
  work: measuringWorkSchema,
})
export type MapSimilarity = z.infer<typeof mapSimilaritySchema>

/** What a model was drawn to while it was trained (methods N.6 to N.8). */
export const mapNeuralTermSchema = neuralTermOfModelSchema
  .pick({ population: true, alpha: true, control: true, method: true, simulated: true })
  .extend({
    /** Models with the same word differ in the preferred frequency of the neurons, the control and the training seed only. */
    series: z.string().nullable(),
  })

/** A data set on which models were measured. */
export const mapDataSetSchema = z.object({
  id: idSchema,
  /** How it is called; its id where it is gone. */
  name: z.string(),
  /** Models with a finished unit on it. */
  models: countSchema,
  /** Studies of hybrid images on it, the newest first, each with how many models it is of. */
  reversals: z.array(
    z.object({ study: idSchema, title: z.string(), asked: z.string(), models: countSchema }),
  ),
})
export type MapDataSet = z.infer<typeof mapDataSetSchema>

/** Numbers of different data sets do not belong on one pair of axes. */
export const mapRequestSchema = z.strictObject({
  /** Only what was measured on it; absent: of each number the newest, whatever it was measured on. */
  dataSet: z.string().min(1).optional(),
  /** f_rev of this study only; absent: of each model the newest. */
  reversals: z.string().min(1).optional(),
})
export type MapRequest = z.infer<typeof mapRequestSchema>

export const mapPointSchema = z.object({
  id: idSchema,
  name: z.string(),
  group: groupSchema,
  sigma: sigmaSchema,
  /** Of its training; null for a model that was trained elsewhere. */
  seed: seedSchema.nullable(),
  /** The model whose weights it went on from (methods B.4); absent: none, or not known. */
  from: idSchema.exactOptional(),
  /** Models with the same name here differ in their training seed only; null where that is not known. */
  family: z.string().nullable(),
  /** Blurred models with the same name here differ in σ and training seed only; null: on no curve. */
  series: z.string().nullable(),
  /** Why a blurred model is in no series; null where it is, or has no blur. */
  seriesReason: z.string().nullable(),
  parameters: positiveCountSchema,
  /** SHA-256 of its weights: models of one name from two computers differ in it. */
  weights: hashSchema,
  /** Side of the model's input in pixels: turns fractions of Nyquist into cycles/image. */
  size: positiveCountSchema,
  /** `on`: name of the part; `work`: its images, and of which data set; absent: not known. */
  accuracy: cleanAccuracySchema.extend({ work: measuringWorkSchema.exactOptional() }).nullable(),
  /** From the newest hybrid study with a result for this model; null without one. */
  f_rev: reversalSchema.nullable(),
  /** Pairings that f_rev is from: with one, its interval is over images only. Absent: not known. */
  pairings: positiveCountSchema.exactOptional(),
  /** p_other where p_low = p_high. */
  p_other_at_reversal: z.number().nullable(),
  /** Mean confidence where p_low = p_high, interpolated over f_mix. */
  confidence_at_reversal: measuredSchema.shape.value,
  /** The hybrid study that f_rev is from. */
  hybridStudy: idSchema.nullable(),
  /** Every hybrid study with an f_rev of it among those asked for, the newest last; absent: not known. */
  hybridStudies: z.array(idSchema).exactOptional(),
  /** Median size of its minimal perturbations per norm, from the newest attack study with a result for it. */
  medianEpsilon: z.object({ L2: mapEpsilonSchema.nullable(), Linf: mapEpsilonSchema.nullable() }),
  /**
   * f_0.5 per norm of the perturbations, from the newest spectrum study with a result for it. Of perturbations within a
   * fixed ε only where no model has one of the smallest; else without a value, and with the reason.
   */
  f_half: z.object({ L2: mapHalfPowerSchema.nullable(), Linf: mapHalfPowerSchema.nullable() }),
  /** Under corruptions: of each origin the newest study with a result for it, newest first. */
  corruptions: z.array(mapCorruptionSchema),
  /** Absent: it was drawn to no neurons. */
  neuralTerm: mapNeuralTermSchema.exactOptional(),
  /** Models with the same word differ in neural term and training seed only; null or absent where that is not known. */
  plain: z.string().nullable().exactOptional(),
  /** Similarity to populations of neurons (methods N.5): of each the newest study; absent: none. */
  neural: z.array(mapSimilaritySchema).exactOptional(),
  /** Studies with this model in it that took images which a model of the study was trained on; absent: none. */
  onTrainingImages: z.array(idSchema).exactOptional(),
  /** Studies with this model in it whose results cannot be read, or not all of them, each with the reason; absent: none. */
  unread: z.array(z.object({ study: idSchema, reason: z.string() })).exactOptional(),
  /** Every study with this model in it, the one that trained it, if any, first. */
  studies: z.array(idSchema),
  /** By study, for those that this point's numbers are from; absent: not known. */
  work: z.record(idSchema, measuringWorkSchema).exactOptional(),
})
export type MapPoint = z.infer<typeof mapPointSchema>
