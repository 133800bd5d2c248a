/** The units of a sweep, as the job process is asked for them. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { networkConfigurationSchema, weightsSchema } from '../../model'
import { populationChoiceSchema } from '../../population'
import { countSchema, positiveCountSchema, seedSchema } from '../../primitives'
import { recipeSchema } from '../../training/recipe'
import { scalingSchema } from '../neural/scaling'
import { neuralControlSchema } from './neural'
import { readOutChangeSchema } from './start-from'

/** One epoch block of one training run. */
export const trainTaskSchema = z.object({
  kind: z.literal('train'),
  network: networkConfigurationSchema,
  recipe: recipeSchema,
  seed: seedSchema,
  /** Of the split into training and validation images; absent: the training seed. */
  splitSeed: seedSchema.exactOptional(),
  images: imagesSchema,
  /** Epochs finished before this block, and how many it adds. */
  from: countSchema,
  epochs: positiveCountSchema,
  /** Result of the block before: its JSON and its arrays; null for the first. */
  previous: z.object({ json: z.string(), arrays: z.string() }).nullable(),
  /** Weights that the first block begins with, and what becomes of their last layer; absent: random ones. */
  start: z.object({ weights: weightsSchema, readOut: readOutChangeSchema }).exactOptional(),
  /** The section up to which parameters get no step. */
  freezeUntil: z.string().exactOptional(),
  /** Principal components for the first block of a network that projects onto them. */
  components: z.string().exactOptional(),
  /** Draws the network to neural similarities, or co-trains responses; `similarities`: arrays of the unit that has them. */
  neural: z
    .object({
      method: z.literal('co-training').exactOptional(),
      alpha: z.number().positive(),
      layers: z.array(z.string()).min(1),
      batchSize: positiveCountSchema,
      similarities: z.string(),
    })
    .exactOptional(),
})

/** Similarities of images as a population, or its control, has them; or its responses to them. */
export const similaritiesTaskSchema = z.object({
  kind: z.literal('neural similarities'),
  /** Absent: similarities. */
  what: z.literal('responses').exactOptional(),
  /** Null: the control is made of pixels alone. */
  population: populationChoiceSchema.nullable(),
  control: neuralControlSchema,
  scaling: scalingSchema,
  /** Standard deviation of the low-pass in pixels. */
  blur: z.number().positive(),
  /** The training images, of which so many that a network learns from are taken; or the recording's own. */
  source: z.discriminatedUnion('from', [
    z.object({
      from: z.literal('training'),
      images: imagesSchema,
      validationFraction: z.number().min(0).max(1),
      splitSeed: seedSchema,
    }),
    z.object({
      from: z.literal('recorded'),
      shown: imagesSchema.nullable(),
      size: positiveCountSchema,
      channels: z.union([z.literal(1), z.literal(3)]),
      population: populationChoiceSchema,
    }),
  ]),
  count: positiveCountSchema,
  seed: seedSchema,
})
export type SimilaritiesTask = z.infer<typeof similaritiesTaskSchema>

/** The leading principal components of training images. */
export const componentsTaskSchema = z.object({
  kind: z.literal('components'),
  images: imagesSchema,
  count: positiveCountSchema,
})

/** The end of a training run: keeps the weights of its best epoch. */
export const keepTaskSchema = z.object({
  kind: z.literal('keep'),
  network: networkConfigurationSchema,
  previous: z.object({ json: z.string(), arrays: z.string() }),
  /** Running statistics are found anew over so many of the images that were learnt from; absent: those of the training. */
  reestimate: z
    .object({
      images: imagesSchema,
      validationFraction: z.number().min(0).max(1),
      splitSeed: seedSchema,
      count: positiveCountSchema,
      batchSize: positiveCountSchema,
    })
    .exactOptional(),
})

/** Clean accuracy of the model that a training run has made. */
export const accuracyTaskSchema = z.object({
  kind: z.literal('accuracy'),
  network: networkConfigurationSchema,
  /** The model's weights. */
  weights: z.string(),
  test: imagesSchema.nullable(),
  /** For each class of the test images, the index of the network's own; absent: the same order. */
  classOrder: z.array(countSchema).exactOptional(),
  /** The training images: their validation split is measured when there is no test part. */
  train: imagesSchema,
  validationFraction: z.number().min(0).max(1),
  /** Of the training; with `splitSeed` absent it drew the split, too. */
  seed: seedSchema,
  splitSeed: seedSchema.exactOptional(),
})
export type TrainTask = z.infer<typeof trainTaskSchema>
export type ComponentsTask = z.infer<typeof componentsTaskSchema>
export type KeepTask = z.infer<typeof keepTaskSchema>
export type AccuracyTask = z.infer<typeof accuracyTaskSchema>
