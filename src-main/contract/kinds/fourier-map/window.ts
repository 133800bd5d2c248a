/** What the page of Fourier maps asks beyond the studies' results. Invariant: pictures are addresses (`image/…`). */
import { z } from 'zod'
import { method } from '../../method'
import { countSchema, deviceNameSchema, positiveCountSchema, seedSchema } from '../../primitives'
import { chosenImages, imageUrl, shownImageSchema } from '../../shown-things'
import { fourierMapRequestSchema, perturbationNormSchema } from './study'

export const fourierPreviewSchema = z.object({
  norm: perturbationNormSchema,
  images: z.array(shownImageSchema),
  directions: z.array(
    z.object({
      row: countSchema,
      column: countSchema,
      /** Length of the wave vector. */
      frequency: z.object({ value: z.number(), unit: z.literal('cycles/pixel') }),
      /** The basis image itself around mid-grey, brought to full contrast. */
      basis: imageUrl,
      urls: z.array(imageUrl),
    }),
  ),
})
export type FourierPreview = z.infer<typeof fourierPreviewSchema>

export const fourierMapEstimateSchema = z.object({
  models: positiveCountSchema,
  /** Half of the plane: the other half is its mirror image. */
  directions: positiveCountSchema,
  images: positiveCountSchema,
  norm: perturbationNormSchema,
  /** Wall time. */
  seconds: z.number(),
  secondsPerModel: z.number(),
  /** Forward passes per second, measured now with the first model and perturbed images. */
  measuredImagesPerSecond: z.number(),
  device: deviceNameSchema,
})
export type FourierMapEstimate = z.infer<typeof fourierMapEstimateSchema>

export const fourierMapMethods = {
  'fourierMap.preview': method(
    z.strictObject({
      ...chosenImages,
      /** Places in the centred plane. */
      directions: z
        .array(z.object({ row: countSchema, column: countSchema }))
        .min(1)
        .max(30),
      /** Null: the published one for the size. */
      norm: z.number().positive().max(1e4).nullable().default(null),
      seed: seedSchema.default(0),
    }),
    fourierPreviewSchema,
  ),
  /** Measures some steps on this machine; takes some seconds. */
  'fourierMap.estimate': method(
    z.strictObject({ request: fourierMapRequestSchema }),
    fourierMapEstimateSchema,
  ),
} as const
