/** What is found about a population, question by question; also what its units leave (neural N.3 to N.5). */
import { z } from 'zod'
import {
  countSchema,
  idSchema,
  measuredWeightsSchema,
  positiveCountSchema,
  seedSchema,
} from '../../primitives'
import { scalingSchema } from './scaling'

const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() })

export const tuningRuleSchema = z.enum(['peak', 'phase mean'])

/** What turns a frequency of the grid into another unit. */
export const tuningFoundSchema = z.object({
  /** Of every frequency here; without a field of view cycles/image of a square image. */
  unit: z.enum(['cycles/degree', 'cycles/image']),
  /** One of that unit in cycles/image of a square image, and in cycles/pixel of the shown image. */
  cyclesPerImage: z.number(),
  cyclesPerPixel: z.number(),
  rule: tuningRuleSchema,
  /** Frequencies above it alias, and are not shown as tuning. */
  carried: z.number(),
  neurons: positiveCountSchema,
  histogram: z.array(
    z.object({
      frequency: z.number(),
      /** All neurons whose best frequency of the grid this is. */
      neurons: countSchema,
      /** Those of them that hardly modulate. */
      unmodulated: countSchema,
      /** The pixels no longer carry it. */
      aliased: z.boolean(),
    }),
  ),
  /** Over neurons that modulate and whose best frequency the pixels carry; null without any. Best of the grid. */
  preferred: intervalSchema.nullable(),
  /** The same between grid points. */
  interpolated: intervalSchema.nullable(),
  /** Half-width at half height, octaves. */
  halfWidth: intervalSchema.extend({ neurons: positiveCountSchema }).nullable(),
  /** Share that is low-pass, 0 … 1. */
  lowPass: z.number().nullable(),
  unmodulated: countSchema,
  aliased: countSchema,
  /** Mean tuning curve, and mean response over all gratings of a frequency, of all neurons. */
  mean: z.array(z.number()),
  meanResponse: z.array(z.number()),
})
export type TuningFound = z.infer<typeof tuningFoundSchema>

/** Where a weight image lies in the spectrum; thresholds are the manifold's. */
const profileSchema = z.object({
  proportions: z.array(z.number()),
  /** cycles/pixel of the weight image; null without power. */
  halfPower: z.number().nullable(),
})

/**
 * Why a component has no half-power frequency: it is not reliable, or comes after one that is not; pixels predict
 * its scores no better than permuted ones (`linear` ≤ 0 or `chance`), so that its weight image is noise; its weight image has no power.
 */
export const leftOutSchema = z.enum(['not reliable', 'not linear', 'no power'])
export type LeftOut = z.infer<typeof leftOutSchema>

export const componentFoundSchema = z.object({
  /** Counted from 1. */
  index: positiveCountSchema,
  /** Share of the variance, 0 … 1. */
  explained: z.number(),
  /** Null where it is left out. */
  profile: profileSchema.nullable(),
  /** Why it has no half-power frequency and is not in the weighted spectrum; null: it has, and is. */
  left: leftOutSchema.nullable(),
  /** Share of its score's variance that pixels are estimated to predict linearly (from generalised cross-validation). */
  linear: z.number(),
  /** The largest such share of 19 random orders of the scores: what is not above it, is chance in 1 case of 20 or more. */
  chance: z.number(),
  /** Amplitude over phase and mean over phase of its scores of gratings, [frequency][orientation]; null: none are shown. */
  gratings: z
    .object({ amplitude: z.array(z.array(z.number())), mean: z.array(z.array(z.number())) })
    .nullable(),
  /** Correlation of the scores of two halves of the repeats, mean over random splits; null where nothing is repeated. */
  reliability: z.object({ correlation: z.number(), reliable: z.boolean() }).nullable(),
})
export type ComponentFound = z.infer<typeof componentFoundSchema>

const spectrumSchema = z.object({
  components: z.array(componentFoundSchema),
  /** Mean profile of those components that are not left out, weighted by their variance; null without any. */
  spectrum: profileSchema.nullable(),
})

export const manifoldFoundSchema = spectrumSchema.extend({
  images: positiveCountSchema,
  neurons: positiveCountSchema,
  /** Neurons that never vary. */
  silent: countSchema,
  scaling: scalingSchema,
  /** Dimensions of equal variance that would be as wide. */
  participation: z.number(),
  /** Components before the first unreliable one; null where nothing is repeated. */
  reliable: countSchema.nullable(),
  /** Of the weight images, in pixels. */
  weights: z.object({ height: positiveCountSchema, width: positiveCountSchema }),
  /** cycles/pixel of the weight images up to which a profile counts. */
  thresholds: z.array(z.number()),
  /** One cycle/pixel of the weight images in cycles/image of a square image, and in cycles/degree; null without a field of view. */
  cyclesPerImage: z.number(),
  cyclesPerDegree: z.number().nullable(),
  /** Frequencies of the gratings, in their unit; null: none are shown. */
  gratings: z
    .object({ frequencies: z.array(z.number()), unit: z.enum(['cycles/degree', 'cycles/image']) })
    .nullable(),
  /** Principal components of the same images, and a random rotation of the responses. */
  control: z.array(spectrumSchema.extend({ kind: z.enum(['images', 'rotation']) })),
})
export type ManifoldFound = z.infer<typeof manifoldFoundSchema>

export const layerSimilaritySchema = z.object({
  name: z.string(),
  /** Numbers for each image. */
  features: positiveCountSchema,
  /** Correlation of the similarities with the population's, and its 95 % interval over images. */
  rsa: z.number(),
  low: z.number(),
  high: z.number(),
  /** Linear centred kernel alignment, as published and without its bias for few images. */
  cka: z.number(),
  unbiased: z.number(),
})

export const modelSimilaritySchema = z.object({
  id: idSchema,
  weights: measuredWeightsSchema,
  layers: z.array(layerSimilaritySchema),
  /**
   * Of the most similar layer, without a winner's bias: chosen on one half of the images and told on the other, both ways, and
   * averaged. Which layer was chosen on the first half, and on the second; of how many. Null: too few images.
   */
  chosen: intervalSchema
    .omit({ value: true })
    .extend({ rsa: z.number(), layers: z.tuple([z.string(), z.string()]), of: positiveCountSchema })
    .nullable(),
})

export const populationSimilaritySchema = z.object({
  images: positiveCountSchema,
  neurons: positiveCountSchema,
  scaling: scalingSchema,
  /** Neurons counted by their reliability; false where nothing is repeated. */
  weighted: z.boolean(),
  /**
   * Agreement of the similarities of two halves of the repeats. `correlation`: mean over `splits` random splits. `value`: the
   * reliability that follows (Spearman–Brown, 0 … 1), with its 95 % interval over images; null where the halves do not agree.
   * The most that a perfect model could reach is about its root.
   */
  ceiling: z
    .object({
      value: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      correlation: z.number(),
      images: positiveCountSchema,
      splits: positiveCountSchema,
    })
    .nullable(),
})
export type PopulationSimilarity = z.infer<typeof populationSimilaritySchema>

export const maximalNeuronSchema = z.object({
  /** Counted from 0. */
  neuron: countSchema,
  /** Response by the rule "peak" at each frequency of the grid. */
  curve: z.array(z.number()),
  /** Its largest response between grid points, in the grid's unit. */
  preferred: z.number(),
  /** Half of the width at half height, octaves; null: it never falls so far. */
  halfWidth: z.number().nullable(),
  lowPass: z.boolean(),
  /** Of its best grating: direction of modulation in degrees, 0 … 180. */
  orientation: z.number(),
  /** To its image, and to the mean gray, in the population's units. */
  response: z.number(),
  gray: z.number(),
  /** Share of the rise that the last tenth of the steps gave. */
  late: z.number(),
  /** L2 norm of its image in standardised units: at most the bound. */
  norm: z.number(),
  /** Share of its pixels that no screen shows: below 0 or above 255. */
  outside: z.number(),
  /** Where the spectrum of its image has its peak; frequency in the grid's unit, 0: in the mean. Null without power. */
  peak: z.object({ frequency: z.number(), orientation: z.number().nullable() }).nullable(),
})
export type MaximalNeuron = z.infer<typeof maximalNeuronSchema>

/** What the curves and images of single neurons stand on. */
export const maximalFoundSchema = z.object({
  unit: z.enum(['cycles/degree', 'cycles/image']),
  /** One of that unit in cycles/image of a square image, and in cycles/pixel of the shown image. */
  cyclesPerImage: z.number(),
  cyclesPerPixel: z.number(),
  /** Frequencies above it alias. */
  carried: z.number(),
  frequencies: z.array(z.number()),
  /** Of the images, pixels. */
  height: positiveCountSchema,
  width: positiveCountSchema,
  /** Largest L2 norm in standardised units. */
  bound: z.number(),
  steps: positiveCountSchema,
  seed: seedSchema,
  neurons: z.array(maximalNeuronSchema),
  /** Neurons that are not computed yet. */
  missing: z.array(countSchema),
})
export type MaximalFound = z.infer<typeof maximalFoundSchema>
