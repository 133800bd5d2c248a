/**
 * How a study stands (`studies/ID/status.json`), what its units left behind (`results/KK/KEY.json`) and
 * what is said while it runs. Invariant: a unit's result holds nothing that depends on when, or how often
 * interrupted, it was computed; times live in the log.
 */
import { z } from 'zod'
import { knownContentSchema } from './images/contents'
import { fingerprintSchema } from './fingerprint'
import { jsonObjectSchema } from './json'
import { studyKindSchema } from './plans'
import {
  countSchema,
  hashSchema,
  idSchema,
  momentSchema,
  noteSchema,
  positiveCountSchema,
  wordsSchema,
} from './primitives'
import { shownText } from './shown'

export const studyStateSchema = z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled'])
export type StudyState = z.infer<typeof studyStateSchema>

export const errorDataSchema = z.object({
  kind: z.enum(['usage', 'input', 'project', 'storage', 'memory', 'device', 'cancelled', 'internal']),
  message: z.string().overwrite(shownText),
  stack: z.string().optional(),
  remedy: z.object({ relink: idSchema, sentence: z.string().overwrite(shownText) }).optional(),
})

export const unitFailureSchema = z.object({ key: hashSchema, label: wordsSchema, error: errorDataSchema })

export const studyStatusFileSchema = z.object({
  format: z.literal('halfpower study status'),
  version: z.literal(2),
  id: idSchema,
  state: studyStateSchema,
  /** Place in the queue: lower numbers first. */
  order: countSchema,
  units: z.object({ total: countSchema, done: countSchema, failed: countSchema }),
  failures: z.array(unitFailureSchema),
  /** Why the whole study stopped, when it was not a single unit's fault. */
  error: errorDataSchema.nullable(),
  created: momentSchema,
  started: momentSchema.nullable(),
  finished: momentSchema.nullable(),
  /**
   * Threads that its results are computed with: those of its first unit, because another number gives other
   * last bits. Null until something is computed.
   */
  threads: positiveCountSchema.nullable(),
  /** What was known of the content of its images when its first result was begun; absent: nobody wrote it down. */
  contents: z.array(knownContentSchema).exactOptional(),
  /** How far its log had been written when this was: a log that ends before has lost lines. Absent in older ones. */
  logged: z.object({ part: positiveCountSchema, bytes: countSchema }).exactOptional(),
})
export type StudyStatusFile = z.infer<typeof studyStatusFileSchema>

/** A study as lists show it. */
export const studyInfoSchema = studyStatusFileSchema
  .omit({ format: true, version: true, logged: true })
  .extend({
    kind: studyKindSchema,
    title: z.string(),
    note: noteSchema.exactOptional(),
    /** What it was asked, in one phrase: tells studies of one title apart (asked-words.ts). */
    asked: z.string(),
    /** That it measures or trains on; null: none of the project's. */
    dataSet: idSchema.nullable(),
  })
export type StudyInfo = z.infer<typeof studyInfoSchema>

export const resultFileSchema = z.object({
  format: z.literal('halfpower result'),
  version: z.literal(1),
  key: hashSchema,
  kind: z.string(),
  /** Everything that the key is the hash of. */
  inputs: jsonObjectSchema,
  /** What was found; its shape belongs to the kind. */
  data: jsonObjectSchema,
  /** The arrays beside it; null when there are none. */
  arrays: z.object({ file: z.string(), bytes: countSchema, sha256: hashSchema }).nullable(),
  /** What decided its last bits besides the key: the same on every run of one computer. Absent in older ones. */
  provenance: fingerprintSchema.exactOptional(),
})
export type ResultFile = z.infer<typeof resultFileSchema>

export const studyProgressSchema = z.object({
  study: idSchema,
  /** Work done of all work, in [0,1]; finished units of earlier runs count as done. */
  fraction: z.number().min(0).max(1),
  units: z.object({ total: countSchema, done: countSchema, failed: countSchema }),
  /** What is being computed, in words. */
  label: z.string(),
  imagesPerSecond: z.number().nullable(),
  /** Seconds; null until something was measured. */
  secondsLeft: z.number().nullable(),
})
export type StudyProgress = z.infer<typeof studyProgressSchema>

/** A line of `studies/ID/log.jsonl`. */
export const logLineSchema = z.object({
  time: momentSchema,
  level: z.enum(['info', 'warning', 'error']),
  message: z.string().overwrite(shownText),
  unit: hashSchema.optional(),
  seconds: z.number().optional(),
  /** More numbers, e.g. of an epoch. */
  data: jsonObjectSchema.optional(),
})
export type LogLine = z.infer<typeof logLineSchema>
