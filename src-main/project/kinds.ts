/**
 * The files of a project, their current versions and how older ones come forward. A new version of a file
 * is: a new schema in contract/, `version` + 1 here, and a migration from the one before, with a test.
 */
import { dataSetFileSchema } from '../contract/data-set'
import { modelFileSchema } from '../contract/model'
import { planFileSchema } from '../contract/plans'
import { lockFileSchema, projectFileSchema } from '../contract/project'
import { resultFileSchema, studyStatusFileSchema } from '../contract/studies'
import { followUpFileSchema } from '../contract/window'
import type { z } from 'zod'
import type { StoredKind } from './stored-file'

function kind<T>(
  format: string,
  version: number,
  schema: z.ZodType<T>,
  migrations: StoredKind<T>['migrations'] = {},
): StoredKind<T> {
  return { format, version, schema, migrations }
}

export const PROJECT_FILE = kind('halfpower project', 1, projectFileSchema)
export const LOCK_FILE = kind('halfpower lock', 1, lockFileSchema)
export const DATA_SET_FILE = kind('halfpower data set', 1, dataSetFileSchema)
export const MODEL_FILE = kind('halfpower model', 1, modelFileSchema)
export const PLAN_FILE = kind('halfpower plan', 1, planFileSchema)
export const FOLLOW_UP_FILE = kind('halfpower follow-up', 1, followUpFileSchema)
export const STATUS_FILE = kind('halfpower study status', 1, studyStatusFileSchema)
export const RESULT_FILE = kind('halfpower result', 1, resultFileSchema)
