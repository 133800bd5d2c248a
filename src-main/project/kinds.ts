/**
 * The files of a project, their current versions and how older ones come forward. A new version of a file
 * is: a new schema in contract/, `version` + 1 here, and a migration from the one before, with a test.
 */
import { binEntryFileSchema } from '../contract/bin'
import { bundleFileSchema, jobsManifestSchema, unitRecordSchema } from '../contract/studies/cluster'
import { dataSetFileSchema } from '../contract/data-set'
import { figureFileSchema } from '../contract/figures/figures'
import { modelFileSchema } from '../contract/model'
import { populationFileSchema } from '../contract/population'
import { planFileSchema } from '../contract/plans'
import { lockFileSchema, projectFileSchema } from '../contract/project'
import { storedResultSchema } from '../contract/stored-result'
import { studyStatusFileSchema } from '../contract/studies'
import { followUpFileSchema } from '../contract/kinds/sweep/window'
import { sumOf } from './sum'
import type { z } from 'zod'
import type { ResultFile } from '../contract/studies'
import type { StoredKind } from './stored-file'

function kind<T>(
  format: string,
  version: number,
  schema: z.ZodType<T>,
  remedy: string,
  migrations: StoredKind<T>['migrations'] = {},
): StoredKind<T> {
  return { format, version, schema, remedy, migrations }
}

export const PROJECT_FILE = kind(
  'halfpower project',
  1,
  projectFileSchema,
  'put the project.json of a new, empty project in its place: it holds only the title and the field of view, and everything else is kept',
)
export const LOCK_FILE = kind(
  'halfpower lock',
  1,
  lockFileSchema,
  'delete it when no Halfpower has the project open',
)
export const DATA_SET_FILE = kind(
  'halfpower data set',
  1,
  dataSetFileSchema,
  'delete it and add the data set again under the same name: its images lie elsewhere',
)
export const MODEL_FILE = kind(
  'halfpower model',
  1,
  modelFileSchema,
  'delete its folder to lose only this model',
)
export const POPULATION_FILE = kind(
  'halfpower population',
  1,
  populationFileSchema,
  'delete its folder to lose only this population',
)
export const PLAN_FILE = kind(
  'halfpower plan',
  2,
  planFileSchema,
  'delete its folder and start the same study again: what it has finished is found again',
  // A choice of images without a selection means what it meant: all, or so many at random.
  { 1: (old) => old },
)
export const FOLLOW_UP_FILE = kind(
  'halfpower follow-up',
  1,
  followUpFileSchema,
  'delete it and start by hand what was to follow the study',
)
export const STATUS_FILE = kind(
  'halfpower study status',
  2,
  studyStatusFileSchema,
  'delete its folder and start the same study again: what it has finished is found again',
  // Which number it was, nobody wrote down.
  { 1: (old) => ({ ...old, threads: null }) },
)
export const FIGURE_FILE = kind(
  'halfpower figure',
  1,
  figureFileSchema,
  'delete it and compose the figure again: its studies are whole',
)
export const BIN_ENTRY_FILE = kind(
  'halfpower bin entry',
  1,
  binEntryFileSchema,
  'move what lies beside it back by hand (a study to "studies", a model to "models"), and delete its folder',
)
export const RESULT_FILE: StoredKind<ResultFile> = {
  ...kind('halfpower result', 1, storedResultSchema, 'resume its study: it is computed anew'),
  // Over what a study reads of it only.
  olderSum: ({ key, kind, inputs, data, arrays }) => sumOf({ key, kind, inputs, data, arrays }),
}

/** Of a folder of jobs for a cluster, which lies beside no project. */
export const JOBS_MANIFEST = kind(
  'halfpower jobs',
  1,
  jobsManifestSchema,
  'write the jobs again with "halfpower study export-jobs"',
)
export const UNIT_RECORD = kind(
  'halfpower finished unit',
  1,
  unitRecordSchema,
  'run its task again: the unit is computed anew',
)
export const BUNDLE_FILE = kind(
  'halfpower bundle',
  1,
  bundleFileSchema,
  'delete the folder of this bundle and run its task again',
)
