/** Starting a study, and putting its results together. */
import { UserError } from '../contract/errors'
import { assertWritable } from '../project/place'
import { expand, summarise } from '../studies/kinds'
import { factsOf } from './facts'
import { planStudy } from './plan-study'
import type { Plan, StudyRequest } from '../contract/plans'
import type { StudyResult } from '../contract/results'
import type { StudyInfo } from '../contract/studies'
import type { FollowUpRequest } from '../contract/window'
import type { Project } from '../project/project'
import type { OpenProject } from './desk'
import type { PlanningHelp } from './plan-study'

/** Stores a study and puts it in line; `then` is what follows when it is done (sweeps only). */
export async function startStudy(
  { project, queue }: Pick<OpenProject, 'project' | 'queue'>,
  help: PlanningHelp,
  request: StudyRequest,
  then: FollowUpRequest | null,
): Promise<StudyInfo> {
  assertWritable(project)
  if (then && request.kind !== 'sweep')
    throw new UserError('usage', 'Only a sweep can be followed by hybrid images of its models.')
  const { plan, title } = await planStudy(project, request, help)
  // Refused now rather than hours later, when the sweep is done.
  if (then) await project.dataSets.find(then.dataSet)
  const units = expand(plan, await factsOf(project, plan))
  const info = await project.studies.add(plan, title, units.length)
  if (then) await project.studies.writeFollowUp(info.id, then)
  await queue.enqueue(info.id)
  return await project.studies.find(info.id)
}

/** What the finished units of a study say together. */
export async function resultOf(project: Project, id: string, plan: Plan): Promise<StudyResult> {
  return await summarise(id, plan, await factsOf(project, plan), {
    result: (key) => project.results.read(key),
    model: (model) => project.models.read(model),
    log: () => project.studies.log(id),
  })
}
