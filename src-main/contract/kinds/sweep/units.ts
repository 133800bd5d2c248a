/**
 * What the units of a sweep leave in their results: the shapes of `data`.
 */
import { z } from 'zod'
import { cleanAccuracySchema, epochLineSchema } from '../../model'
import { hashSchema, positiveCountSchema } from '../../primitives'
import { withPossibleAccuracy } from '../../possible-accuracy'

/** An epoch without its seconds, which belong to the log and not to a result. */
export const epochDataSchema = epochLineSchema.omit({ seconds: true })

/** Of a block: all epochs since the beginning, and the best one so far. */
export const trainDataSchema = z.object({
  epochs: z.array(epochDataSchema),
  best: z.object({ epoch: positiveCountSchema, loss: z.number() }).nullable(),
})
export type TrainData = z.infer<typeof trainDataSchema>

/** Of the principal components; their arrays are the front end's part of a model's weights. */
export const componentsDataSchema = z.object({
  /** Share of the images' variance that they hold, in [0, 1]. */
  explained: z.number(),
})
export type ComponentsData = z.infer<typeof componentsDataSchema>

/** Of the end of a run; its arrays are the model's weights. */
export const keepDataSchema = z.object({
  parameters: positiveCountSchema,
  keptEpoch: positiveCountSchema,
  epochs: z.array(epochDataSchema),
})
export type KeepData = z.infer<typeof keepDataSchema>

/** With the hash of the weights that were measured; absent in results of older versions. */
export const accuracyDataSchema = z.object({
  accuracy: cleanAccuracySchema,
  weights: hashSchema.exactOptional(),
})
export type AccuracyData = z.infer<typeof accuracyDataSchema>

export const sweepUnits = {
  train: trainDataSchema,
  keep: keepDataSchema,
  accuracy: withPossibleAccuracy(accuracyDataSchema),
  components: componentsDataSchema,
  'neural similarities': z.object({ images: positiveCountSchema }),
} as const
