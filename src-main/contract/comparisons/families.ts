/**
 * Families of training seeds: models that differ in their training seed only, and what they spread (methods H.2,
 * K.4). What `seeds.summary` answers, and what `halfpower seeds --json` prints.
 */
import { z } from 'zod'
import { groupSchema } from '../model'
import {
  countSchema,
  hashSchema,
  idSchema,
  positiveCountSchema,
  seedSchema,
  sigmaSchema,
} from '../primitives'

/** Why a network that was never asked has no number. */
export const NOT_MEASURED = 'it is not measured.'

/** A model in its family; `weights`: SHA-256 of its weights. */
const memberSchema = z.object({
  model: idSchema,
  name: z.string(),
  weights: hashSchema,
  trainingSeed: seedSchema,
})

/** One quantity over the networks of a family. All numbers but counts are in `unit`. */
export const familyMeasureSchema = z.object({
  /** As on the Map: `f_rev`, `f_half-L2`, `accuracy`, `epsilon-Linf`, `corruptions/…/mean`. */
  id: z.string(),
  words: z.string(),
  unit: z.string(),
  /** What has to be said of the number; null: nothing. */
  note: z.string().nullable(),
  /** Between which values the quantity can lie; `high` null: no end is known. `shownInterval` ends there. */
  possible: z.object({ low: z.number(), high: z.number().nullable() }),
  /** Networks that have the number. */
  n: countSchema,
  mean: z.number().nullable(),
  /** Standard deviation between training seeds, with n − 1; null below two networks. */
  sd: z.number().nullable(),
  /**
   * Student's t-interval of the mean over training seeds, as it comes out: with two or three networks it can reach
   * beyond what is possible. Null below two networks.
   */
  low: z.number().nullable(),
  high: z.number().nullable(),
  level: z.literal(0.95),
  /** Mean half width of the 95 % intervals that the single networks carry; null where none carries one. */
  networkHalfWidth: z.number().nullable(),
  values: z.array(
    memberSchema.extend({
      value: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  ),
  /** Networks without the number, or measured under other settings than the rest, each with the reason. */
  without: z.array(memberSchema.extend({ reason: z.string() })),
})
export type FamilyMeasure = z.infer<typeof familyMeasureSchema>

/** What is said of an interval that was longer. */
export const LIMITED = 'limited to the possible range'

/**
 * The t-interval as people are shown it: no longer than what the quantity can be. Null without one, and where all
 * networks have one value: an interval of no length would promise that the next one has it, too.
 */
export function shownInterval({
  low,
  high,
  possible,
}: Pick<FamilyMeasure, 'low' | 'high' | 'possible'>): { low: number; high: number; limited: boolean } | null {
  if (low === null || high === null || low === high) return null
  const shown = { low: Math.max(low, possible.low), high: Math.min(high, possible.high ?? Infinity) }
  return { ...shown, limited: shown.low !== low || shown.high !== high }
}

export const seedFamilySchema = z.object({
  id: z.string(),
  /** E.g. `ResNet-18, width 8, σ = 1`. */
  name: z.string(),
  group: groupSchema,
  architecture: z.string(),
  sigma: sigmaSchema,
  components: positiveCountSchema.nullable(),
  members: z.array(memberSchema),
  /** Networks of a training seed that another member has already: they count once. */
  repeated: z.array(memberSchema.extend({ reason: z.string() })),
  measures: z.array(familyMeasureSchema),
})
export type SeedFamily = z.infer<typeof seedFamilySchema>

/** How much of a quantity's spread lies between training seeds, and how much between families. */
export const seedSpreadSchema = z.object({
  id: z.string(),
  words: z.string(),
  unit: z.string(),
  /** What the families that are compared differ in, in words, e.g. `σ`. */
  between: z.string(),
  /** What stands before all networks, in words, e.g. `σ = 1`; null where the families differ in it. */
  frontEnd: z.string().nullable(),
  /** The families that are compared, by name. */
  names: z.array(z.string()),
  families: positiveCountSchema,
  networks: positiveCountSchema,
  /** Standard deviation between training seeds of one family. */
  withinSd: z.number(),
  /** Standard deviation between families. */
  betweenSd: z.number(),
  /** Whether its variance came out negative and was taken as 0. */
  truncated: z.boolean(),
  /** Families that were measured under other settings, by name. */
  leftOut: z.array(z.string()),
})
export type SeedSpread = z.infer<typeof seedSpreadSchema>

export const seedSummarySchema = z.object({
  /** By architecture, then σ. A family of one network is one that nobody has trained again. */
  families: z.array(seedFamilySchema),
  spreads: z.array(seedSpreadSchema),
  /** Models that can be in no family, each with the reason. */
  leftOut: z.array(z.object({ model: idSchema, name: z.string(), weights: hashSchema, reason: z.string() })),
  /** One sentence for each study whose results cannot be read, or not all of them; absent: there is none. */
  unread: z.array(z.string()).exactOptional(),
})
export type SeedSummary = z.infer<typeof seedSummarySchema>
