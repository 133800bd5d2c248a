/** What the job process can be asked about a sweep that is not made yet: how fast this machine trains. */
import { z } from 'zod'
import { networkConfigurationSchema } from '../../model'
import { partSchema } from '../../part'
import { countSchema, deviceNameSchema, positiveCountSchema } from '../../primitives'
import { recipeSchema } from '../../training/recipe'

export const sweepRequests = [
  /** Trains and measures for a moment. */
  z.object({
    request: z.literal('speed'),
    network: networkConfigurationSchema,
    recipe: recipeSchema,
    images: partSchema,
    /** Pairs per step of a hybrid measurement; null: do not measure that. */
    hybridBatch: positiveCountSchema.nullable(),
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
] as const

export const sweepMessages = [
  z.object({
    message: z.literal('speed'),
    /** Seconds before the first training step was done: building and compiling. */
    startSeconds: z.number(),
    trainingImagesPerSecond: z.number().positive(),
    hybridsPerSecond: z.number().positive().nullable(),
    /** Of the weights and buffers of one model. */
    stateBytes: countSchema,
  }),
] as const
