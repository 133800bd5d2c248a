/**
 * What the pages of corruptions, filters and Fourier maps ask beyond the studies' results; merged into `methods`.
 * Invariant: pictures are addresses (`image/…`); spectra cross as what is drawn, at most height × width numbers.
 */
import { z } from 'zod'
import {
  corruptionIntervalsSchema,
  corruptionOriginSchema,
  corruptionSummarySchema,
} from './corruption-study'
import {
  corruptionCropSchema,
  corruptionTableSchema,
  corruptionTypeSchema,
  officialCorruptionSetSchema,
  severitySchema,
} from './corruptions'
import { fourierMapRequestSchema, perturbationNormSchema } from './fourier-map-study'
import { countSchema, deviceNameSchema, idSchema, positiveCountSchema, seedSchema } from './primitives'

const name = z.string().min(1)
const imageUrl = z.string().regex(/^image\//)
const picture = z.object({ url: imageUrl })
const fraction = z.number().min(0).max(1)

/** Images of a data set to look at. */
const chosenImages = {
  dataSet: name,
  /** Null: the part that studies measure on. */
  split: z.string().nullable().default(null),
  /** Indices in that part. */
  images: z.array(countSchema).min(1).max(20),
}

/** A row of images by index, each with what was made of it. */
const shownImageSchema = z.object({
  index: countSchema,
  /** Name of the class. */
  label: z.string(),
  clean: picture,
})

export const corruptionPreviewSchema = z.object({
  /** The constants that were used. */
  table: corruptionTableSchema,
  images: z.array(shownImageSchema),
  /** By type, then severity; `urls` in the order of the images. */
  cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, urls: z.array(imageUrl) })),
})
export type CorruptionPreview = z.infer<typeof corruptionPreviewSchema>

export const corruptionGallerySchema = z.object({
  /** Images that pass the filter. */
  total: countSchema,
  origin: corruptionOriginSchema,
  images: z.array(
    shownImageSchema.extend({
      /** The clean image is known only where the official files have the same images as the data set. */
      clean: picture.nullable(),
      corrupted: picture,
      /** Of each model whose cell is finished, in the order of the study. */
      answers: z.array(
        z.object({
          model: idSchema,
          /** Name of the class. */
          predicted: z.string(),
          confidence: z.number(),
          right: z.boolean(),
        }),
      ),
    }),
  ),
})
export type CorruptionGallery = z.infer<typeof corruptionGallerySchema>

export const corruptionMapSchema = z.object({
  type: corruptionTypeSchema,
  severity: severitySchema,
  height: positiveCountSchema,
  width: positiveCountSchema,
  /** Natural logarithm of the mean power, row-major, DC in the centre [⌊height/2⌋, ⌊width/2⌋]; null where empty (DC). */
  values: z.array(z.number().nullable()),
  /** Values of the first and the last colour: the same for all maps (`shared`), or each map's own (`panel`). */
  range: z.object({ low: z.number(), high: z.number() }),
})
export type CorruptionMap = z.infer<typeof corruptionMapSchema>

export const filterPreviewSchema = z.object({
  images: z.array(shownImageSchema),
  /** Per cut-off, `urls` in the order of the images. */
  cutOffs: z.array(
    z.object({
      /** Fraction of Nyquist. */
      cutOff: fraction,
      lowPass: z.array(imageUrl),
      highPass: z.array(imageUrl),
    }),
  ),
})
export type FilterPreview = z.infer<typeof filterPreviewSchema>

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

/** A model's accuracy under corruptions, for the Map. Points of different `origin.label` are different measures. */
export const mapCorruptionSchema = corruptionSummarySchema.extend({
  study: idSchema,
  dataSet: idSchema,
  origin: corruptionOriginSchema,
  comparable: z.boolean(),
  /** Of each cell. */
  images: positiveCountSchema,
  /** Null in studies of before there were intervals. */
  intervals: corruptionIntervalsSchema.nullable(),
})
export type MapCorruption = z.infer<typeof mapCorruptionSchema>

function method<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): { input: Input; output: Output } {
  return { input, output }
}

export const probeMethods = {
  /** What a folder of an official set holds. */
  'corruption.inspect': method(
    z.strictObject({ folder: name }),
    z.object({
      set: officialCorruptionSetSchema.nullable(),
      types: z.array(corruptionTypeSchema),
      images: positiveCountSchema,
      height: positiveCountSchema,
      width: positiveCountSchema,
      channels: z.union([z.literal(1), z.literal(3)]),
      classes: positiveCountSchema,
      /** Whether the crop of methods L.7 is a question here, and what it can be. */
      crops: z.array(corruptionCropSchema),
      /** One sentence when benchmark types are missing. */
      notice: z.string().nullable(),
    }),
  ),
  /** Images corrupted here, before any study. */
  'corruption.preview': method(
    z.strictObject({
      ...chosenImages,
      types: z.array(corruptionTypeSchema).min(1).max(19),
      severities: z.array(severitySchema).min(1),
      /** Null: the one for the size. */
      table: corruptionTableSchema.nullable().default(null),
      seed: seedSchema.default(0),
    }),
    corruptionPreviewSchema,
  ),
  /** A page of the images of a cell with every model's answer. Works while the study runs. */
  'corruption.gallery': method(
    z.strictObject({
      study: name,
      type: corruptionTypeSchema,
      severity: severitySchema,
      /** `wrong`, `right`: the model's answer (null: any of the models). `disagree`: not all models answer the same. */
      filter: z.enum(['all', 'wrong', 'right', 'disagree']).default('all'),
      model: name.nullable().default(null),
      start: countSchema,
      count: z.int().min(1).max(200),
    }),
    corruptionGallerySchema,
  ),
  /** Mean power of corrupted − clean; `shared`: one range of colours for all maps, as the paper's appendix. */
  'corruption.maps': method(
    z.strictObject({
      study: name,
      severity: severitySchema.default(5),
      scale: z.enum(['panel', 'shared']).default('shared'),
    }),
    z.object({ maps: z.array(corruptionMapSchema), missing: z.array(corruptionTypeSchema) }),
  ),

  'filter.preview': method(
    z.strictObject({ ...chosenImages, cutOffs: z.array(fraction).min(1).max(30) }),
    filterPreviewSchema,
  ),

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
