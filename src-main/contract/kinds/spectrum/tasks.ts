/** The unit of a spectrum study, as the job process is asked for it. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { positiveCountSchema, seedSchema } from '../../primitives'

/** Mean spectrum and f_0.5 of one model, from the arrays of its blocks. */
export const spectrumTaskSchema = z.object({
  kind: z.literal('spectrum'),
  images: imagesSchema,
  /** Arrays of the blocks in order. */
  blocks: z.array(z.string()).min(1),
  points: positiveCountSchema,
  bootstrap: z.object({ resamples: positiveCountSchema, seed: seedSchema }),
})
export type SpectrumTask = z.infer<typeof spectrumTaskSchema>
