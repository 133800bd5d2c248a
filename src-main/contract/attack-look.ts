/** What the job process can be asked for looking at perturbations and their spectra; merged into look.ts. */
import { z } from 'zod'
import { attackSettingsSchema } from './attack-study'
import { heatMapSchema, spectrumSubsetSchema } from './attack-window'
import { imagesSchema } from './data-set'
import { weightsSchema } from './model'
import { countSchema, deviceNameSchema, positiveCountSchema, seedSchema } from './primitives'
import { halfPowerSchema, radialProfileSchema } from './spectrum-study'

const mapSchema = heatMapSchema.omit({ model: true })

export const attackLookRequests = [
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
  /** Times a few steps of an attack: one forward and one backward pass of a batch. */
  z.object({
    request: z.literal('attack speed'),
    model: weightsSchema,
    images: imagesSchema,
    indices: z.array(countSchema).min(1),
    targets: z.array(countSchema).nullable(),
    settings: attackSettingsSchema,
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
] as const

export const attackLookMessages = [
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
  z.object({
    message: z.literal('attack speed'),
    /** Seconds before the first step was done: building and compiling. */
    startSeconds: z.number(),
    /** Images per second of one forward and one backward pass together, and of a forward pass alone. */
    gradientImagesPerSecond: z.number().positive(),
    forwardImagesPerSecond: z.number().positive(),
  }),
] as const
