/**
 * What a window asks beyond the command line: about the program and the files of this machine, pictures,
 * statistics, estimates, and results put together for looking at. Merged into `methods`.
 *
 * Invariant: no array of pixels, spectra of images or predictions crosses here, only what is drawn or
 * read; pictures are addresses (`image/…`, relative to the host) that the host answers with PNG.
 */
import { z } from 'zod'
import { modelComparisonSchema } from './comparison'
import { seedSummarySchema } from './families'
import { importInputSchema } from './import'
import { cleanAccuracySchema, groupSchema } from './model'
import { hybridRequestSchema, studyRequestSchema, sweepRequestSchema } from './plans'
import {
  countSchema,
  hashSchema,
  idSchema,
  measuredSchema,
  positiveCountSchema,
  seedSchema,
  sigmaSchema,
} from './primitives'
import { mapCorruptionSchema } from './probe-window'
import { reversalSchema } from './results'
import { halfPowerSchema } from './spectrum-study'
import { studyInfoSchema } from './studies'

const name = z.string().min(1)
const imageUrl = z.string().regex(/^image\//)

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

export const imageReferenceSchema = z.object({ index: countSchema, label: z.string(), url: imageUrl })

/** A curve over spatial frequency. */
const curveOverFrequency = {
  /** Cycles per pixel, ascending. */
  frequencies: z.array(z.number()),
}

export const dataSetStatisticsSchema = z.object({
  classes: z.array(z.object({ name: z.string(), count: countSchema })),
  /** Mean radial power spectrum of the sampled images, the mean of each image removed. */
  power: z.object({ ...curveOverFrequency, power: z.array(z.number()) }),
  /** How many images the spectrum is of. */
  sampled: countSchema,
})
export type DataSetStatistics = z.infer<typeof dataSetStatisticsSchema>

/** One frequency in the three units of the page. */
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

/** `recent.json` in the user's configuration folder. */
export const recentFileSchema = z.object({
  format: z.literal('halfpower recent projects'),
  version: z.literal(1),
  projects: z.array(recentProjectSchema.omit({ available: true })),
})

export const galleryFilterSchema = z.enum(['all', 'low', 'high', 'third category', 'disagree', 'ambiguous'])
export type GalleryFilter = z.infer<typeof galleryFilterSchema>
export const verdictSchema = z.enum(['low', 'high', 'third category'])
export type Verdict = z.infer<typeof verdictSchema>

export const galleryPairSchema = z.object({
  position: countSchema,
  /** Seed of the pairing; null for listed pairs. */
  seed: seedSchema.nullable(),
  low: imageReferenceSchema,
  high: imageReferenceSchema,
  hybrid: z.object({ url: imageUrl }),
  lowPart: z.object({ url: imageUrl }),
  highPart: z.object({ url: imageUrl }),
  answers: z.array(
    z.object({
      model: idSchema,
      /** Name of the class. */
      predicted: z.string(),
      /** Softmax probability of that class. */
      confidence: z.number(),
      verdict: verdictSchema,
    }),
  ),
})
export type GalleryPair = z.infer<typeof galleryPairSchema>

export const gallerySchema = z.object({
  /** Pairs that pass the filter, of all pairings. */
  total: countSchema,
  fMix: z.object({ value: z.number(), unit: z.literal('fraction of Nyquist') }),
  pairs: z.array(galleryPairSchema),
})
export type Gallery = z.infer<typeof gallerySchema>

/** A median ε for the Map, and the arithmetic mean; `caption` says by which method and criterion they were found. */
const mapEpsilonSchema = measuredSchema.extend({
  /** Null when an image is censored. */
  mean: z.number().nullable(),
  /** Images that count. */
  images: countSchema,
  success: z.number().min(0).max(1),
  study: idSchema,
  caption: z.string(),
})
/** `fixedEpsilon`: of perturbations within it, in the unit of their norm; absent: of the smallest ones. */
const mapHalfPowerSchema = halfPowerSchema.extend({
  study: idSchema,
  caption: z.string(),
  fixedEpsilon: z.number().exactOptional(),
})

/** On which work a study measured: numbers with the same key are comparable. */
const measuringWorkSchema = z.object({ key: z.string().min(1), words: z.string().min(1) })
export type MeasuringWork = z.infer<typeof measuringWorkSchema>

export const mapPointSchema = z.object({
  id: idSchema,
  name: z.string(),
  group: groupSchema,
  sigma: sigmaSchema,
  /** Of its training; null for a model that was trained elsewhere. */
  seed: seedSchema.nullable(),
  /** Models with the same name here differ in their training seed only; null where that is not known. */
  family: z.string().nullable(),
  /** Blurred models with the same name here differ in σ and training seed only; null: on no curve. */
  series: z.string().nullable(),
  /** Why a blurred model is in no series; null where it is, or has no blur. */
  seriesReason: z.string().nullable(),
  parameters: positiveCountSchema,
  /** SHA-256 of its weights: models of one name from two computers differ in it. */
  weights: hashSchema,
  /** Side of the model's input in pixels: turns fractions of Nyquist into cycles/image. */
  size: positiveCountSchema,
  /** `on`: name of the part; `work`: its images, and of which data set; absent: not known. */
  accuracy: cleanAccuracySchema.extend({ work: measuringWorkSchema.exactOptional() }).nullable(),
  /** From the newest hybrid study with a result for this model; null without one. */
  f_rev: reversalSchema.nullable(),
  /** p_other where p_low = p_high. */
  p_other_at_reversal: z.number().nullable(),
  /** Mean confidence where p_low = p_high, interpolated over f_mix. */
  confidence_at_reversal: measuredSchema.shape.value,
  /** The hybrid study that f_rev is from. */
  hybridStudy: idSchema.nullable(),
  /** Median size of its minimal perturbations per norm, from the newest attack study with a result for it. */
  medianEpsilon: z.object({ L2: mapEpsilonSchema.nullable(), Linf: mapEpsilonSchema.nullable() }),
  /**
   * f_0.5 per norm of the perturbations, from the newest spectrum study with a result for it. Of perturbations within a
   * fixed ε only where no model has one of the smallest; else without a value, and with the reason.
   */
  f_half: z.object({ L2: mapHalfPowerSchema.nullable(), Linf: mapHalfPowerSchema.nullable() }),
  /** Under corruptions: of each origin the newest study with a result for it, newest first. */
  corruptions: z.array(mapCorruptionSchema),
  /** Studies with this model in it that took images which a model of the study was trained on; absent: none. */
  onTrainingImages: z.array(idSchema).exactOptional(),
  /** Every study with this model in it, the one that trained it, if any, first. */
  studies: z.array(idSchema),
  /** By study, for those that this point's numbers are from; absent: not known. */
  work: z.record(idSchema, measuringWorkSchema).exactOptional(),
})
export type MapPoint = z.infer<typeof mapPointSchema>

function method<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): { input: Input; output: Output } {
  return { input, output }
}

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

  'hybrid.gallery': method(
    z.strictObject({
      study: name,
      /** Place in the study's grid of mixing frequencies. */
      fMixIndex: countSchema,
      /**
       * `low`, `high`, `third category`: what the model answers (null: any of the models). `disagree`: the
       * models do not all answer the same class. `ambiguous`: the model goes from the high to the low image,
       * or back, between this f_mix and a neighbouring one.
       */
      filter: galleryFilterSchema.default('all'),
      model: name.nullable().default(null),
      start: countSchema,
      count: z.int().min(1).max(200),
    }),
    gallerySchema,
  ),

  /** The exact command line that makes the same study. */
  'commandLine.of': method(
    z.strictObject({ request: studyRequestSchema, then: followUpRequestSchema.nullable().default(null) }),
    z.object({ commandLine: z.string() }),
  ),
  /** The exact command line that imports the same model. */
  'commandLine.ofImport': method(importInputSchema.strict(), z.object({ commandLine: z.string() })),

  /** Every model of the project with its latest results. */
  'map.points': method(z.strictObject({}), z.array(mapPointSchema)),

  /** Two models on the work that both were measured on. */
  'models.compare': method(z.strictObject({ models: z.tuple([name, name]) }), modelComparisonSchema),

  /** Models that differ in their training seed only, and how much that changes every number. */
  'seeds.summary': method(z.strictObject({}), seedSummarySchema),

  /** Computes the failed units of a study again. */
  'study.retry': method(z.strictObject({ study: name }), studyInfoSchema),
} as const
