/** Clean accuracy: what is asked, planned and found. */
import { z } from 'zod'
import { batchOption, schemasOf } from '../../studies/option'
import { dataChoiceSchema, modelChoiceSchema } from '../../studies/choices'
import { imageSelectionRequest, measuredImagesSchema } from '../../images/selection'
import { passAccuracySchema } from '../../model'
import { deviceNameSchema, idSchema, measuredWeightsSchema, positiveCountSchema } from '../../primitives'

/** Images when nothing is said; null: all. */
export const USUAL_IMAGES: number | null = null

export const evaluationPlanSchema = z.object({
  kind: z.literal('evaluation'),
  models: z.array(modelChoiceSchema).min(1),
  data: dataChoiceSchema,
  batchSize: positiveCountSchema,
  device: deviceNameSchema,
})
export type EvaluationPlan = z.infer<typeof evaluationPlanSchema>
export const evaluationRequestSchema = z.object({
  kind: z.literal('evaluation'),
  title: z.string().min(1).optional(),
  models: z.array(z.string().min(1)).min(1),
  dataSet: z.string().min(1),
  split: z.string().min(1).optional(),
  ...imageSelectionRequest,
  ...schemasOf(batchOption()),
  device: deviceNameSchema.optional(),
})
export const evaluationResultSchema = z.object({
  kind: z.literal('evaluation'),
  study: idSchema,
  which: measuredImagesSchema.exactOptional(),
  models: z.array(z.object({ id: idSchema, weights: measuredWeightsSchema, accuracy: passAccuracySchema })),
  missing: z.array(idSchema),
})
export type EvaluationResult = z.infer<typeof evaluationResultSchema>
