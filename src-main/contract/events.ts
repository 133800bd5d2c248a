/**
 * Everything that the workbench says without being asked.
 */
import { z } from 'zod'
import { hashingSchema } from './images/contents'
import { idSchema } from './primitives'
import { projectInfoSchema } from './project'
import { logLineSchema, studyInfoSchema, studyProgressSchema } from './studies'

export const events = {
  /** Another project is open, or none. */
  'project.changed': projectInfoSchema.nullable(),
  /** Something in the project is new or different: ask for the list again. */
  'dataSets.changed': z.null(),
  'models.changed': z.null(),
  'populations.changed': z.null(),
  'figures.changed': z.null(),
  /** A study was deleted or restored. */
  'studies.changed': z.null(),
  'bin.changed': z.null(),
  /** How hashing the files of a folder of images goes on; null when it has ended. */
  'dataSet.hashing': hashingSchema,
  'study.status': studyInfoSchema,
  'study.progress': studyProgressSchema,
  'study.log': z.object({ study: idSchema, line: logLineSchema }),
} as const

export type Events = typeof events
export type EventName = keyof Events
export type EventData<Name extends EventName> = z.output<Events[Name]>
