/**
 * The project itself: `project.json`, the lock beside it, and what a way in is told about an open project.
 */
import { z } from 'zod'
import { momentSchema } from './primitives'
import { shown } from './shown'

/** Width of the images in degrees of visual angle. */
export const degreesSchema = z.number().positive().max(360)

export const projectFileSchema = z.object({
  format: z.literal('halfpower project'),
  version: z.literal(1),
  title: z.string().min(1).max(300).overwrite(shown),
  created: momentSchema,
  /** Degrees of visual angle that an image subtends; turns frequencies into cycles/degree. Null: not given. */
  fieldOfView: z.object({ value: degreesSchema, unit: z.literal('degrees') }).nullable(),
})
export type ProjectFile = z.infer<typeof projectFileSchema>

export const lockFileSchema = z.object({
  format: z.literal('halfpower lock'),
  version: z.literal(1),
  pid: z.int().positive(),
  host: z.string(),
  /** When the process began, as the operating system names it; tells a reused process number apart. */
  processStart: z.string().nullable(),
  since: momentSchema,
  /** Tells one taking of the lock from another by the same process. */
  token: z.string(),
})
export type LockFile = z.infer<typeof lockFileSchema>

export const projectInfoSchema = z.object({
  folder: z.string(),
  title: z.string(),
  created: momentSchema.nullable(),
  fieldOfView: projectFileSchema.shape.fieldOfView,
  readOnly: z.boolean(),
  /** Why it is read-only, or what else the user should know: whole sentences. */
  notices: z.array(z.string()),
  /** Why studies that wait do not go on by themselves, which the user is to be asked; null: nothing is to be asked. */
  asks: z.string().nullable(),
})
export type ProjectInfo = z.infer<typeof projectInfoSchema>
