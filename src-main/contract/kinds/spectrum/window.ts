/**
 * What the page of spectra asks beyond the studies' results.
 * Invariant: spectra cross as what is drawn, at most height × width numbers.
 */
import { z } from 'zod'
import { method } from '../../method'
import { countSchema, idSchema, positiveCountSchema } from '../../primitives'
import { halfPowerSchema, radialProfileSchema } from './study'

const name = z.string().min(1)

export const heatMapSchema = z.object({
  model: idSchema,
  height: positiveCountSchema,
  width: positiveCountSchema,
  /** Natural logarithm of the mean power, row-major, DC in the centre [⌊height/2⌋, ⌊width/2⌋]; null where empty (DC). */
  values: z.array(z.number().nullable()),
  /** Values of the first and the last colour. */
  range: z.object({ low: z.number(), high: z.number() }),
})
export type HeatMap = z.infer<typeof heatMapSchema>

/** Which perturbations of a model are averaged; everything that is said must hold. */
export const spectrumSubsetSchema = z.strictObject({
  /** Class indices. */
  label: countSchema.optional(),
  target: countSchema.optional(),
  /** Sizes in the attack's norm, between these. */
  smallest: z.number().min(0).optional(),
  largest: z.number().min(0).optional(),
  /** Data-set indices. */
  indices: z.array(countSchema).min(1).optional(),
})
export type SpectrumSubset = z.infer<typeof spectrumSubsetSchema>

export const spectrumMethods = {
  /** Mean spectra of a spectrum study; `shared`: each lifted to begin at 0, all with one range of colours. */
  'spectrum.heatMap': method(
    z.strictObject({
      study: name,
      /** Null: all that are finished. */
      models: z.array(name).nullable().default(null),
      scale: z.enum(['panel', 'shared']).default('panel'),
    }),
    z.object({ maps: z.array(heatMapSchema), missing: z.array(idSchema) }),
  ),
  /** The mean spectrum again, of some of a model's perturbations. */
  'spectrum.average': method(
    z.strictObject({ study: name, model: name, subset: spectrumSubsetSchema }),
    z.object({
      images: countSchema,
      f_half: halfPowerSchema,
      profile: radialProfileSchema,
      fineProfile: radialProfileSchema,
      map: heatMapSchema.omit({ model: true }).nullable(),
    }),
  ),
} as const
