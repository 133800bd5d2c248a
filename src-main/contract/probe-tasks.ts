/**
 * The units of the studies of corruptions, filters and Fourier maps, and what planning them asks of a job
 * process; merged into tasks.ts.
 */
import { z } from 'zod'
import {
  corruptionCropSchema,
  corruptionTableSchema,
  corruptionTypeSchema,
  officialCorruptionSetSchema,
  severitySchema,
} from './corruptions'
import { imagesSchema } from './data-set'
import { filterKindSchema } from './filter-study'
import { weightsSchema } from './model'
import { countSchema, deviceNameSchema, hashSchema, positiveCountSchema, seedSchema } from './primitives'

const fraction = z.number().min(0).max(1)

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
  batchSize: positiveCountSchema,
})

/** The intervals of the means over all cells of one model. */
export const corruptionMeansTaskSchema = z.object({
  kind: z.literal('corruption means'),
  /** The stored answers of each cell, as `.npz`. */
  cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, file: z.string() })).min(1),
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

/** Accuracy of one model on images of one filter at one or more cut-offs. */
export const filterTaskSchema = z.object({
  kind: z.literal('filter'),
  model: weightsSchema,
  images: imagesSchema,
  filter: filterKindSchema,
  /** Fractions of Nyquist. */
  cutOffs: z.array(fraction).min(1),
  batchSize: positiveCountSchema,
})

/** Histogram and spectrum of natural images, and of halves of them (null), or of filtered ones and hybrids at a cut-off. */
export const imageStatisticsTaskSchema = z.object({
  kind: z.literal('image statistics'),
  images: imagesSchema,
  /** Fraction of Nyquist. */
  cutOff: fraction.nullable(),
  /** Of the pairing of hybrids. */
  seed: seedSchema,
})

/** One row of one model's Fourier map. */
export const fourierRowTaskSchema = z.object({
  kind: z.literal('fourier row'),
  model: weightsSchema,
  images: imagesSchema,
  /** L2 per channel. */
  norm: z.number().positive(),
  /** Places in the centred plane. */
  row: countSchema,
  columns: z.array(countSchema).min(1),
  seed: seedSchema,
  batchSize: positiveCountSchema,
})

export const probeTasks = [
  corruptionTaskSchema,
  corruptedImagesTaskSchema,
  corruptionMeansTaskSchema,
  corruptionSpectrumTaskSchema,
  filterTaskSchema,
  imageStatisticsTaskSchema,
  fourierRowTaskSchema,
] as const

export type CorruptionTask = z.infer<typeof corruptionTaskSchema>
export type CorruptionMeansTask = z.infer<typeof corruptionMeansTaskSchema>
export type CorruptedImagesTask = z.infer<typeof corruptedImagesTaskSchema>
export type CorruptionSpectrumTask = z.infer<typeof corruptionSpectrumTaskSchema>
export type FilterTask = z.infer<typeof filterTaskSchema>
export type ImageStatisticsTask = z.infer<typeof imageStatisticsTaskSchema>
export type FourierRowTask = z.infer<typeof fourierRowTaskSchema>

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
  /** Of the cells that were asked for. */
  cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, hash: hashSchema })),
})
export type InspectedCorruptionSet = z.infer<typeof inspectedCorruptionSetSchema>

export const probeRequests = [
  z.object({
    request: z.literal('inspect corruption set'),
    folder: z.string(),
    gray: z.boolean(),
    crop: corruptionCropSchema,
    /** Cells whose hash is wanted; empty: only what the set is. */
    types: z.array(corruptionTypeSchema),
    severities: z.array(severitySchema).min(1),
  }),
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

export const probeMessages = [
  z.object({ message: z.literal('corruption set'), found: inspectedCorruptionSetSchema }),
  z.object({
    message: z.literal('fourier speed'),
    /** Seconds before the first step was done: loading and compiling. */
    startSeconds: z.number(),
    /** Forward passes of perturbed images. */
    imagesPerSecond: z.number().positive(),
  }),
] as const
