/** The unit of a Fourier map, as the job process is asked for it. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { countSchema, positiveCountSchema, seedSchema } from '../../primitives'

/** One row of one model's Fourier map. */
export const fourierRowTaskSchema = z.object({
  kind: z.literal('fourier row'),
  model: weightsSchema,
  images: imagesSchema,
  /** L2 per channel. */
  norm: z.number().positive(),
  /** Places in the centred plane. */
  row: countSchema,
  columns: z.array(countSchema).min(1),
  seed: seedSchema,
  batchSize: positiveCountSchema,
})
export type FourierRowTask = z.infer<typeof fourierRowTaskSchema>
