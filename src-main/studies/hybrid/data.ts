/**
 * What the units of a hybrid study leave in their results: the shapes of `data`. A block's is { fMix, pairs }, and nobody
 * reads it back: its arrays say all, predicted and confidence [f_mix, pairs], low, high, label_low and label_high [pairs].
 */
import { z } from 'zod'
import { hybridPointSchema, reversalSchema } from '../../contract/kinds/hybrid/study'
import { positiveCountSchema } from '../../contract/primitives'

/** Of a model. */
export const reversalDataSchema = z.object({
  images: positiveCountSchema,
  seeds: positiveCountSchema,
  f_rev: reversalSchema,
  p_other_at_reversal: z.number().nullable(),
  curve: z.array(hybridPointSchema),
})
export type ReversalData = z.infer<typeof reversalDataSchema>
/** As it is stored: without what is worked out when it is shown. */
export type StoredReversalData = z.input<typeof reversalDataSchema>
