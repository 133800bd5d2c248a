/**
 * What the units of a hybrid study leave in their results: the shapes of `data`. Nobody reads a block's back: its arrays
 * say all, predicted and confidence [f_mix, pairs], low, high, label_low and label_high [pairs].
 */
import { z } from 'zod'
import { mixingFrequencySchema } from '../../frequency-schemas'
import { hybridPointSchema, reversalSchema } from './study'
import { positiveCountSchema } from '../../primitives'

const blockDataSchema = z.object({ fMix: z.array(mixingFrequencySchema), pairs: positiveCountSchema })

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

export const hybridUnits = {
  hybrid: blockDataSchema,
  'hybrid refinement': blockDataSchema,
  reversal: reversalDataSchema,
} as const
