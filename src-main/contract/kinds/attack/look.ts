/** What the job process can be asked for looking at perturbations, and how fast an attack is. */
import { z } from 'zod'
import { dataSetSpecificationSchema, imagesSchema } from '../../data-set'
import { selectionChoiceSchema } from '../../images/selection'
import { weightsSchema } from '../../model'
import { partSchema } from '../../part'
import { countSchema, deviceNameSchema, positiveCountSchema } from '../../primitives'
import { attackSettingsSchema, attackedImagesSchema, targetsRequestSchema } from './study'

export const attackPictures = [
  /** An image as an attack has left it, from the arrays of its block. */
  z.object({ kind: z.literal('perturbed'), images: partSchema, index: countSchema, block: z.string() }),
  /** What the attack has changed, × gain around mid-grey. */
  z.object({
    kind: z.literal('difference'),
    images: partSchema,
    index: countSchema,
    block: z.string(),
    gain: z.number().positive(),
  }),
] as const

export const attackRequests = [
  /** The images and targets of an attack: drawn from a part's labels, or read from a CSV and checked against them. */
  z.object({
    request: z.literal('choose targets'),
    specification: dataSetSpecificationSchema,
    selection: selectionChoiceSchema,
    /** Of a list of targets only the first so many; null: all. */
    most: positiveCountSchema.nullable(),
    /** Null: untargeted. */
    targets: targetsRequestSchema.nullable(),
  }),
  /** Times a few steps of an attack: one forward and one backward pass of a batch. */
  z.object({
    request: z.literal('attack speed'),
    model: weightsSchema,
    images: imagesSchema,
    indices: z.array(countSchema).min(1),
    targets: z.array(countSchema).nullable(),
    settings: attackSettingsSchema,
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
] as const

export const attackMessages = [
  z.object({ message: z.literal('choose targets'), images: attackedImagesSchema }),
  z.object({
    message: z.literal('attack speed'),
    /** Seconds before the first step was done: building and compiling. */
    startSeconds: z.number(),
    /** Images per second of one forward and one backward pass together, and of a forward pass alone. */
    gradientImagesPerSecond: z.number().positive(),
    forwardImagesPerSecond: z.number().positive(),
  }),
] as const
