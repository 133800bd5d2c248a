/**
 * The command line that makes the same study as a request: what a wizard shows, so that the same can be
 * done again without it. What has its default is left out. The test feeds the words to the command line's
 * own parser and compares the requests.
 */
import { quoted } from '../../project/quoted'
import { studyId } from '../../project/studies'
import { commandsOf, planStudy, publications } from '../../studies/kinds'
import { factsOf } from '../../studies/facts'
import type { FollowUpRequest } from '../../contract/kinds/sweep/window'
import type { StudyRequest } from '../../contract/plans'
import type { Desk } from '../desk'

export async function commandLineOf(
  desk: Desk,
  request: StudyRequest,
  then: FollowUpRequest | null,
): Promise<string> {
  const { project } = desk.open
  const commands = commandsOf(project.folder, request)
  if (then && request.kind === 'sweep') {
    // Names of models follow from the plan, so they are known before there are any.
    const { plan } = await planStudy(project, request, desk.help)
    const models = publications(studyId(plan), plan, await factsOf(project, plan)).map(({ id }) => id)
    commands.push(...commandsOf(project.folder, { ...then, models }))
  }
  return commands.map((words) => words.map((word) => quoted(word)).join(' ')).join(' && ')
}
