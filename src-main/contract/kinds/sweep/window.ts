/** What the wizard of sweeps asks, and what follows a sweep. Invariant: pictures are addresses (`image/…`). */
import { z } from 'zod'
import { method } from '../../method'
import { countSchema, positiveCountSchema, sigmaSchema } from '../../primitives'
import { curveOverFrequency, imageUrl } from '../../shown-things'
import { hybridRequestSchema } from '../hybrid/study'
import { sweepRequestSchema } from './study'

/** One frequency in the three units of the page. */
const name = z.string().min(1)

export const frequencyInUnitsSchema = z.object({
  cyclesPerPixel: z.number(),
  fractionOfNyquist: z.number(),
  cyclesPerImage: z.number(),
})

export const sweepPreviewSchema = z.object({
  sigma: sigmaSchema,
  /** The asked images after this blur, in the order asked. */
  urls: z.array(imageUrl),
  /** Amplitude that the blur leaves along one axis, from 0 to Nyquist. */
  transfer: z.object({ ...curveOverFrequency, amplitude: z.array(z.number()) }),
  /** Where the amplitude is one half; null without blur or when it is above one half up to Nyquist. */
  halfAmplitude: frequencyInUnitsSchema.nullable(),
})
export type SweepPreview = z.infer<typeof sweepPreviewSchema>

export const sweepEstimateSchema = z.object({
  models: positiveCountSchema,
  /** Wall time of training and, when asked for, of measuring with hybrid images. */
  seconds: z.number(),
  secondsPerModel: z.number(),
  /** Of disk, when everything is done. */
  bytes: countSchema,
  /** Training images per second of this network on this device, measured now. */
  measuredImagesPerSecond: z.number(),
  /** Hybrid images classified per second; null when none are asked for. */
  measuredHybridsPerSecond: z.number().nullable(),
  device: z.string(),
})
export type SweepEstimate = z.infer<typeof sweepEstimateSchema>

/** A hybrid study of the models that a sweep is about to make. */
export const followUpRequestSchema = hybridRequestSchema.omit({ models: true })
export type FollowUpRequest = z.output<typeof followUpRequestSchema>

/** `studies/ID/follow-up.json`. */
export const followUpFileSchema = z.object({
  format: z.literal('halfpower follow-up'),
  version: z.literal(1),
  request: followUpRequestSchema,
})

export const sweepMethods = {
  'sweep.preview': method(
    z.strictObject({
      dataSet: name,
      /** Null: the part that a sweep trains on. */
      split: z.string().nullable().default(null),
      sigmas: z.array(sigmaSchema).min(1).max(200),
      /** Indices of images of that part. */
      images: z.array(countSchema).min(1).max(20),
    }),
    z.array(sweepPreviewSchema),
  ),
  /** Trains and measures for a moment on this machine; takes some seconds. */
  'sweep.estimate': method(
    z.strictObject({ request: sweepRequestSchema, then: followUpRequestSchema.nullable().default(null) }),
    sweepEstimateSchema,
  ),
} as const
