/**
 * What the job process can be asked for looking at things: pictures, labels, stored answers, statistics,
 * and how fast this machine trains. Nothing of it is stored.
 */
import { z } from 'zod'
import { attackLookMessages, attackLookRequests } from './attack-look'
import { comparisonLookMessage, comparisonLookRequest } from './comparison'
import { dataSetSpecificationSchema } from './data-set'
import { networkConfigurationSchema } from './model'
import {
  countSchema,
  deviceNameSchema,
  hashSchema,
  idSchema,
  positiveCountSchema,
  seedSchema,
  sigmaSchema,
} from './primitives'
import { probeLookMessages, probeLookRequests, probePictures } from './probe-look'
import { recipeSchema } from './recipe'
import { errorDataSchema } from './studies'
import { galleryFilterSchema, verdictSchema } from './window'

/** A whole part of a data set. */
const partSchema = z.object({
  specification: dataSetSpecificationSchema,
  hash: hashSchema,
  limit: z.null().default(null),
})
export type PartSource = z.output<typeof partSchema>

/** Where a pair of images stands: in the first of these files that is there, or here. */
const pairSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stored'), files: z.array(z.string()).min(1), position: countSchema }),
  z.object({ kind: z.literal('given'), low: countSchema, high: countSchema }),
])

export const pictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), images: partSchema, index: countSchema }),
  z.object({ kind: z.literal('blurred'), images: partSchema, index: countSchema, sigma: sigmaSchema }),
  z.object({
    kind: z.literal('hybrid'),
    images: partSchema,
    pair: pairSourceSchema,
    /** Fraction of Nyquist. */
    fMix: z.number().min(0).max(1),
    part: z.enum(['hybrid', 'low', 'high']),
  }),
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
  ...probePictures,
])
export type Picture = z.output<typeof pictureSchema>

/** One pairing of a hybrid study: per model its blocks in ascending f_mix. */
const storedPairingSchema = z.object({
  models: z.array(
    z.object({
      id: idSchema,
      blocks: z.array(z.object({ file: z.string(), frequencies: positiveCountSchema })),
    }),
  ),
})

export const lookRequests = [
  /** PNG files. */
  z.object({ request: z.literal('pictures'), pictures: z.array(pictureSchema).min(1).max(256) }),
  /** A page of the images of a part, of one class if asked. */
  z.object({
    request: z.literal('labels'),
    images: partSchema,
    label: countSchema.nullable(),
    start: countSchema,
    count: positiveCountSchema,
  }),
  /** A page of pairs with the stored answers of every model. */
  z.object({
    request: z.literal('gallery'),
    pairings: z.array(storedPairingSchema).min(1),
    fMixIndex: countSchema,
    filter: galleryFilterSchema,
    /** Whose answers the filter looks at; null: any model's. */
    model: idSchema.nullable(),
    start: countSchema,
    count: positiveCountSchema,
  }),
  /** The mean radial power spectrum of a seeded sample. */
  z.object({
    request: z.literal('spectrum'),
    images: partSchema,
    most: positiveCountSchema,
    seed: seedSchema,
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
  /** Trains and measures for a moment. */
  z.object({
    request: z.literal('speed'),
    network: networkConfigurationSchema,
    recipe: recipeSchema,
    images: partSchema,
    /** Pairs per step of a hybrid measurement; null: do not measure that. */
    hybridBatch: positiveCountSchema.nullable(),
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
  ...attackLookRequests,
  ...probeLookRequests,
  comparisonLookRequest,
] as const
export type LookRequest = z.output<(typeof lookRequests)[number]>
export type LookRequestOf<Name extends LookRequest['request']> = Extract<LookRequest, { request: Name }>

const galleryAnswerSchema = z.object({
  model: idSchema,
  /** Index of the class. */
  predicted: z.int(),
  confidence: z.number(),
  verdict: verdictSchema,
})

export const lookMessages = [
  z.object({
    message: z.literal('pictures'),
    /** In the order asked: the file, or why there is none. */
    pictures: z.array(
      z.union([z.object({ png: z.instanceof(Uint8Array) }), z.object({ error: errorDataSchema })]),
    ),
  }),
  z.object({
    message: z.literal('labels'),
    total: countSchema,
    images: z.array(z.object({ index: countSchema, label: countSchema })),
  }),
  z.object({
    message: z.literal('gallery'),
    total: countSchema,
    pairs: z.array(
      z.object({
        pairing: countSchema,
        position: countSchema,
        low: z.object({ index: countSchema, label: countSchema }),
        high: z.object({ index: countSchema, label: countSchema }),
        answers: z.array(galleryAnswerSchema),
      }),
    ),
  }),
  z.object({
    message: z.literal('spectrum'),
    /** Cycles per pixel. */
    frequencies: z.array(z.number()),
    power: z.array(z.number()),
    sampled: countSchema,
  }),
  z.object({
    message: z.literal('speed'),
    /** Seconds before the first training step was done: building and compiling. */
    startSeconds: z.number(),
    trainingImagesPerSecond: z.number().positive(),
    hybridsPerSecond: z.number().positive().nullable(),
    /** Of the weights and buffers of one model. */
    stateBytes: countSchema,
  }),
  ...attackLookMessages,
  ...probeLookMessages,
  comparisonLookMessage,
] as const
export type LookMessage = z.output<(typeof lookMessages)[number]>
export type LookMessageOf<Name extends LookMessage['message']> = Extract<LookMessage, { message: Name }>
