/** What asks for a stored study once more: its plan as a request, and whether that is the same study still. */
import { studyRequestSchema } from '../../contract/plans'
import { UserError } from '../../contract/errors'
import { studyId } from '../../project/studies'
import { goneOf } from '../../studies/again/again'
import { modelsOf, populationIds, thingsOf } from '../../studies/facts'
import { againOf, planStudy } from '../../studies/kinds'
import { dataChoices } from '../../studies/planning/data-choices'
import type { AttackPlan } from '../../contract/kinds/attack/study'
import type { MethodOutput } from '../../contract/methods'
import type { Plan } from '../../contract/plans'
import type { StudyInfo } from '../../contract/studies'
import type { Project } from '../../project/project'
import type { Known } from '../../studies/again/again'
import type { Desk } from '../desk'

export async function askedAgain(
  desk: Desk,
  info: StudyInfo,
  plan: Plan,
): Promise<MethodOutput<'study.again'>> {
  const { project } = desk.open
  const known = await knownOf(project, plan)
  const made = againOf(plan, known)
  const gone = goneOf(
    {
      models: modelsOf(plan),
      data: dataChoices(plan),
      populations: populationIds(plan).map((id) => ({ id })),
    },
    known,
  )
  const lost = [...gone, ...made.lost]
  const request = studyRequestSchema.parse(made.request)
  // The device of this machine is not said: what is copied to another one shall take the best there.
  const isUsual = (await desk.help.device(undefined)) === plan.device
  const asked = isUsual ? { ...request, device: undefined } : request
  if (lost.length > 0) return { request: { ...asked, title: info.title }, lost, study: null }
  try {
    const planned = await planStudy(project, asked, desk.help)
    // A title that was made of what is asked is made anew.
    return {
      request: planned.title === info.title ? asked : { ...asked, title: info.title },
      lost: [],
      study: studyId(planned.plan),
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { request: asked, lost: [{ field: 'plan', sentence: error.message }], study: null }
  }
}

async function knownOf(project: Project, plan: Plan): Promise<Known> {
  const { models, dataSets } = await thingsOf(project)
  const attacks = new Map<string, AttackPlan>()
  // The newest first, which is what the form of spectra begins with.
  if (plan.kind === 'spectrum' || (plan.kind === 'attack' && plan.startFrom !== undefined))
    for (const { id, kind } of (await project.studies.list()).reverse()) {
      const stored = kind === 'attack' ? (await project.studies.plan(id))?.plan : undefined
      if (stored?.kind === 'attack') attacks.set(id, stored)
    }
  return {
    models,
    dataSets: new Map([...dataSets].map(([id, { file }]) => [id, file])),
    populations: new Map((await project.populations.list()).map((file) => [file.id, file])),
    attacks,
  }
}
