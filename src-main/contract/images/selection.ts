/**
 * Which images of a part a measurement takes: one rule and one schema for hybrids, accuracy, perturbations,
 * corruptions, filters, Fourier maps and the trial of a normaliser. How many each takes when nothing is said stands
 * in its contract (`USUAL_IMAGES` of kinds/KIND/study.ts).
 *
 * A folder of class folders is sorted by class: its first images are of one class. So whatever takes a part of the
 * images takes as many of each class, drawn with a seed, unless the first ones are asked for by name.
 */
import { z } from 'zod'
import { UserError } from '../errors'
import { countSchema, fractionSchema, positiveCountSchema, seedSchema } from '../primitives'

/** Images that a normaliser is tried on when nothing is said. */
export const TRIAL_IMAGES = { usual: 500, ofLargeImages: 100 } as const

/** Images that a normaliser is tried on when nothing is said. @param size side of the images in pixels; null: unknown */
export function usualTrial(size: number | null): number {
  return size !== null && size > 96 ? TRIAL_IMAGES.ofLargeImages : TRIAL_IMAGES.usual
}

/** What every request may say about its images; at most one of the first three. */
export const imageSelectionRequest = {
  /** So many images in all, as equally over the classes as there are images. */
  limit: positiveCountSchema.optional(),
  /** So many images of each class. */
  perClass: positiveCountSchema.optional(),
  /** The first so many, as they come. */
  first: positiveCountSchema.optional(),
  /** Of the draw; absent: 0. */
  subsetSeed: seedSchema.optional(),
  /** Keeps the images that a model of the study was trained on; absent: they are left out. */
  includeTrainingImages: z.boolean().optional(),
}
export const imageSelectionRequestSchema = z.object(imageSelectionRequest)
export type ImageSelectionRequest = z.output<typeof imageSelectionRequestSchema>

/** How the images are chosen of those that may take part. `listed`: by a file that names them. */
export const selectionRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('listed') }),
  z.object({ kind: z.literal('first'), images: positiveCountSchema }),
  z.object({ kind: z.literal('class-balanced'), images: positiveCountSchema, seed: seedSchema }),
  z.object({ kind: z.literal('per class'), images: positiveCountSchema, seed: seedSchema }),
])
export type SelectionRule = z.infer<typeof selectionRuleSchema>

/** What tells the images that a training run on the same part learnt from. */
export const trainingSplitSchema = z.object({
  /** Of the part, chosen at random, as sweeps choose; null: all. */
  limit: positiveCountSchema.nullable(),
  /** Share of those that chose the epoch and were not learnt from. */
  validationFraction: fractionSchema,
  /** Draws the split: the sweep's own, or in models of older versions the training seed. */
  seed: seedSchema,
})
export type TrainingSplit = z.infer<typeof trainingSplitSchema>

/** Together they determine the images of a part; the labels, which its hash covers, do the rest. */
export const selectionChoiceSchema = z.object({
  rule: selectionRuleSchema,
  /** Images of these trainings are left out before the rule chooses. */
  leftOut: z.array(trainingSplitSchema),
})
export type SelectionChoice = z.infer<typeof selectionChoiceSchema>

/** What was found when a plan was made. */
export const selectionFoundSchema = z.object({
  images: positiveCountSchema,
  /** Of the chosen ones, in the order of the class names. */
  perClass: z.array(countSchema),
  /** Images of the part that are left out because a model was trained on them. */
  leftOut: countSchema,
  /** Chosen images that a model of the study was trained on, and others that chose a model's epoch. */
  training: countSchema,
  validation: countSchema,
})
export type SelectionFound = z.infer<typeof selectionFoundSchema>

/** The same before a plan is made of it: no images where nothing is left. */
export type FoundImages = Omit<SelectionFound, 'images'> & { images: number }

/** As a plan holds it: what was decided, and what came of it. */
export const imageSelectionSchema = selectionChoiceSchema.extend({
  found: selectionFoundSchema,
  /** Models of which it is not known whether they were trained on these images: on the same files, read in another way. */
  doubtful: z.array(z.string()).min(1).exactOptional(),
})
export type ImageSelection = z.infer<typeof imageSelectionSchema>

/** Which images a result is of, in words that stand beside its numbers. */
export const measuredImagesSchema = z.object({
  /** e.g. `a class-balanced subset of 500 images (subset seed 0), from "digits" (test)`. */
  words: z.string(),
  images: positiveCountSchema,
  /** Whether a model of the study was trained on some of them; unknown: a model comes from elsewhere, or is doubtful. */
  trainingImages: z.enum(['none', 'some', 'unknown']),
  /** What has to be said with it, one sentence each. */
  notices: z.array(z.string()),
  /** How the classes of the models were matched with theirs, one sentence each; absent: all are the same. */
  classes: z.array(z.string()).exactOptional(),
})
export type MeasuredImages = z.infer<typeof measuredImagesSchema>

/**
 * The rule that a request asks for.
 * @param usual images when nothing is said; null: all
 * @throws UserError('usage') when two of its words choose the images
 */
export function selectionRule(request: ImageSelectionRequest, usual: number | null): SelectionRule {
  const { limit, perClass, first, subsetSeed } = request
  if ([limit, perClass, first].filter((asked) => asked !== undefined).length > 1)
    throw new UserError(
      'usage',
      'Give one of --limit, --per-class and --first: each of them chooses the images.',
    )
  if (first !== undefined && subsetSeed !== undefined)
    throw new UserError('usage', 'The first images need no --subset-seed: leave out one of them.')
  const seed = subsetSeed ?? 0
  if (first !== undefined) return { kind: 'first', images: first }
  if (perClass !== undefined) return { kind: 'per class', images: perClass, seed }
  const images = limit ?? usual
  return images === null ? { kind: 'all' } : { kind: 'class-balanced', images, seed }
}
