/** A sweep: a family of networks that differ in the front end's σ (or its principal components, or noise) and in their training seed. */
import { z } from 'zod'
import { dataChoiceSchema } from '../../studies/choices'
import { classMatchSchema } from '../../images/class-names'
import {
  cleanAccuracySchema,
  epochLineSchema,
  networkConfigurationSchema,
  neuralTermOfModelSchema,
  trainableArchitectureSchema,
} from '../../model'
import {
  countSchema,
  deviceNameSchema,
  idSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  seedSchema,
  seedsSchema,
  sigmaSchema,
  unique,
  wordsSchema,
} from '../../primitives'
import { recipeSchema } from '../../training/recipe'
import { neuralTermPlanSchema, neuralTermRequestSchema } from './neural'
import { startFromPlanSchema, startFromRequest } from './start-from'

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
  /** The model whose weights every run begins with (methods B.4); absent: random ones. */
  from: startFromPlanSchema.exactOptional(),
  /** Regularisation with a population of neurons (neural N.6): one run per σ, α, control and training seed. */
  neural: neuralTermPlanSchema.exactOptional(),
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

/** What a sweep request may say; whatever is absent gets the default named here or the recipe's. */
export const sweepRequestSchema = z
  .object({
    kind: z.literal('sweep'),
    title: z.string().min(1).optional(),
    dataSet: z.string().min(1),
    /** Another data set to measure clean accuracy on. */
    testDataSet: z.string().min(1).optional(),
    ...startFromRequest,
    /** Absent: that of the model that is gone on from, else `USUAL_ARCHITECTURE`. */
    architecture: trainableArchitectureSchema.optional(),
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
    neural: neuralTermRequestSchema.optional(),
    /** Absent: `USUAL_RECIPE`, or `FINE_TUNING_RECIPE` where weights are gone on from. */
    recipe: z.string().min(1).optional(),
    epochs: positiveCountSchema.optional(),
    batchSize: positiveCountSchema.optional(),
    /** Images that go through the network at once, of a batch whose gradients are added up; absent: the whole batch. */
    microBatch: positiveCountSchema.optional(),
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
export type SweepRequest = z.output<typeof sweepRequestSchema>

/** A training run of a sweep; `model` and `accuracy` are null until it is finished. */
export const sweepRunSchema = z.object({
  model: idSchema.nullable(),
  weights: measuredWeightsSchema,
  sigma: sigmaSchema,
  /** Principal components of its front end; null: none. */
  components: positiveCountSchema.nullable(),
  /** Standard deviation of noise on its images, of intensities in [0,1]; null: none. */
  noise: z.number().nullable(),
  /** Its neural term; absent: none. */
  neural: neuralTermOfModelSchema.exactOptional(),
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
  /** What has to be said of all these models; empty: nothing. */
  notices: z.array(z.string()),
})
export type SweepResult = z.infer<typeof sweepResultSchema>
