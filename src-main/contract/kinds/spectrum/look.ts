/** What the job process can be asked for looking at spectra of perturbations. */
import { z } from 'zod'
import { countSchema, positiveCountSchema, seedSchema } from '../../primitives'
import { halfPowerSchema, radialProfileSchema } from './study'
import { heatMapSchema, spectrumSubsetSchema } from './window'

const mapSchema = heatMapSchema.omit({ model: true })

export const spectrumRequests = [
  /** Mean spectra of files of spectra. */
  z.object({
    request: z.literal('heat maps'),
    files: z.array(z.string()).min(1),
    scale: z.enum(['panel', 'shared']),
  }),
  /** The mean spectrum of some of the perturbations of a file. */
  z.object({
    request: z.literal('average spectrum'),
    file: z.string(),
    subset: spectrumSubsetSchema,
    points: positiveCountSchema,
    bootstrap: z.object({ resamples: positiveCountSchema, seed: seedSchema }),
  }),
] as const

export const spectrumMessages = [
  z.object({
    message: z.literal('heat maps'),
    /** In the order asked; null where there is no such file yet, or nothing in it. */
    maps: z.array(mapSchema.nullable()),
  }),
  z.object({
    message: z.literal('average spectrum'),
    images: countSchema,
    f_half: halfPowerSchema,
    profile: radialProfileSchema,
    fineProfile: radialProfileSchema,
    map: mapSchema.nullable(),
  }),
] as const
