/** What a sweep says about regularisation with a population of neurons (neural N.6). */
import { z } from 'zod'
import { dataChoiceSchema } from '../../studies/choices'
import { groupSchema, simulatedTermSchema } from '../../model'
import { hashSchema, idSchema, positiveCountSchema, seedSchema, unique } from '../../primitives'
import { USUAL_SCALING, scalingSchema } from '../neural/scaling'
import type { Scaling } from '../neural/scaling'

/**
 * Whose similarities the network is drawn to. `none`: the population's. `shuffled`: those of other images of the population.
 * `pixels`, `blurred`: the images' own, or those of their low-passed pixels, and no neurons at all.
 */
export const neuralControlSchema = z.enum(['none', 'shuffled', 'pixels', 'blurred'])
export type NeuralControl = z.infer<typeof neuralControlSchema>

/**
 * `similarity`: the network's similarities are drawn to the neurons' (N.6). `co-training`: a read-out of the network learns
 * their responses beside the classification (N.7); it has no α.
 */
export const neuralMethodSchema = z.enum(['similarity', 'co-training'])
export type NeuralMethod = z.infer<typeof neuralMethodSchema>

/** Weight of the term; 0: no term at all, an ordinary run. */
export const alphaSchema = z.number().min(0).max(1e6)

/** What a neural term is where nothing is said, in every command and form (N.6). Of co-training there is no α. */
export const USUAL_TERM = {
  alphas: [10],
  controls: ['none'],
  images: 4000,
  batchSize: 64,
  scaling: USUAL_SCALING,
} as const satisfies {
  alphas: readonly number[]
  controls: readonly NeuralControl[]
  images: number
  batchSize: number
  scaling: Scaling
}

/** What a request may say. */
export const neuralTermRequestSchema = z.object({
  /** By id, name or unique beginning of the id. */
  population: z.string().min(1),
  /** Further predictive or simulated populations, each of which gives models as the first does. */
  others: z.array(z.string().min(1)).min(1).max(50).optional(),
  method: neuralMethodSchema.default('similarity'),
  /** Of co-training none. Absent: the usual. */
  alphas: z.array(alphaSchema).min(1).max(50).optional(),
  controls: z
    .array(neuralControlSchema)
    .min(1)
    .default([...USUAL_TERM.controls]),
  /** Absent: the sections of the network; of co-training the third, or the last where there are fewer. */
  layers: z.array(z.string().min(1)).min(1).max(50).optional(),
  /** Images whose similarities are known. */
  images: z.int().min(4).max(5000).default(USUAL_TERM.images),
  /** Of them in each step. */
  batchSize: z.int().min(4).max(1024).default(USUAL_TERM.batchSize),
  /** Each neuron divided by its standard deviation over the images. */
  scaling: scalingSchema.default(USUAL_TERM.scaling),
})
export type NeuralTermRequest = z.output<typeof neuralTermRequestSchema>

export const termPopulationSchema = z.object({
  id: idSchema,
  identity: hashSchema,
  name: z.string(),
  /** Of a simulated population with a preferred frequency. */
  simulated: simulatedTermSchema.exactOptional(),
})

export const neuralTermPlanSchema = z.object({
  population: termPopulationSchema,
  /** Group of the models whose similarities are the population's own. */
  group: groupSchema,
  /** Further populations in turn; absent: none. */
  others: z
    .array(z.object({ population: termPopulationSchema, group: groupSchema }))
    .min(1)
    .exactOptional(),
  /** Absent: `similarity`. */
  method: z.literal('co-training').exactOptional(),
  /** Of co-training 1, which weighs nothing: the weights are learned. */
  alphas: z.array(alphaSchema).min(1).refine(unique, 'each α may be named once'),
  controls: z.array(neuralControlSchema).min(1).refine(unique, 'each control may be named once'),
  layers: z.array(z.string()).min(1).refine(unique, 'each layer may be named once'),
  /** `training`: so many of the images that the networks learn from; `recorded`: so many of the recording's own. */
  images: z.object({ from: z.enum(['training', 'recorded']), count: positiveCountSchema }),
  /** The images of a recording that has none of its own. */
  shown: dataChoiceSchema.nullable(),
  batchSize: positiveCountSchema,
  scaling: scalingSchema,
  /** Draws the images, and the images that stand for others in the shuffled control. */
  seed: seedSchema,
  /** Of the low-passed pixels, in pixels of the network's input. */
  blur: z.number().positive(),
})
export type NeuralTermPlan = z.infer<typeof neuralTermPlanSchema>
