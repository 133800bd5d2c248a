/** A whole part of a data set, as the job process is asked for it. */
import { z } from 'zod'
import { dataSetSpecificationSchema } from './data-set'
import { hashSchema } from './primitives'

export const partSchema = z.object({
  specification: dataSetSpecificationSchema,
  hash: hashSchema,
  limit: z.null().default(null),
})
export type PartSource = z.output<typeof partSchema>
