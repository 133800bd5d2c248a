/** The unit of an evaluation, as the job process is asked for it. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { positiveCountSchema } from '../../primitives'

/** Clean accuracy of one model. */
export const evaluateTaskSchema = z.object({
  kind: z.literal('evaluate'),
  model: weightsSchema,
  images: imagesSchema,
  batchSize: positiveCountSchema,
})
export type EvaluateTask = z.infer<typeof evaluateTaskSchema>
