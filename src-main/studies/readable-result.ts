/** Stored results for whoever shows what there is: a damaged one hides no other, and is counted. */
import { UserError } from '../contract/errors'
import { NewerVersionError } from '../project/stored-file'
import type { ResultFile } from '../contract/studies'
import type { Project } from '../project/project'

/** A stored result; null where there is none, or a damaged one, as `study.check` counts and resuming mends. */
export async function readableResult(
  project: Project,
  key: string,
  onLost: () => void,
): Promise<ResultFile | null> {
  try {
    return await project.results.read(key)
  } catch (error) {
    if (error instanceof NewerVersionError || !(error instanceof UserError) || error.kind === 'storage')
      throw error
    onLost()
    return null
  }
}

/** Of a study some of whose stored results cannot be read. */
export function lostWords(lost: number): string {
  const what = lost === 1 ? '1 stored result is damaged' : `${lost} stored results are damaged`
  return `Of this study, ${what} and not shown: resume it, and what is damaged is computed again.`
}
