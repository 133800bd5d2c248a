/**
 * What the job process can be asked beyond units: pictures, labels, statistics, and what each kind of study adds.
 * Nothing of it is stored.
 */
import { z } from 'zod'
import { comparisonLookMessage, comparisonLookRequest } from './comparisons/comparison'
import { goldilocksLookMessage, goldilocksLookRequest } from './comparisons/goldilocks'
import { pictureSpectrumSchema } from './images/picture-spectrum'
import { kindMessages, kindPictures, kindRequests } from './kinds/kinds'
import { partSchema } from './part'
import { countSchema, deviceNameSchema, positiveCountSchema, seedSchema, sigmaSchema } from './primitives'
import { errorDataSchema } from './studies'

export const pictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), images: partSchema, index: countSchema }),
  z.object({ kind: z.literal('blurred'), images: partSchema, index: countSchema, sigma: sigmaSchema }),
  ...kindPictures(),
])
export type Picture = z.output<typeof pictureSchema>

export const lookRequests = [
  /** PNG files. */
  z.object({ request: z.literal('pictures'), pictures: z.array(pictureSchema).min(1).max(256) }),
  z.object({ request: z.literal('picture spectrum'), picture: pictureSchema }),
  /** A page of the images of a part, of one class if asked. */
  z.object({
    request: z.literal('labels'),
    images: partSchema,
    label: countSchema.nullable(),
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
  ...kindRequests(),
  comparisonLookRequest,
  goldilocksLookRequest,
] as const
export type LookRequest = z.output<(typeof lookRequests)[number]>
export type LookRequestOf<Name extends LookRequest['request']> = Extract<LookRequest, { request: Name }>

export const lookMessages = [
  z.object({
    message: z.literal('pictures'),
    /** In the order asked: the file, or why there is none. */
    pictures: z.array(
      z.union([z.object({ png: z.instanceof(Uint8Array) }), z.object({ error: errorDataSchema })]),
    ),
  }),
  z.object({ message: z.literal('picture spectrum'), spectrum: pictureSpectrumSchema }),
  z.object({
    message: z.literal('labels'),
    total: countSchema,
    images: z.array(z.object({ index: countSchema, label: countSchema })),
  }),
  z.object({
    message: z.literal('spectrum'),
    /** Cycles per pixel. */
    frequencies: z.array(z.number()),
    power: z.array(z.number()),
    sampled: countSchema,
  }),
  ...kindMessages(),
  comparisonLookMessage,
  goldilocksLookMessage,
] as const
export type LookMessage = z.output<(typeof lookMessages)[number]>
export type LookMessageOf<Name extends LookMessage['message']> = Extract<LookMessage, { message: Name }>
