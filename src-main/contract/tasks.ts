/**
 * What the job process can be asked to do, and everything it says back: closed unions, checked by zod on
 * both sides. Paths are absolute; files it may write are temporary ones that the parent puts in place.
 */
import { z } from 'zod'
import { contentMessage, contentRequest } from './images/contents'
import { dataSetSpecificationSchema, inspectedPartSchema } from './data-set'
import { deviceReportSchema } from './devices'
import { importMessages, importRequests } from './import/import'
import { selectionChoiceSchema, selectionFoundSchema, trainingSplitSchema } from './images/selection'
import { fingerprintSchema } from './fingerprint'
import { jsonObjectSchema } from './json'
import { kindTasks } from './kinds/kinds'
import { lookMessages, lookRequests } from './look'
import { populationMessages, populationRequests } from './neural'
import { countSchema, deviceNameSchema, hashSchema, positiveCountSchema } from './primitives'
import { errorDataSchema } from './studies'

/** What can be a unit of a study: leaves a result under a key. */
export const unitTaskSchema = z.discriminatedUnion('kind', kindTasks())
export type UnitTask = z.infer<typeof unitTaskSchema>

/** What the parent may ask: run a unit, or look something up that takes long or needs a device. */
export const jobRequestSchema = z.discriminatedUnion('request', [
  z.object({
    request: z.literal('unit'),
    task: unitTaskSchema,
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
    /** Where arrays may be written: a temporary file's path. */
    arraysPath: z.string(),
  }),
  z.object({ request: z.literal('devices'), check: z.boolean() }),
  /** What decides bits in a process that computes like this. */
  z.object({
    request: z.literal('fingerprint'),
    device: deviceNameSchema,
    threads: positiveCountSchema.nullable(),
  }),
  z.object({
    request: z.literal('inspect data set'),
    specifications: z.array(dataSetSpecificationSchema).min(1),
  }),
  /** What a selection comes to on the images of a part. */
  z.object({
    request: z.literal('choose images'),
    specification: dataSetSpecificationSchema,
    selection: selectionChoiceSchema,
    trainedOn: z.array(trainingSplitSchema),
    /** Images that a file names instead; null: the selection chooses. */
    listed: z.array(countSchema).nullable(),
  }),
  contentRequest,
  ...lookRequests,
  ...importRequests,
  ...populationRequests,
])
export type JobRequest = z.infer<typeof jobRequestSchema>

export const unitOutcomeSchema = z.object({
  data: jsonObjectSchema,
  /** The arrays that were written to `arraysPath`; null when there are none. */
  arrays: z.object({ bytes: countSchema, sha256: hashSchema }).nullable(),
})
export type UnitOutcome = z.infer<typeof unitOutcomeSchema>

export const jobProgressSchema = z.object({
  /** Work done of this unit's work, in the unit's own measure (forward passes of one image). */
  work: z.number().min(0),
  imagesPerSecond: z.number().nullable(),
  label: z.string().nullable(),
})
export type JobProgress = z.infer<typeof jobProgressSchema>

/** Everything the job process says. `ready` once; then per request any number of `progress` and `log`, and one end. */
export const jobMessageSchema = z.discriminatedUnion('message', [
  z.object({ message: z.literal('ready') }),
  z.object({ message: z.literal('progress'), progress: jobProgressSchema }),
  z.object({
    message: z.literal('log'),
    level: z.enum(['info', 'warning']),
    text: z.string(),
    data: jsonObjectSchema.optional(),
  }),
  z.object({
    message: z.literal('unit result'),
    outcome: unitOutcomeSchema,
    fingerprint: fingerprintSchema.exactOptional(),
  }),
  z.object({ message: z.literal('fingerprint'), fingerprint: fingerprintSchema }),
  z.object({ message: z.literal('devices'), devices: z.array(deviceReportSchema) }),
  z.object({ message: z.literal('inspected'), parts: z.array(inspectedPartSchema) }),
  z.object({
    message: z.literal('chosen images'),
    found: selectionFoundSchema.extend({ images: countSchema }),
  }),
  contentMessage,
  ...lookMessages,
  ...importMessages,
  ...populationMessages,
  z.object({ message: z.literal('error'), error: errorDataSchema }),
])
export type JobMessage = z.infer<typeof jobMessageSchema>
