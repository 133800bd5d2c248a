/**
 * How a network is trained, as data: part of a sweep's plan, stored, and hashed into the keys of its units.
 * The presets are in training/recipe.ts; what the words mean for the numbers is training's business.
 */
import { z } from 'zod'

const positive = z.number().positive()

/**
 * The learning rate over time; `learningRate` of the recipe is its largest value (schedules.ts).
 * `cyclic`: falls by `gamma` after each phase and starts again after `phases` of them.
 */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({
    kind: z.literal('cyclic'),
    phaseEpochs: z.int().min(1),
    phases: z.int().min(1),
    gamma: positive.max(1),
  }),
  z.strictObject({ kind: z.literal('cosine') }),
  z.strictObject({
    kind: z.literal('one-cycle'),
    /** Share of all steps on which the rate rises. */
    rise: positive.lt(1),
    /** The first rate is learningRate / startDivisor. */
    startDivisor: z.number().min(1),
    /** The last rate is the first / endDivisor. */
    endDivisor: z.number().min(1),
    anneal: z.enum(['cosine', 'linear']),
  }),
])

export const augmentationSchema = z.strictObject({
  /**
   * `pad`: reflect `pixels` beyond each side, rotate by up to ±`rotation` degrees, cut out at random.
   * `resized`: cut out a random part (share of the area, ratio of width to height) and resize it.
   */
  crop: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('pad'),
        pixels: z.int().min(0).max(64),
        rotation: z.number().min(0).max(180),
      }),
      z.strictObject({
        kind: z.literal('resized'),
        area: z.tuple([positive.max(1), positive.max(1)]),
        ratio: z.tuple([positive, positive]),
      }),
    ])
    .nullable(),
  /** Mirror left to right half of the time. */
  flip: z.boolean(),
  /** Each: factor drawn uniformly from 1 ± this; 0 leaves the image alone. */
  brightness: z.number().min(0).max(1),
  contrast: z.number().min(0).max(1),
  saturation: z.number().min(0).max(1),
})

export const recipeSchema = z.strictObject({
  epochs: z.int().min(1).max(10_000),
  /** Images per step; a last, smaller batch is left out. */
  batchSize: z.int().min(2).max(65_536),
  /**
   * Images that go through the network at once; the gradients of a batch are added up, so it is a divisor of `batchSize`.
   * Batch normalisation normalises over these alone. Absent: the whole batch.
   */
  microBatch: z.int().min(2).max(65_536).exactOptional(),
  learningRate: positive.max(100),
  momentum: z.number().min(0).lt(1),
  /** On every parameter whose name ends with `weight`, γ of the batch normalisations included (methods B.2). */
  weightDecay: z.number().min(0).max(1),
  schedule: scheduleSchema,
  augmentation: augmentationSchema.nullable(),
  /** Share of the training images kept apart to choose the best epoch. */
  validationFraction: positive.lt(1),
})

export type Schedule = z.infer<typeof scheduleSchema>
export type Augmentation = z.infer<typeof augmentationSchema>
export type Recipe = z.infer<typeof recipeSchema>
