/**
 * Two models beside each other on the same work: what differs, with an interval that pairs what both were shown. What
 * `models.compare` answers, what `halfpower compare --json` prints, and what a job process is asked for.
 */
import { z } from 'zod'
import { corruptionTypeSchema, severitySchema } from '../kinds/corruption/corruptions'
import { countSchema, hashSchema, idSchema } from '../primitives'

const pairOf = <T extends z.ZodType>(each: T) => ({ first: each, second: each })

/** Stored answers of two models to the same work, by the files that hold them. */
export const comparedPartSchema = z.discriminatedUnion('kind', [
  /** Per pairing its blocks. */
  z.object({ kind: z.literal('reversal'), ...pairOf(z.array(z.array(z.string()))) }),
  z.object({ kind: z.literal('accuracy'), ...pairOf(z.string()) }),
  z.object({
    kind: z.literal('corruption'),
    cells: z.array(z.object({ type: corruptionTypeSchema, severity: severitySchema, ...pairOf(z.string()) })),
  }),
  /** Blocks of an attack. */
  z.object({ kind: z.literal('sizes'), ...pairOf(z.array(z.string())) }),
  z.object({ kind: z.literal('half power'), ...pairOf(z.string()) }),
])
export type ComparedPart = z.infer<typeof comparedPartSchema>
export type ComparedPartOf<Kind extends ComparedPart['kind']> = Extract<ComparedPart, { kind: Kind }>

/** One number of both models, and how far apart they are. */
export const comparedNumberSchema = z.object({
  /** Which number of the part, e.g. `mean`, `snow`, `ratio`. */
  part: z.string(),
  first: z.number().nullable(),
  second: z.number().nullable(),
  /** first − second; of a ratio first / second. */
  value: z.number().nullable(),
  /** 95 % interval; null where it is not known. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Images that both have an answer to; the others are left out. */
  images: countSchema,
  leftOut: countSchema,
  /** What has to be said with it: why there is no number or no interval, what was left out. */
  sentence: z.string().nullable(),
})
export type ComparedNumber = z.infer<typeof comparedNumberSchema>

export const comparisonLookRequest = z.object({ request: z.literal('comparison'), part: comparedPartSchema })
export const comparisonLookMessage = z.object({
  message: z.literal('comparison'),
  numbers: z.array(comparedNumberSchema),
})

export const comparedQuantitySchema = comparedNumberSchema.omit({ part: true }).extend({
  /** As on the Map, with the part: `f_rev`, `accuracy`, `corruptions/…/mean`, `epsilon-L2`, `epsilon-ratio-L2`, `f_half-L2`. */
  id: z.string(),
  words: z.string(),
  /** Of the two numbers. */
  unit: z.string(),
  /** Of value, low and high. */
  differenceUnit: z.string(),
  /** What both were measured on. */
  work: z.string(),
  /** How the interval is made. */
  method: z.string(),
  /** The studies that hold the answers of the first and of the second. */
  studies: z.tuple([idSchema, idSchema]),
})
export type ComparedQuantity = z.infer<typeof comparedQuantitySchema>

const comparedModelSchema = z.object({ id: idSchema, name: z.string(), weights: hashSchema })

export const modelComparisonSchema = z.object({
  models: z.tuple([comparedModelSchema, comparedModelSchema]),
  level: z.literal(0.95),
  quantities: z.array(comparedQuantitySchema),
  /** In what else than these numbers the two differ, or may, because it is not known of either; in words. Empty: in nothing. */
  differences: z.array(
    z.object({
      aspect: z.enum([
        'architecture',
        'front end',
        'normaliser',
        'data',
        'first weights',
        'training',
        'loss',
        'training seed',
      ]),
      first: z.string(),
      second: z.string(),
    }),
  ),
  /** What cannot be compared, and why, one sentence each. */
  missing: z.array(z.object({ words: z.string(), sentence: z.string() })),
})
export type ModelComparison = z.infer<typeof modelComparisonSchema>
