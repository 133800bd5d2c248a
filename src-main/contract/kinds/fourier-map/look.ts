/** What the job process can be asked about Fourier maps beyond the units: pictures, and how fast it measures. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { countSchema, deviceNameSchema, positiveCountSchema, seedSchema } from '../../primitives'

export const fourierMapPictures = [
  /** An image with a Fourier basis image added; index null: the basis image itself, around mid-grey. */
  z.object({
    kind: z.literal('fourier'),
    images: imagesSchema,
    index: countSchema.nullable(),
    row: countSchema,
    column: countSchema,
    /** L2 per channel. */
    norm: z.number().positive(),
    seed: seedSchema,
  }),
] as const

export const fourierMapRequests = [
  /** Measures steps of a Fourier map for a moment. */
  z.object({
    request: z.literal('fourier speed'),
    model: weightsSchema,
    images: imagesSchema,
    /** L2 per channel. */
    norm: z.number().positive(),
    batchSize: positiveCountSchema,
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
] as const

export const fourierMapMessages = [
  z.object({
    message: z.literal('fourier speed'),
    /** Seconds before the first step was done: loading and compiling. */
    startSeconds: z.number(),
    /** Forward passes of perturbed images. */
    imagesPerSecond: z.number().positive(),
  }),
] as const
