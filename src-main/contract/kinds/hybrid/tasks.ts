/** The units of a hybrid study, as the job process is asked for them. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { positiveCountSchema, seedSchema } from '../../primitives'

/** Some mixing frequencies of one pairing seed (or of one list of pairs) for one model. */
export const hybridTaskSchema = z.object({
  kind: z.literal('hybrid'),
  model: weightsSchema,
  images: imagesSchema,
  /** Fractions of Nyquist. */
  fMix: z.array(z.number().min(0).max(1)).min(1),
  pairing: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('seeded'), seed: seedSchema }),
    z.object({ kind: z.literal('listed'), low: z.array(z.int()), high: z.array(z.int()) }),
  ]),
  batchSize: positiveCountSchema,
})

/** The curves and the reversal of one model, from the arrays of its hybrid units. */
export const reversalTaskSchema = z.object({
  kind: z.literal('reversal'),
  /** Per seed, the arrays of its blocks, in ascending f_mix. */
  seeds: z.array(z.array(z.string()).min(1)).min(1),
  fMix: z.array(z.number().min(0).max(1)).min(2),
  bootstrap: z.object({ resamples: positiveCountSchema, seed: seedSchema }),
})
export type HybridTask = z.infer<typeof hybridTaskSchema>
export type ReversalTask = z.infer<typeof reversalTaskSchema>
