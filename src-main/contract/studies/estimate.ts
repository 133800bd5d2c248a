/** What a study costs, told from its plan alone: `study.estimate`, `halfpower study estimate`, docs/budget.md. */
import { z } from 'zod'
import { countSchema, idSchema, positiveCountSchema } from '../primitives'

/** How long a whole study takes, by the schedule of a run and the seconds of its units. */
export const studyDurationSchema = z.object({
  cores: positiveCountSchema,
  /** Units at a time, each with so many threads. */
  atATime: positiveCountSchema,
  threads: positiveCountSchema,
  seconds: z.number(),
})
export type StudyDuration = z.infer<typeof studyDurationSchema>

export const studyEstimateSchema = z.object({
  study: idSchema,
  /** By what its units do. */
  lines: z.array(
    z.object({
      what: z.string(),
      units: countSchema,
      /** Of those, units that are finished already. */
      finished: countSchema,
      /** Images that go through a network, a way back counting as two; of all units. */
      passes: z.number(),
      /** Of all units, on one core like the measured one; null: nothing is known of such units. */
      coreHours: z.number().nullable(),
      /** On the disk when all is done. */
      bytes: z.number(),
    }),
  ),
  /** Of what is not finished and is known. */
  coreHours: z.number(),
  /** On the disk when all is done. */
  bytes: z.number(),
  /** On the disk besides, while it runs. */
  temporaryBytes: z.number(),
  /** Of one training step; null: nothing is trained. */
  memoryBytes: z.number().nullable(),
  /**
   * On this machine, of what is not finished: as fast as the newest finished study of this kind in the project, else
   * from the table of another processor. Null: nothing is known of such units.
   */
  seconds: z.number().nullable(),
  /** The study that says how fast this machine is; null: none does. */
  measuredBy: idSchema.nullable(),
  /** On the numbers of cores that were asked for. */
  durations: z.array(studyDurationSchema),
  /** What has to be said with it, one sentence each. */
  notices: z.array(z.string()),
})
export type StudyEstimate = z.infer<typeof studyEstimateSchema>
