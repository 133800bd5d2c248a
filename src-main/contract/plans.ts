/**
 * What a study asks. A *request* is what a person or a wizard says, with everything optional that has a
 * default; the workbench turns it into a *plan*, which says everything: it is stored as
 * `studies/ID/plan.json`, and the same plan always expands into the same units.
 */
import { z } from 'zod'
import { attackPlanSchema, attackRequestSchema } from './attack-study'
import { dataChoiceSchema, modelChoiceSchema } from './choices'
import { classMatchSchema } from './class-names'
import { corruptionPlanSchema, corruptionRequestSchema } from './corruption-study'
import { imageSelectionRequest } from './image-selection'
import { filterPlanSchema, filterRequestSchema } from './filter-study'
import { fourierMapPlanSchema, fourierMapRequestSchema } from './fourier-map-study'
import { networkConfigurationSchema, trainableArchitectureSchema } from './model'
import {
  deviceNameSchema,
  idSchema,
  positiveCountSchema,
  seedSchema,
  sigmaSchema,
  wordsSchema,
} from './primitives'
import { shown } from './shown'
import { recipeSchema } from './recipe'
import { spectrumPlanSchema, spectrumRequestSchema } from './spectrum-study'

export type { AttackPlan } from './attack-study'
export { dataChoiceSchema, modelChoiceSchema } from './choices'
export type { DataChoice, ModelChoice } from './choices'
export type { CorruptionPlan } from './corruption-study'
export type { FilterPlan } from './filter-study'
export type { FourierMapPlan } from './fourier-map-study'
export type { SpectrumPlan } from './spectrum-study'

export const studyKindSchema = z.enum([
  'sweep',
  'hybrid',
  'evaluation',
  'attack',
  'spectrum',
  'corruption',
  'filter',
  'fourier-map',
])
export type StudyKindName = z.infer<typeof studyKindSchema>

const unique = <T>(values: T[]): boolean => new Set(values).size === values.length

/** Seeds of a study; each gives its own units. */
const seedsSchema = z
  .array(seedSchema)
  .min(1)
  .max(1000)
  .refine(unique, 'each training or pairing seed may be named once')

/** Frequencies of a mixing grid, ascending. */
export const mixingGridSchema = z.object({
  values: z
    .array(z.number().min(0).max(1))
    .min(2)
    .refine((values) => values.every((value, i) => i === 0 || value > values[i - 1]!), 'f_mix must ascend'),
  unit: z.literal('fraction of Nyquist'),
})

export const sweepPlanSchema = z.object({
  kind: z.literal('sweep'),
  /** The network of every model; its σ comes from `sigmas`. */
  network: networkConfigurationSchema.omit({ sigma: true, components: true, noise: true }),
  sigmas: z.array(sigmaSchema).max(200).refine(unique, 'each σ may be named once'),
  /** Numbers of principal components: each gives models without blur, behind a projection (methods A.5). */
  components: z
    .array(positiveCountSchema)
    .min(1)
    .max(200)
    .refine(unique, 'each number of components may be named once')
    .exactOptional(),
  /** Standard deviations of noise on the image, of intensities in [0,1]: each gives models without blur, trained with it. */
  noises: z
    .array(z.number().positive().max(1))
    .min(1)
    .max(200)
    .refine(unique, 'each noise σ may be named once')
    .exactOptional(),
  seeds: seedsSchema,
  /**
   * Draws which of the training images are kept apart for validation, the same ones for every training seed. Absent, in
   * plans of older versions: each training seed draws its own.
   */
  splitSeed: seedSchema.exactOptional(),
  recipe: recipeSchema,
  train: dataChoiceSchema,
  /** What clean accuracy is measured on; null: on the validation split of the training images. */
  test: dataChoiceSchema.nullable(),
  /** How the classes of the test images were matched with those of the training images; absent: they are the same. */
  testClasses: classMatchSchema.exactOptional(),
  classNames: z.array(wordsSchema),
  /** Epochs per unit: what a killed run can lose. */
  blockEpochs: positiveCountSchema,
  device: deviceNameSchema,
})
export type SweepPlan = z.infer<typeof sweepPlanSchema>

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
  fMix: mixingGridSchema,
  /** Pairs drawn anew for each seed, or one list of pairs that was brought along. */
  pairing: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('seeded'), seeds: seedsSchema }),
    z.object({ kind: z.literal('listed'), pairs: pairListSchema }),
  ]),
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type HybridPlan = z.infer<typeof hybridPlanSchema>

export const evaluationPlanSchema = z.object({
  kind: z.literal('evaluation'),
  models: z.array(modelChoiceSchema).min(1),
  data: dataChoiceSchema,
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type EvaluationPlan = z.infer<typeof evaluationPlanSchema>

export const planSchema = z.discriminatedUnion('kind', [
  sweepPlanSchema,
  hybridPlanSchema,
  evaluationPlanSchema,
  attackPlanSchema,
  spectrumPlanSchema,
  corruptionPlanSchema,
  filterPlanSchema,
  fourierMapPlanSchema,
])
export type Plan = z.infer<typeof planSchema>

export const planFileSchema = z.object({
  format: z.literal('halfpower plan'),
  version: z.literal(2),
  id: idSchema,
  title: z.string().min(1).overwrite(shown),
  plan: planSchema,
})
export type PlanFile = z.infer<typeof planFileSchema>

/** What a sweep request may say; whatever is absent gets the default named here or the recipe's. */
export const sweepRequestSchema = z
  .object({
    kind: z.literal('sweep'),
    title: z.string().min(1).optional(),
    dataSet: z.string().min(1),
    /** Another data set to measure clean accuracy on. */
    testDataSet: z.string().min(1).optional(),
    architecture: trainableArchitectureSchema.default('resnet18'),
    /** Absent: what is usual for the architecture (architectures.ts), 64 for a ResNet-18. */
    width: z.int().min(1).max(1024).optional(),
    /** Of architectures that come in several; absent: what is usual. */
    depth: positiveCountSchema.optional(),
    widen: positiveCountSchema.optional(),
    /** ResNets only. Absent: `cifar` up to 64 pixels, `imagenet` above. */
    stem: z.enum(['cifar', 'imagenet']).optional(),
    /** Normaliser, one number per channel. Absent: the paper's (methods A.1). */
    mean: z.array(z.number()).optional(),
    std: z.array(z.number().positive()).optional(),
    /** May be empty where `components` or `noises` is not. */
    sigmas: z.array(sigmaSchema).max(200),
    components: z.array(positiveCountSchema).min(1).max(200).optional(),
    noises: z.array(z.number().positive().max(1)).min(1).max(200).optional(),
    seeds: z.array(seedSchema).min(1).default([0]),
    recipe: z.string().min(1).default('blur-net-0.4'),
    epochs: positiveCountSchema.optional(),
    batchSize: positiveCountSchema.optional(),
    learningRate: z.number().positive().optional(),
    trainLimit: positiveCountSchema.optional(),
    testLimit: positiveCountSchema.optional(),
    blockEpochs: positiveCountSchema.default(1),
    device: deviceNameSchema.optional(),
  })
  .refine(({ sigmas, components, noises }) => sigmas.length > 0 || (components ?? noises) !== undefined, {
    message: 'a sweep needs at least one σ, number of principal components or noise σ',
    path: ['sigmas'],
  })

export const hybridRequestSchema = z.object({
  kind: z.literal('hybrid'),
  title: z.string().min(1).optional(),
  /** Models by id, name or unique beginning of the id; `all` is every model of the project. */
  models: z.array(z.string().min(1)).min(1),
  dataSet: z.string().min(1),
  split: z.string().min(1).optional(),
  /**
   * Mixing frequencies in fractions of Nyquist; `radii`: one for each different hybrid of images of this size. Absent:
   * the paper's grid for the size (methods C.4).
   */
  fMix: z.union([z.literal('radii'), z.array(z.number().min(0).max(1)).min(2)]).optional(),
  seeds: z.array(seedSchema).min(1).default([0, 1, 2, 3]),
  /** A CSV `low,high` of data-set indices instead of seeded pairs; `limit` and `first` then take the first of them. */
  pairsFile: z.string().min(1).optional(),
  ...imageSelectionRequest,
  batchSize: positiveCountSchema.default(128),
  device: deviceNameSchema.optional(),
})

export const evaluationRequestSchema = z.object({
  kind: z.literal('evaluation'),
  title: z.string().min(1).optional(),
  models: z.array(z.string().min(1)).min(1),
  dataSet: z.string().min(1),
  split: z.string().min(1).optional(),
  ...imageSelectionRequest,
  batchSize: positiveCountSchema.default(128),
  device: deviceNameSchema.optional(),
})

export const studyRequestSchema = z.discriminatedUnion('kind', [
  sweepRequestSchema,
  hybridRequestSchema,
  evaluationRequestSchema,
  attackRequestSchema,
  spectrumRequestSchema,
  corruptionRequestSchema,
  filterRequestSchema,
  fourierMapRequestSchema,
])
/** As a way in writes it: defaults may be left out. */
export type StudyRequestInput = z.input<typeof studyRequestSchema>
/** As the workbench reads it: defaults filled in. */
export type StudyRequest = z.output<typeof studyRequestSchema>
