/**
 * The bin of a project (`bin/ID/`): what was deleted and can be restored, until the bin is emptied. A study whose model,
 * data set or population is there keeps its results, also afterwards: what it needs to show them stays.
 */
import { z } from 'zod'
import { method } from './method'
import { countSchema, idSchema, momentSchema, wordsSchema } from './primitives'

export const binKindSchema = z.enum(['study', 'model', 'figure', 'population', 'data set'])
export type BinKind = z.infer<typeof binKindSchema>

/** What was deleted: its kind, its id and what it is called. */
const thingSchema = z.object({ kind: binKindSchema, thing: idSchema, title: wordsSchema })
export type Thing = z.infer<typeof thingSchema>

export const binEntryFileSchema = thingSchema.extend({
  format: z.literal('halfpower bin entry'),
  version: z.literal(1),
  id: idSchema,
  deleted: momentSchema,
  /** The bin was emptied: only the description is left, for studies that used it. */
  emptied: z.literal(true).exactOptional(),
})
export type BinEntryFile = z.infer<typeof binEntryFileSchema>

export const binEntrySchema = thingSchema.extend({
  id: idSchema,
  deleted: momentSchema,
  bytes: countSchema,
  /** Why it cannot be restored now; null when it can. */
  obstacle: z.string().nullable(),
})
export type BinEntry = z.infer<typeof binEntrySchema>

export const binLookSchema = thingSchema.extend({
  /** What uses it. */
  dependents: z.array(thingSchema),
  /** What becomes of them, in whole sentences. */
  sentences: z.array(z.string()),
  /** Why it cannot be deleted now; null when it can. */
  obstacle: z.string().nullable(),
})
export type BinLook = z.infer<typeof binLookSchema>

const name = z.string().min(1)
const named = z.strictObject({ kind: binKindSchema, thing: name })

export const binMethods = {
  /** What depends on something, before it is deleted. */
  'bin.look': method(named, binLookSchema),
  /** Moves something into the bin. Never a study that runs or waits, nor what such a study uses. */
  'bin.put': method(named, binEntrySchema),
  /** The newest first. */
  'bin.list': method(z.strictObject({}), z.array(binEntrySchema)),
  /** One entry, or the latest of a thing that is named as it was. Refused where another has its id by now. */
  'bin.restore': method(z.strictObject({ entry: name }).or(named), binEntrySchema),
  /** Removes one entry, or all, for good; results of studies go where no other study has them. */
  'bin.empty': method(
    z.strictObject({ entry: name.optional() }),
    z.object({ removed: countSchema, bytes: countSchema, notices: z.array(z.string()) }),
  ),
} as const
