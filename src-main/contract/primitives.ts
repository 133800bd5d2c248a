/**
 * The small schemas that the others are made of: identifiers, hashes, intervals, fractions.
 */
import { z } from 'zod'
import { shown, shownText } from './shown'

/** Names of data sets, models and studies: also file names, hence nothing but letters, digits, `.`, `_` and `-`. */
export const idSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'an identifier has letters, digits, ".", "_" and "-" only')

/** A name or title that comes from others, as it can be shown: what would steer is written out. */
export const wordsSchema = z.string().overwrite(shown)

/** What a person writes about a thing: plain text in lines. */
export const noteSchema = z.string().max(10_000).overwrite(shownText)

/** SHA-256 in hexadecimal. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 hash has 64 hexadecimal digits')

export const countSchema = z.int().min(0)
export const positiveCountSchema = z.int().min(1)
export const seedSchema = z.int().min(0).max(4294967295)
export const fractionSchema = z.number().min(0).max(1)

/** Standard deviation of the blur in pixels of the network's input; null is no blur. */
export const sigmaSchema = z.number().positive().max(1000).nullable()

/** A proportion with its 95 % interval. */
export const proportionSchema = z.object({
  value: fractionSchema,
  low: fractionSchema,
  high: fractionSchema,
  count: countSchema,
})
export type Proportion = z.infer<typeof proportionSchema>

/** A measured number with its interval and its unit; null where the measurement has no answer. */
export const measuredSchema = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.string(),
})

/** A moment, ISO 8601 in UTC. */
export const momentSchema = z.iso.datetime()

/** Which compute device a study runs on, by the name that `halfpower devices` prints. */
export const deviceNameSchema = z.string().min(1).max(60)

/** SHA-256 of the weights of a model in a result; absent in a result that nobody asked for by `study.result`. */
export const measuredWeightsSchema = hashSchema.exactOptional()
export const unique = <T>(values: T[]): boolean => new Set(values).size === values.length

/** Seeds of a study; each gives its own units. */
export const seedsSchema = z
  .array(seedSchema)
  .min(1)
  .max(1000)
  .refine(unique, 'each training or pairing seed may be named once')
