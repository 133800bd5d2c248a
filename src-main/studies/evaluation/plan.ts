/** From a request for clean accuracy to a plan that says everything. */
import { USUAL_IMAGES } from '../../contract/kinds/evaluation/study'
import { chooseImages } from '../planning/choose-images'
import { modelChoices } from '../planning/class-matching'
import { measured } from '../planning/measured'
import type { EvaluationPlan } from '../../contract/kinds/evaluation/study'
import type { StudyRequest } from '../../contract/plans'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

export async function planEvaluation(
  project: Project,
  request: Extract<StudyRequest, { kind: 'evaluation' }>,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, models } = found
  const plan: EvaluationPlan = {
    kind: 'evaluation',
    models: modelChoices(models, file),
    data: await chooseImages(project, found, request, USUAL_IMAGES, help),
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return { plan, title: `Clean accuracy on ${file.name}` }
}
