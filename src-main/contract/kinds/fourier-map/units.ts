/** What the units of a Fourier map leave in their results: the shape of `data`. */
import { z } from 'zod'
import { positiveCountSchema } from '../../primitives'

/** Of a row, one number per column of the task. */
export const fourierRowDataSchema = z.object({
  images: positiveCountSchema,
  /** Share of wrong answers. */
  errorRate: z.array(z.number()),
  /** Mean L2 distance between the logits with and without the perturbation. */
  featureChange: z.array(z.number()),
})
export type FourierRowData = z.infer<typeof fourierRowDataSchema>

export const fourierMapUnits = {
  'fourier row': fourierRowDataSchema,
} as const
