/**
 * A study on a cluster: the folder of jobs that is written for it (`manifest.json`), what a task of it leaves behind
 * (`bundles/FIRST-LAST/`), and what can be asked about both. Units are numbered from 1 in the order of the manifest, so
 * that each task is a range of them.
 */
import { z } from 'zod'
import { method } from '../method'
import { planSchema } from '../plans'
import {
  countSchema,
  deviceNameSchema,
  hashSchema,
  idSchema,
  positiveCountSchema,
  wordsSchema,
} from '../primitives'
import { storedResultSchema } from '../stored-result'
import { logLineSchema, studyInfoSchema } from '../studies'

/** A path below the folder of jobs: its parts are plain names, so it leads nowhere else. */
const innerPathSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
    'it must be a plain path below the folder',
  )

export const jobUnitSchema = z.object({
  key: hashSchema,
  label: wordsSchema,
  /** From 1; a stage begins when the one before has ended. */
  stage: positiveCountSchema,
  /** From 1 in its stage: the index in the array job. */
  task: positiveCountSchema,
  /** Keys of the units that must be finished before, of these jobs or finished when they were written. */
  needs: z.array(hashSchema),
})

export const jobTaskSchema = z.object({
  stage: positiveCountSchema,
  task: positiveCountSchema,
  /** Numbers of its first and last unit. */
  first: positiveCountSchema,
  last: positiveCountSchema,
})
export type JobTask = z.infer<typeof jobTaskSchema>

export const jobsManifestSchema = z.object({
  format: z.literal('halfpower jobs'),
  version: z.literal(1),
  /** Version of Halfpower that wrote it, and that must compute it. */
  program: z.string(),
  study: idSchema,
  title: wordsSchema,
  plan: planSchema,
  device: deviceNameSchema,
  threads: positiveCountSchema,
  units: z.array(jobUnitSchema).min(1),
  tasks: z.array(jobTaskSchema).min(1),
  /** Every file of `project/`, which the units read. */
  files: z.array(z.object({ path: innerPathSchema, bytes: countSchema, sha256: hashSchema })),
})
export type JobsManifest = z.infer<typeof jobsManifestSchema>

/** One finished unit in a bundle (`KEY.json`); its arrays, where it has some, are beside it as `SHA256.EXTENSION`. */
export const unitRecordSchema = z.object({
  format: z.literal('halfpower finished unit'),
  version: z.literal(1),
  /** Sum of the manifest that it was computed for. */
  jobs: hashSchema,
  /** Version of Halfpower that computed it. */
  program: z.string(),
  result: storedResultSchema,
  /** The results that it was computed from, each by the sum of what it says: another training has another. */
  needs: z.array(z.object({ key: hashSchema, sum: hashSchema })),
  log: z.array(logLineSchema),
})
export type UnitRecord = z.infer<typeof unitRecordSchema>

/** What is in a bundle (`bundle.json`), written anew with each unit: a unit that it names and that is gone is damage. */
export const bundleFileSchema = z.object({
  format: z.literal('halfpower bundle'),
  version: z.literal(1),
  jobs: hashSchema,
  first: positiveCountSchema,
  last: positiveCountSchema,
  /** `arrays`: whether they must be there; it has none, or they have served, where not. */
  units: z.array(z.object({ key: hashSchema, arrays: z.boolean() })),
})
export type BundleFile = z.infer<typeof bundleFileSchema>

/** One word of a batch script's directive, e.g. the name of a partition. */
const directiveSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9,.:_+=-]{0,99}$/,
    'give one word as Slurm reads it, e.g. gpu, 12:00:00 or 16G',
  )

export const slurmOptionsSchema = z.strictObject({
  /** Most units in one task; absent: as many as keep a stage within 100 tasks, and a training whole. */
  perTask: positiveCountSchema.max(1_000_000).optional(),
  partition: directiveSchema.optional(),
  /** The most that a task may take, as Slurm reads it: minutes, HH:MM:SS or D-HH:MM:SS. */
  time: directiveSchema.optional(),
  gpus: positiveCountSchema.max(64).optional(),
  /** Memory of a task, as Slurm reads it, e.g. 16G. */
  memory: directiveSchema.optional(),
  threads: positiveCountSchema.max(1024).optional(),
  /** Where data sets lie on the nodes, by id or name, where that is elsewhere. */
  data: z.array(z.strictObject({ name: z.string().min(1), path: z.string().min(1) })).optional(),
})
export type SlurmOptions = z.infer<typeof slurmOptionsSchema>

export const exportedJobsSchema = z.object({
  study: idSchema,
  folder: z.string(),
  units: positiveCountSchema,
  /** Finished before, and so in no task. */
  finished: countSchema,
  stages: z.array(z.object({ script: z.string(), tasks: positiveCountSchema, units: positiveCountSchema })),
  threads: positiveCountSchema,
  /** The command line that submits all. */
  submit: z.string(),
  /** What its user should know, one sentence each. */
  notices: z.array(z.string()),
})
export type ExportedJobs = z.infer<typeof exportedJobsSchema>

export const importedResultsSchema = z.object({
  study: studyInfoSchema,
  /** Units that were taken into the project now. */
  taken: countSchema,
  /** Units of these jobs that the project had before. */
  present: countSchema,
  /** Units of these jobs that are still not there, by what they are. */
  missing: z.array(z.string()),
  /** What was not taken and why, one sentence each. */
  refused: z.array(z.string()),
  /** Command lines that submit what is missing, in the folder of the jobs. */
  resubmit: z.array(z.string()),
})
export type ImportedResults = z.infer<typeof importedResultsSchema>

const name = z.string().min(1)

export const clusterMethods = {
  /** Writes a folder of batch jobs for what is unfinished of a study; the study waits (paused) for their results. */
  'study.exportJobs': method(
    z.strictObject({ study: name, folder: name, slurm: slurmOptionsSchema.default({}) }),
    exportedJobsSchema,
  ),
  /** Takes what the tasks of such a folder have finished into the project. Doing it again changes nothing. */
  'study.importResults': method(z.strictObject({ folder: name }), importedResultsSchema),
}
