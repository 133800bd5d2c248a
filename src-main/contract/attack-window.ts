/**
 * What the pages of perturbations and spectra ask beyond the studies' results; merged into `methods`.
 * Invariant: pictures are addresses (`image/…`); spectra cross as what is drawn, at most height × width numbers.
 */
import { z } from 'zod'
import { attackRequestSchema, attackedImageSchema, imageStatusSchema } from './attack-study'
import { countSchema, deviceNameSchema, idSchema, positiveCountSchema, sigmaSchema } from './primitives'
import { halfPowerSchema, radialProfileSchema } from './spectrum-study'

const name = z.string().min(1)
const imageUrl = z.string().regex(/^image\//)

export const attackSortSchema = z.enum(['index', 'smallest ε first', 'largest ε first'])
export type AttackSort = z.infer<typeof attackSortSchema>

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
    perturbed: z.object({ url: imageUrl }).nullable(),
    difference: z.object({ url: imageUrl }).nullable(),
  })
export type GalleryPerturbation = z.infer<typeof galleryPerturbationSchema>

export const attackGallerySchema = z.object({
  /** Images that pass the filters. */
  total: countSchema,
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
      clean: z.object({ url: imageUrl }),
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

export const heatMapSchema = z.object({
  model: idSchema,
  height: positiveCountSchema,
  width: positiveCountSchema,
  /** Natural logarithm of the mean power, row-major, DC in the centre [⌊height/2⌋, ⌊width/2⌋]; null where empty (DC). */
  values: z.array(z.number().nullable()),
  /** Values of the first and the last colour. */
  range: z.object({ low: z.number(), high: z.number() }),
})
export type HeatMap = z.infer<typeof heatMapSchema>

/** Which perturbations of a model are averaged; everything that is said must hold. */
export const spectrumSubsetSchema = z.strictObject({
  /** Class indices. */
  label: countSchema.optional(),
  target: countSchema.optional(),
  /** Sizes in the attack's norm, between these. */
  smallest: z.number().min(0).optional(),
  largest: z.number().min(0).optional(),
  /** Data-set indices. */
  indices: z.array(countSchema).min(1).optional(),
})
export type SpectrumSubset = z.infer<typeof spectrumSubsetSchema>

function method<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): { input: Input; output: Output } {
  return { input, output }
}

export const attackMethods = {
  /** A page of images with what each model's perturbation of them is. Works while the study runs. */
  'attack.gallery': method(
    z.strictObject({
      study: name,
      /** Whose status and ε the filter and the order look at; null: of any model (order: the mean of all). */
      model: name.nullable().default(null),
      status: imageStatusSchema.nullable().default(null),
      sort: attackSortSchema.default('index'),
      /**
       * Null: one for all, with which 95 % of the perturbations are shown with at most 1 % of their pixels clipped.
       * `own`: for each picture one with which at most 1 % of its pixels are clipped.
       */
      gain: z
        .union([z.number().positive().max(1e6), z.literal('own')])
        .nullable()
        .default(null),
      start: countSchema,
      count: z.int().min(1).max(200),
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

  /** Mean spectra of a spectrum study; `shared`: each lifted to begin at 0, all with one range of colours. */
  'spectrum.heatMap': method(
    z.strictObject({
      study: name,
      /** Null: all that are finished. */
      models: z.array(name).nullable().default(null),
      scale: z.enum(['panel', 'shared']).default('panel'),
    }),
    z.object({ maps: z.array(heatMapSchema), missing: z.array(idSchema) }),
  ),
  /** The mean spectrum again, of some of a model's perturbations. */
  'spectrum.average': method(
    z.strictObject({ study: name, model: name, subset: spectrumSubsetSchema }),
    z.object({
      images: countSchema,
      f_half: halfPowerSchema,
      profile: radialProfileSchema,
      fineProfile: radialProfileSchema,
      map: heatMapSchema.omit({ model: true }).nullable(),
    }),
  ),
} as const
