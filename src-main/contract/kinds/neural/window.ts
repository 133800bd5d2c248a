/** What the gallery of neurons asks beyond the studies' results: the images themselves, some at a time. */
import { z } from 'zod'
import { method } from '../../method'
import { countSchema, positiveCountSchema } from '../../primitives'

/** Neurons of one answer. */
export const MOST_NEURONS = 32

export const neuralMethods = {
  'neural.maximal': method(
    z.strictObject({
      /** By id, name or beginning. */
      study: z.string(),
      neurons: z.array(countSchema).min(1).max(MOST_NEURONS),
    }),
    z.object({
      height: positiveCountSchema,
      width: positiveCountSchema,
      /** Side of the square of a spectrum. */
      side: positiveCountSchema,
      images: z.array(
        z.object({
          neuron: countSchema,
          /** Rows of the image in standardised units: 0 is the mean gray. */
          image: z.array(z.number()),
          /** Power of the image in a square of zeros, centred: rows are vertical frequencies. */
          power: z.array(z.number()),
        }),
      ),
      /** Neurons of the study that are not computed yet. */
      missing: z.array(countSchema),
    }),
  ),
} as const
