/**
 * The study of minimal adversarial perturbations: what it may be asked, what its plan holds, what it finds.
 *
 * Invariant: a plan names every image and every target by index. All models of a study, and every study with
 * the same list, are attacked on the same work; `subset` and `targets` of a result are the hashes that prove it.
 */
import { z } from 'zod'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { imageSelectionRequest, measuredImagesSchema } from '../../images/selection'
import { groupSchema } from '../../model'
import {
  countSchema,
  deviceNameSchema,
  fractionSchema,
  hashSchema,
  idSchema,
  measuredSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  proportionSchema,
  seedSchema,
} from '../../primitives'
import { schemasOf } from '../../studies/option'
import { attackMethodSchema, goalSchema, normSchema } from './methods'
import { attackOptions, startOptions, targetOptions } from './options'

/** Images when nothing is said: as many as the paper attacks. */
export const USUAL_IMAGES = 1000

const name = z.string().min(1)

/**
 * Which class each image is to become. `element-wise`: the labels of the whole part, rearranged so that none stays;
 * `class-wise`: one target class per class; `file`: a CSV `image,target` of data-set indices, whose images are the
 * subset.
 */
export const targetsRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('element-wise'), seed: targetOptions.targetsSeed.schema }),
  z.object({ kind: z.literal('class-wise'), seed: targetOptions.targetsSeed.schema }),
  z.object({ kind: z.literal('file'), file: name }),
])
export type TargetsRequest = z.output<typeof targetsRequestSchema>

/** Everything of a request but its models: what a spectrum study may be given instead of a study. */
export const attackSettingsRequestSchema = z.object({
  dataSet: name,
  split: name.optional(),
  /** Nothing said: 1000, or all of a targets file, of which `limit` and `first` take the first. */
  ...imageSelectionRequest,
  /** Without meaning for untargeted perturbations, which refuse a file. */
  targets: targetsRequestSchema.default({ kind: 'element-wise', seed: 0 }),
  ...schemasOf(attackOptions),
  goal: goalSchema.default('targeted'),
  device: deviceNameSchema.optional(),
})

export const attackRequestSchema = attackSettingsRequestSchema.extend({
  kind: z.literal('attack'),
  title: name.optional(),
  /** Models by id, name or unique beginning of the id; `all` is every model of the project. */
  models: z.array(name).min(1),
  ...schemasOf(startOptions),
})
export type AttackRequest = z.output<typeof attackRequestSchema>

/** The images of a study and what each is to become, by index. */
export const attackedImagesSchema = z.object({
  /** Indices in the part of the data set. */
  indices: z.array(countSchema).min(1),
  /** Class index per image; null: untargeted. */
  targets: z.array(countSchema).nullable(),
  /** How the list came about, for people: `a class-balanced subset of 1000 images (subset seed 0), element-wise targets (target seed 0)`. */
  origin: z.string(),
})
export type AttackedImages = z.infer<typeof attackedImagesSchema>

/** What is asked of each model. */
export const attackSettingsSchema = z.object({
  norm: normSchema,
  method: attackMethodSchema,
  goal: goalSchema,
  margin: z.number().min(0),
  confidence: z.number().gt(0).lt(1).nullable(),
  epsilon: z.number().positive().nullable(),
  seed: seedSchema,
  batchSize: positiveCountSchema,
  samples: positiveCountSchema,
})
export type AttackSettings = z.infer<typeof attackSettingsSchema>

/** Another model's stored perturbations, from which the searches begin (methods D.4). */
export const perturbationStartSchema = z.object({
  study: idSchema,
  model: idSchema,
  /** Of the model, for people. */
  name: z.string(),
  /** Its blocks that hold images of this plan with the same targets, and which. */
  blocks: z.array(z.object({ key: hashSchema, indices: z.array(countSchema).min(1) })).min(1),
  /** Of what is done with them (methods D.4); absent in plans of older versions: 1. Results go on as they were begun. */
  version: z.literal(2).exactOptional(),
})
export type PerturbationStart = z.infer<typeof perturbationStartSchema>

export const attackPlanSchema = z.object({
  kind: z.literal('attack'),
  models: z.array(modelChoiceSchema).min(1),
  data: dataChoiceSchema,
  images: attackedImagesSchema,
  settings: attackSettingsSchema,
  /** Absent: every search begins anew. */
  startFrom: perturbationStartSchema.exactOptional(),
  device: deviceNameSchema,
})
export type AttackPlan = z.infer<typeof attackPlanSchema>

/**
 * found: verified in a fresh pass. already target: the clean image meets the criterion, ε = 0. not verified: the
 * attack believed in an image that the fresh pass refused. start failed: nothing was found.
 */
export const imageStatusSchema = z.enum(['found', 'start failed', 'not verified', 'already target'])
export type ImageStatusName = z.infer<typeof imageStatusSchema>

/** What one model's image became. Numbers are null where the model's answer was not finite or nothing was found. */
export const attackedImageSchema = z.object({
  /** In the part of the data set. */
  index: countSchema,
  /** Class indices. */
  label: countSchema,
  target: countSchema.nullable(),
  status: imageStatusSchema,
  /** ε: size of the perturbation in the study's norm; 0 for images that are targets already. */
  distance: z.number().nullable(),
  /** max|δ|, whatever the norm. */
  largest: z.number().nullable(),
  /** The size |δ| that 99 % of the numbers of δ do not exceed: what a picture of it is scaled by. */
  percentile99: z.number().nullable(),
  /** Logit difference of the stored image in the criterion's sense, before κ. */
  margin: z.number().nullable(),
  /** Softmax probability of the prediction, and the predicted class, of the stored image and of the clean one. */
  confidence: z.number().nullable(),
  prediction: countSchema.nullable(),
  clean: z.object({ confidence: z.number().nullable(), prediction: countSchema.nullable() }),
  /** Passes of this image through the model, forward and backward together, and each. */
  queries: countSchema,
  forward: countSchema,
  backward: countSchema,
  /** Which attack of the chain found it. */
  foundBy: z.string().nullable(),
  /** Its search began with another model's perturbation. */
  warm: z.literal(true).exactOptional(),
})
export type AttackedImage = z.infer<typeof attackedImageSchema>

/** One thing that makes a result doubtful, in one sentence. */
export const warningSchema = z.object({ guard: z.string(), sentence: z.string() })

/** Sizes of perturbations; an image that is a target already counts with ε = 0, as in the paper's figures. */
export const epsilonSummarySchema = z.object({
  median: measuredSchema,
  /** Null when an image is censored (nothing found): then quantiles are all that can be said. */
  mean: z.number().nullable(),
  /** Null when an image is censored or has ε = 0, which has no logarithm; older results have 0 for that. */
  geometricMean: z.preprocess((value) => (value === 0 ? null : value), z.number().nullable()),
  /** `epsilon[i]` is the size that the proportion `probabilities[i]` of images does not exceed; null: censored. */
  curve: z.object({
    probabilities: z.array(fractionSchema),
    epsilon: z.array(z.number().nullable()),
    unit: z.string(),
  }),
})
export type EpsilonSummary = z.infer<typeof epsilonSummarySchema>

export const attackModelResultSchema = epsilonSummarySchema.extend({
  id: idSchema,
  weights: measuredWeightsSchema,
  group: groupSchema,
  norm: normSchema,
  /** Images counted: all. */
  count: countSchema,
  found: countSchema,
  alreadyTarget: countSchema,
  /** Proportion of the images that are targets already or for which a perturbation was found, and its interval. */
  success: fractionSchema,
  successInterval: proportionSchema,
  /** The sizes again without the images that are targets already; absent when there are none of those. */
  changed: epsilonSummarySchema.exactOptional(),
  /** One sentence when images are censored. */
  censored: z.string().nullable(),
  /** Sentences of the guards. */
  warnings: z.array(warningSchema),
  /**
   * The same with the size that the paper's first pipeline plotted (methods L.2), the largest signed entry of
   * adversarial − clean (`plus`, its Fig 2b) or clean − adversarial (`minus`, Fig 4c and 6a); only for L∞.
   */
  signedMaximum: z.object({ plus: epsilonSummarySchema, minus: epsilonSummarySchema }).nullable(),
  /** Images whose search began with another model's perturbation; absent: none. */
  warm: positiveCountSchema.exactOptional(),
  /** Mean number of passes per image. */
  queries: z.object({ forward: z.number(), backward: z.number() }),
  images: z.array(attackedImageSchema),
})
export type AttackModelResult = z.infer<typeof attackModelResultSchema>

export const attackResultSchema = z.object({
  kind: z.literal('attack'),
  study: idSchema,
  settings: attackSettingsSchema,
  /** Method and criterion in words, as they stand on a figure. */
  caption: z.string(),
  /** With whose perturbations searches began; absent: all began anew. */
  startFrom: perturbationStartSchema.omit({ blocks: true, version: true }).exactOptional(),
  /** Of all sizes. */
  unit: z.string(),
  /** How the images and targets were chosen, in words. */
  origin: z.string(),
  which: measuredImagesSchema.exactOptional(),
  /** Hash of the data and the images' indices; of the indices and their targets. Equal hashes: the same work. */
  subset: hashSchema,
  targets: hashSchema,
  models: z.array(attackModelResultSchema),
  /** Models whose units are not all finished. */
  missing: z.array(idSchema),
})
export type AttackResultDocument = z.infer<typeof attackResultSchema>
