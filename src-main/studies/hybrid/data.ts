/** What the units of a hybrid study leave in their results: the shapes of `data`. */
import { z } from 'zod'
import { hybridPointSchema, reversalSchema } from '../../contract/kinds/hybrid/study'
import { positiveCountSchema } from '../../contract/primitives'

/** Of a block; its arrays are predicted, confidence [f_mix, pairs], low, high, label_low, label_high [pairs]. */
export const hybridDataSchema = z.object({ fMix: z.array(z.number()), pairs: positiveCountSchema })

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
