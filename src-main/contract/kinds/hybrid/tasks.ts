/** The units of a hybrid study, as the job process is asked for them. */
import { z } from 'zod'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { positiveCountSchema, seedSchema } from '../../primitives'
import { plannedGridSchema } from './options'

const bootstrapSchema = z.object({ resamples: positiveCountSchema, seed: seedSchema })

/** Some mixing frequencies of one pairing seed (or of one list of pairs) for one model. */
export const hybridTaskSchema = z.object({
  kind: z.literal('hybrid'),
  model: weightsSchema,
  images: imagesSchema,
  /** Fractions of Nyquist. */
  fMix: z.array(mixingFrequencySchema).min(1),
  pairing: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('seeded'), seed: seedSchema }),
    z.object({ kind: z.literal('listed'), low: z.array(z.int()), high: z.array(z.int()) }),
  ]),
  batchSize: positiveCountSchema,
})

/** Those frequencies of a whole grid that earlier answers of the model to all pairings ask for, of one pairing. */
export const refinementTaskSchema = hybridTaskSchema.omit({ kind: true, fMix: true }).extend({
  kind: z.literal('hybrid refinement'),
  /** The whole grid, fractions of Nyquist, ascending. */
  among: z.array(mixingFrequencySchema).min(2),
  /** As the plan's (options.ts). */
  version: z.literal(2).exactOptional(),
  /** Per pairing, the arrays of what is measured so far. */
  earlier: z.array(z.array(z.string()).min(1)).min(1),
  bootstrap: bootstrapSchema,
})

/** The curves and the reversal of one model, from the arrays of its hybrid units. */
export const reversalTaskSchema = z.object({
  kind: z.literal('reversal'),
  /** Per seed, the arrays of its blocks. */
  seeds: z.array(z.array(z.string()).min(1)).min(1),
  bootstrap: bootstrapSchema,
  /** The whole grid, where it was refined. */
  refined: plannedGridSchema.shape.refined,
})
export type HybridTask = z.infer<typeof hybridTaskSchema>
export type RefinementTask = z.infer<typeof refinementTaskSchema>
export type ReversalTask = z.infer<typeof reversalTaskSchema>
