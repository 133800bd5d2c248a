/**
 * A unit's result as it is stored. A sum only says that nobody changed a file by accident, so one whose data are not what
 * a unit of its kind finds is damaged like half a file, for whoever reads it: of a project, of a bundle, or as a later unit.
 */
import { KINDS } from './kinds/kinds'
import { resultFileSchema } from './studies'
import type { z } from 'zod'

const UNITS: ReadonlyMap<string, z.ZodType> = new Map(
  Object.values(KINDS).flatMap(({ units }) => Object.entries<z.ZodType>(units)),
)

/** `data` stay as they are stored; of a kind that is not known here nothing is said of them. */
export const storedResultSchema = resultFileSchema.superRefine(({ kind, data }, context) => {
  const checked = UNITS.get(kind)?.safeParse(data)
  const issue = checked?.error?.issues[0]
  if (issue) context.addIssue({ code: 'custom', path: ['data', ...issue.path], message: issue.message })
})
