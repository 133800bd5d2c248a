/**
 * What the page of perturbations asks beyond the studies' results.
 * Invariant: pictures are addresses (`image/…`).
 */
import { z } from 'zod'
import {
  galleryAnswer,
  galleryPage,
  galleryQuestion,
  gallerySortSchema,
  namedImages,
} from '../../images/gallery'
import { method } from '../../method'
import { countSchema, deviceNameSchema, idSchema, positiveCountSchema, sigmaSchema } from '../../primitives'
import { shownPicture } from '../../shown-things'
import { attackRequestSchema, attackedImageSchema, imageStatusSchema } from './study'

const name = z.string().min(1)

/** One model's perturbation of an image. */
export const galleryPerturbationSchema = attackedImageSchema
  .pick({ status: true, distance: true, largest: true, confidence: true, queries: true, foundBy: true })
  .extend({
    model: idSchema,
    /** Names of classes; null where the model's answer was not finite. */
    predicted: z.string().nullable(),
    clean: z.object({ predicted: z.string().nullable(), confidence: z.number().nullable() }),
    /** What the difference is multiplied by; null where nothing was found. */
    gain: z.number().positive().nullable(),
    /** The perturbed image, and the difference × gain around mid-grey; null where nothing was found. */
    perturbed: shownPicture.nullable(),
    difference: shownPicture.nullable(),
  })
export type GalleryPerturbation = z.infer<typeof galleryPerturbationSchema>

export const attackGallerySchema = z.object({
  ...galleryAnswer,
  /** What differences are multiplied by in all pictures, so that equal greys are equal differences; null: each by its own. */
  gain: z.number().positive().nullable(),
  /** Of all sizes. */
  unit: z.string(),
  /** Models with finished images, in the order of the study. */
  models: z.array(z.object({ id: idSchema, sigma: sigmaSchema })),
  images: z.array(
    z.object({
      index: countSchema,
      /** Names of classes. */
      label: z.string(),
      target: z.string().nullable(),
      clean: shownPicture,
      /** Per model whose block with this image is finished, in the order of the study. */
      perturbations: z.array(galleryPerturbationSchema),
    }),
  ),
})
export type AttackGallery = z.infer<typeof attackGallerySchema>

export const attackEstimateSchema = z.object({
  models: positiveCountSchema,
  images: positiveCountSchema,
  /** Wall time. */
  seconds: z.number(),
  secondsPerModel: z.number(),
  /** Of disk, when everything is done. */
  bytes: countSchema,
  /** Images per second of one forward and one backward pass together, measured now with the first model. */
  measuredImagesPerSecond: z.number(),
  device: deviceNameSchema,
})
export type AttackEstimate = z.infer<typeof attackEstimateSchema>

export const attackMethods = {
  /** A page of images with what each model's perturbation of them is. Works while the study runs. */
  'attack.gallery': method(
    z.strictObject({
      study: name,
      /** Outcomes are what became of the image; the confidence is that of the answer to the clean image. */
      ...galleryQuestion(imageStatusSchema.options),
      sort: gallerySortSchema.default('index'),
      ...namedImages,
      /**
       * Null: one for all, with which 95 % of the perturbations are shown with at most 1 % of their pixels clipped.
       * `own`: for each picture one with which at most 1 % of its pixels are clipped.
       */
      gain: z
        .union([z.number().positive().max(1e6), z.literal('own')])
        .nullable()
        .default(null),
      ...galleryPage,
    }),
    attackGallerySchema,
  ),
  /** The images and targets of a study as CSV `image,target`, of data-set indices. */
  'attack.targets': method(
    z.strictObject({ study: name }),
    z.object({ csv: z.string(), images: countSchema }),
  ),
  /** Measures one step of the attack on this machine; takes some seconds. */
  'attack.estimate': method(z.strictObject({ request: attackRequestSchema }), attackEstimateSchema),
} as const
