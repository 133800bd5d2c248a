/**
 * What a window asks beyond the command line: about the program and the files of this machine, pictures,
 * statistics, estimates, and results put together for looking at. Merged into `methods`.
 *
 * Invariant: no array of pixels, spectra of images or predictions crosses here, only what is drawn or
 * read; pictures are addresses (`image/…`, relative to the host) that the host answers with PNG.
 */
import { z } from 'zod'
import { modelComparisonSchema } from './comparisons/comparison'
import { goldilocksAnswerSchema } from './comparisons/goldilocks'
import { seedSummarySchema } from './comparisons/families'
import { MOST_FILES, pictureFileSchema } from './images/picture-file'
import { pictureSpectrumSchema } from './images/picture-spectrum'
import { importInputSchema } from './import/import'
import { followUpRequestSchema } from './kinds/sweep/window'
import { mapDataSetSchema, mapPointSchema, mapRequestSchema } from './map-point'
import { method } from './method'
import { studyRequestSchema } from './plans'
import { countSchema } from './primitives'
import { curveOverFrequency, imageReferenceSchema, imageUrl } from './shown-things'
import { studyInfoSchema } from './studies'

const name = z.string().min(1)

/** The way in that carries the workbench. */
export const hostNameSchema = z.enum(['electron', 'browser', 'command line'])
export type HostName = z.infer<typeof hostNameSchema>

export const recentProjectSchema = z.object({
  folder: z.string(),
  title: z.string(),
  /** When it was last opened, ISO 8601 in UTC. */
  opened: z.iso.datetime(),
  /** False when there is no project in that folder now. */
  available: z.boolean(),
})
export type RecentProject = z.infer<typeof recentProjectSchema>

export const fileEntrySchema = z.object({
  name: z.string(),
  /** Absolute. */
  path: z.string(),
  kind: z.enum(['folder', 'file', 'project']),
})
export type FileEntry = z.infer<typeof fileEntrySchema>

export const dataSetStatisticsSchema = z.object({
  classes: z.array(z.object({ name: z.string(), count: countSchema })),
  /** Mean radial power spectrum of the sampled images, the mean of each image removed. */
  power: z.object({ ...curveOverFrequency, power: z.array(z.number()) }),
  /** How many images the spectrum is of. */
  sampled: countSchema,
})
export type DataSetStatistics = z.infer<typeof dataSetStatisticsSchema>

/** `recent.json` in the user's configuration folder. */
export const recentFileSchema = z.object({
  format: z.literal('halfpower recent projects'),
  version: z.literal(1),
  projects: z.array(recentProjectSchema.omit({ available: true })),
})

export const windowMethods = {
  'app.info': method(
    z.strictObject({}),
    z.object({
      version: z.string(),
      host: hostNameSchema,
      /** Whether `files.chooseFolder` and `files.chooseFile` work. */
      nativeDialogs: z.boolean(),
      /** Newest first. */
      recent: z.array(recentProjectSchema),
      /** Folder of the shipped example study; null when this installation has none. */
      example: z.string().nullable(),
    }),
  ),
  /** Takes a project off the list of recent ones; the project itself is left alone. */
  'app.forget': method(z.strictObject({ folder: name }), z.null()),
  /** What a window shows now: the part of its address behind `#`. The next start may open there. */
  'app.shows': method(
    z.strictObject({
      part: z
        .string()
        .max(2000)
        .regex(/^(#[\x21-\x7e]*)?$/),
    }),
    z.null(),
  ),

  /** What lies in a folder; null is the user's home. Hidden files are left out. */
  'files.list': method(
    z.strictObject({ folder: name.nullable() }),
    z.object({
      folder: z.string(),
      parent: z.string().nullable(),
      entries: z.array(fileEntrySchema),
      /** Entries that are left out because there are too many. */
      omitted: countSchema,
    }),
  ),
  /** The system's own dialog; null when it was closed. Only where `nativeDialogs`. */
  'files.chooseFolder': method(
    z.strictObject({ title: z.string().optional() }),
    z.object({ path: z.string().nullable() }),
  ),
  'files.chooseFile': method(
    z.strictObject({ title: z.string().optional() }),
    z.object({ path: z.string().nullable() }),
  ),

  'dataSet.statistics': method(
    z.strictObject({ dataSet: name, split: z.string().nullable() }),
    dataSetStatisticsSchema,
  ),
  /** A page of the images of a part, or of one class of it. */
  'dataSet.images': method(
    z.strictObject({
      dataSet: name,
      split: z.string().nullable(),
      start: countSchema,
      count: z.int().min(1).max(500),
      /** Index of a class. */
      label: countSchema.optional(),
    }),
    z.object({ total: countSchema, images: z.array(imageReferenceSchema) }),
  ),

  /** The spectrum of a picture by its address; not of differences, which are drawn enlarged and clipped. */
  'picture.spectrum': method(z.strictObject({ picture: imageUrl }), pictureSpectrumSchema),

  /** Pictures themselves, for what is no page: PNG files of their own size as `data:` addresses. */
  'picture.files': method(
    z.strictObject({ pictures: z.array(imageUrl).min(1).max(MOST_FILES) }),
    z.array(pictureFileSchema),
  ),

  /** The exact command line that makes the same study. */
  'commandLine.of': method(
    z.strictObject({ request: studyRequestSchema, then: followUpRequestSchema.nullable().default(null) }),
    z.object({ commandLine: z.string() }),
  ),
  /** The exact command line that imports the same model. */
  'commandLine.ofImport': method(importInputSchema.strict(), z.object({ commandLine: z.string() })),

  /** Every model of the project with its latest results. */
  'map.points': method(mapRequestSchema, z.array(mapPointSchema)),
  /** What Maps there are: data sets that models were measured on, those with most f_rev first. */
  'map.dataSets': method(z.strictObject({}), z.array(mapDataSetSchema)),

  /** Two models on the work that both were measured on. */
  'models.compare': method(z.strictObject({ models: z.tuple([name, name]) }), modelComparisonSchema),

  /** The Goldilocks σ of every blur family that corruptions were measured of (methods M.9). */
  'goldilocks.find': method(z.strictObject({}), goldilocksAnswerSchema),

  /** Models that differ in their training seed only, and how much that changes every number. */
  'seeds.summary': method(z.strictObject({}), seedSummarySchema),

  /** Computes the failed units of a study again. */
  'study.retry': method(z.strictObject({ study: name }), studyInfoSchema),
} as const
