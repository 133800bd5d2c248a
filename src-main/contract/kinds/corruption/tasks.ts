/** The units of a corruption study, and what an official set is found to hold when one is planned. */
import { z } from 'zod'
import { imagesSchema } from '../../data-set'
import { weightsSchema } from '../../model'
import { precisionSchema } from './options'
import { countSchema, hashSchema, positiveCountSchema, seedSchema } from '../../primitives'
import {
  corruptionCropSchema,
  corruptionTableSchema,
  corruptionTypeSchema,
  officialCorruptionSetSchema,
  severitySchema,
} from './corruptions'

/** One cell of official files, and how it is read. */
export const officialCellSchema = z.object({
  kind: z.literal('official'),
  folder: z.string(),
  type: corruptionTypeSchema,
  severity: severitySchema,
  gray: z.boolean(),
  crop: corruptionCropSchema,
  classes: z.object({ order: z.array(countSchema), of: countSchema }).exactOptional(),
  hash: hashSchema,
})
export type OfficialCell = z.infer<typeof officialCellSchema>

/** One type at one severity: made from the clean images, or read. */
export const corruptionCellSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('generated'),
    type: corruptionTypeSchema,
    severity: severitySchema,
    table: corruptionTableSchema,
    seed: seedSchema,
    /** Gray images: corrupted in colour and then reduced. */
    inColour: z.boolean().default(false),
  }),
  officialCellSchema,
])
export type CorruptionCell = z.infer<typeof corruptionCellSchema>

/** Accuracy of one model on one cell. */
export const corruptionTaskSchema = z.object({
  kind: z.literal('corruption'),
  model: weightsSchema,
  /** The clean images; the cell's have the same limit. */
  images: imagesSchema,
  cell: corruptionCellSchema,
  /** Other models measure the same images soon: generated ones are worth keeping in memory for a while. */
  shared: z.boolean(),
  /** The cell ends as soon as half of its interval is no wider, percentage points; absent: after all images. */
  precision: precisionSchema.exactOptional(),
  batchSize: positiveCountSchema,
})

/** The intervals of the means over all cells of one model. */
export const corruptionMeansTaskSchema = z.object({
  kind: z.literal('corruption means'),
  /** The stored answers of each cell, as `.npz`. */
  cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, file: z.string() })).min(1),
  /** Cells of their own numbers of images, the first ones of the same order. */
  nested: z.literal(true).exactOptional(),
})

/** The images of one generated cell, to be kept. */
export const corruptedImagesTaskSchema = z.object({
  kind: z.literal('corrupted images'),
  images: imagesSchema,
  cell: corruptionCellSchema,
})

/** Spectrum of corrupted − clean of one cell. */
export const corruptionSpectrumTaskSchema = z.object({
  kind: z.literal('corruption spectrum'),
  images: imagesSchema,
  cell: corruptionCellSchema,
})

export type CorruptionTask = z.infer<typeof corruptionTaskSchema>
export type CorruptionMeansTask = z.infer<typeof corruptionMeansTaskSchema>
export type CorruptedImagesTask = z.infer<typeof corruptedImagesTaskSchema>
export type CorruptionSpectrumTask = z.infer<typeof corruptionSpectrumTaskSchema>

/** Whether the images of official files are the clean ones in their order, by the labels of all images. */
export const officialImagesSchema = z.enum(['as clean', 'another order', 'other'])
export type OfficialImages = z.infer<typeof officialImagesSchema>

/** What an official set holds, cell by cell. */
export const inspectedCorruptionSetSchema = z.object({
  set: officialCorruptionSetSchema.nullable(),
  layout: z.enum(['arrays', 'folders']),
  /** Benchmark order. */
  types: z.array(corruptionTypeSchema),
  /** Per cell. */
  images: positiveCountSchema,
  height: positiveCountSchema,
  width: positiveCountSchema,
  channels: z.union([z.literal(1), z.literal(3)]),
  classNames: z.array(z.string()),
  /** One sentence when benchmark types are missing. */
  notice: z.string().nullable(),
  /** Of all cells that were asked for, the least alike; null: no clean images were named. */
  labels: officialImagesSchema.nullable(),
  /** Types that are clearly nearer to the clean images at the last severity asked for than at the first. */
  falling: z.array(corruptionTypeSchema),
  /** Of the cells that were asked for. */
  cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, hash: hashSchema })),
})
export type InspectedCorruptionSet = z.infer<typeof inspectedCorruptionSetSchema>
