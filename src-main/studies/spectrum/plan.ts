/** From a request for spectra to a plan: the perturbations are those of a study of attacks, or of settings. */
import { UserError } from '../../contract/errors'
import { NORM_WORDS } from '../../contract/kinds/attack/methods'
import { attackPlan } from '../attack/plan'
import { findModels } from '../planning/measured'
import type { AttackPlan } from '../../contract/kinds/attack/study'
import type { SpectrumPlan, SpectrumRequest } from '../../contract/kinds/spectrum/study'
import type { ModelFile } from '../../contract/model'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

/** The paper's number of resamples is not known; 1000 settle the interval to a few per cent of its width. */
const BOOTSTRAP = { resamples: 1000, seed: 0 }

export async function planSpectrum(
  project: Project,
  request: SpectrumRequest,
  help: PlanningHelp,
): Promise<Planned> {
  if (request.attack !== undefined && request.settings !== undefined)
    throw new UserError('usage', 'Name either an attack study or the settings of an attack, not both.')
  const attack =
    request.settings !== undefined
      ? await attackPlan(project, request.settings, request.models, help)
      : await storedAttack(project, request)
  const plan: SpectrumPlan = {
    kind: 'spectrum',
    models: attack.models,
    data: attack.data,
    attack,
    points: request.points,
    bootstrap: BOOTSTRAP,
    device: attack.device,
  }
  const { length } = plan.models
  return {
    plan,
    title: `Spectra of perturbations (${NORM_WORDS[attack.settings.norm]}) of ${plan.data.dataSet}, ${length} ${length === 1 ? 'model' : 'models'}`,
  }
}

/** The attack of a study, restricted to the models that are asked for. */
async function storedAttack(project: Project, request: SpectrumRequest): Promise<AttackPlan> {
  const wanted =
    request.attack !== undefined && request.models.includes('all')
      ? null
      : (await findModels(project, request.models)).map(({ id }) => id)
  if (request.attack !== undefined) {
    const { id } = await project.studies.find(request.attack)
    const plan = (await project.studies.plan(id))?.plan
    if (plan?.kind !== 'attack')
      throw new UserError('usage', `The study "${id}" is not one of perturbations: name an attack study.`)
    const missing = wanted?.find((model) => !plan.models.some((other) => other.id === model))
    if (missing !== undefined)
      throw new UserError(
        'usage',
        `The model "${missing}" is not in the attack study "${id}": it has ${plan.models.map((model) => model.id).join(', ')}.`,
      )
    return restricted(plan, wanted)
  }
  // The newest one that has all of them; the list is in queue order.
  for (const info of (await project.studies.list()).reverse()) {
    const plan = (await project.studies.plan(info.id))?.plan
    if (plan?.kind !== 'attack' || info.state === 'cancelled') continue
    if (wanted!.every((model) => plan.models.some((other) => other.id === model)))
      return restricted(plan, wanted)
  }
  throw new UserError(
    'usage',
    `There is no attack study of ${namesOf(wanted!)} to take spectra of: run "halfpower attack" first, or name a data set and a norm here.`,
  )
}

/** An attack of some of its models only; null: all. */
export function restricted(plan: AttackPlan, models: readonly string[] | null): AttackPlan {
  return models === null ? plan : { ...plan, models: plan.models.filter(({ id }) => models.includes(id)) }
}

function namesOf(models: readonly ModelFile['id'][]): string {
  return models.length === 1
    ? `the model "${models[0]}"`
    : `all of ${models.map((id) => `"${id}"`).join(', ')}`
}
