/** Pictures and answers of corruption, filter and Fourier map studies, as the job process is asked for them; merged into look.ts. */
import { z } from 'zod'
import { imagesSchema } from './data-set'
import { filterKindSchema } from './filter-study'
import { countSchema, idSchema, positiveCountSchema, seedSchema } from './primitives'
import { corruptionCellSchema } from './probe-tasks'

export const probePictures = [
  /** An image of a cell: made from the clean one, or read. */
  z.object({
    kind: z.literal('corrupted'),
    images: imagesSchema,
    index: countSchema,
    cell: corruptionCellSchema,
  }),
  z.object({
    kind: z.literal('filtered'),
    images: imagesSchema,
    index: countSchema,
    filter: filterKindSchema,
    /** Fraction of Nyquist. */
    cutOff: z.number().min(0).max(1),
  }),
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

export const answersFilterSchema = z.enum(['all', 'wrong', 'right', 'disagree'])

export const probeLookRequests = [
  /** A page of the images of a cell with the stored answers of every model. */
  z.object({
    request: z.literal('corruption answers'),
    /** Arrays of each model's cell. */
    models: z.array(z.object({ id: idSchema, file: z.string() })).min(1),
    filter: answersFilterSchema,
    /** Whose answers the filter looks at; null: any model's. */
    model: idSchema.nullable(),
    start: countSchema,
    count: positiveCountSchema,
  }),
  /** Mean power of corrupted − clean, from the arrays of spectra. */
  z.object({
    request: z.literal('corruption maps'),
    files: z.array(z.string()).min(1),
    scale: z.enum(['panel', 'shared']),
  }),
] as const

export const probeLookMessages = [
  z.object({
    message: z.literal('corruption answers'),
    total: countSchema,
    images: z.array(
      z.object({
        index: countSchema,
        label: countSchema,
        answers: z.array(z.object({ model: idSchema, predicted: z.int(), confidence: z.number() })),
      }),
    ),
  }),
  z.object({
    message: z.literal('corruption maps'),
    /** In the order asked; null where there is no such file yet, or nothing in it. */
    maps: z.array(
      z
        .object({
          height: positiveCountSchema,
          width: positiveCountSchema,
          values: z.array(z.number().nullable()),
          range: z.object({ low: z.number(), high: z.number() }),
        })
        .nullable(),
    ),
  }),
] as const
