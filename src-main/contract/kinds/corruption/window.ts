/**
 * What the page of corruptions asks beyond the studies' results.
 * Invariant: pictures are addresses (`image/…`); spectra cross as what is drawn, at most height × width numbers.
 */
import { z } from 'zod'
import { method } from '../../method'
import {
  answerSortSchema,
  galleryAnswer,
  galleryPage,
  galleryQuestion,
  namedImages,
} from '../../images/gallery'
import { countSchema, idSchema, positiveCountSchema, seedSchema } from '../../primitives'
import { chosenImages, imageUrl, shownImageSchema, shownPicture } from '../../shown-things'
import {
  corruptionCropSchema,
  corruptionTableSchema,
  corruptionTypeSchema,
  officialCorruptionSetSchema,
  severitySchema,
} from './corruptions'
import { corruptionOriginSchema } from './study'

const name = z.string().min(1)
export const corruptionPreviewSchema = z.object({
  /** The constants that were used. */
  table: corruptionTableSchema,
  images: z.array(shownImageSchema),
  /** By type, then severity; `urls` in the order of the images. */
  cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, urls: z.array(imageUrl) })),
})
export type CorruptionPreview = z.infer<typeof corruptionPreviewSchema>

/** Of an answer to a corrupted image. */
export const CELL_OUTCOMES = ['right', 'wrong'] as const

export const corruptionGallerySchema = z.object({
  ...galleryAnswer,
  origin: corruptionOriginSchema,
  images: z.array(
    shownImageSchema.extend({
      /** In the order of the cell, which the index is not where the images lie in official files. */
      place: countSchema,
      /** The clean image is known only where the official files have the same images as the data set. */
      clean: shownPicture.nullable(),
      corrupted: shownPicture,
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

export const corruptionMethods = {
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
      /** In sentences: benchmark types that are missing, labels that are numbers only. */
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
      ...galleryQuestion(CELL_OUTCOMES),
      sort: answerSortSchema.default('index'),
      ...namedImages,
      ...galleryPage,
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
} as const
