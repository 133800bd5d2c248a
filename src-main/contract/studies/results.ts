/** What a study has found, per model: the documents that a way in shows, and that `--json` prints. */
import { z } from 'zod'
import { kindSchemas } from '../kinds/kinds'
import type { StudyKindName } from '../plans'

export const studyResultSchema = z.discriminatedUnion('kind', kindSchemas('result'))
export type StudyResult = z.infer<typeof studyResultSchema>
export type ResultOf<Kind extends StudyKindName> = Extract<StudyResult, { kind: Kind }>
