/** What the job process can be asked about corruptions beyond the units: pictures, answers, maps, official sets. */
import { z } from 'zod'
import { dataSetSpecificationSchema, imagesSchema } from '../../data-set'
import { galleryChoiceSchema, galleryCounts } from '../../images/gallery'
import { countSchema, idSchema, positiveCountSchema } from '../../primitives'
import { corruptionCropSchema, corruptionTypeSchema, severitySchema } from './corruptions'
import { corruptionCellSchema, inspectedCorruptionSetSchema } from './tasks'

export const corruptionPictures = [
  /** An image of a cell: made from the clean one, or read. */
  z.object({
    kind: z.literal('corrupted'),
    images: imagesSchema,
    index: countSchema,
    cell: corruptionCellSchema,
  }),
] as const

export const corruptionRequests = [
  z.object({
    request: z.literal('inspect corruption set'),
    folder: z.string(),
    gray: z.boolean(),
    crop: corruptionCropSchema,
    /** Cells whose hash is wanted; empty: only what the set is. */
    types: z.array(corruptionTypeSchema),
    severities: z.array(severitySchema).min(1),
    /** What their labels are compared with; null: nothing. */
    clean: dataSetSpecificationSchema.nullable(),
  }),
  /** A page of the images of a cell with the stored answers of every model. */
  z.object({
    request: z.literal('corruption answers'),
    /** Arrays of each model's cell. */
    models: z.array(z.object({ id: idSchema, file: z.string() })).min(1),
    choice: galleryChoiceSchema,
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

export const corruptionMessages = [
  z.object({ message: z.literal('inspect corruption set'), found: inspectedCorruptionSetSchema }),
  z.object({
    message: z.literal('corruption answers'),
    ...galleryCounts,
    images: z.array(
      z.object({
        index: countSchema,
        /** In the order of the cell. */
        place: countSchema,
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
