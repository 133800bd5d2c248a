/** Looking into a spectrum study: heat maps of its models, and means over some of a model's perturbations. */
import { UserError } from '../contract/errors'
import { spectrumModels } from '../studies/spectrum/expand'
import { factsOf } from './facts'
import type { CheckedInput, MethodOutput } from '../contract/methods'
import type { SpectrumPlan } from '../contract/kinds/spectrum/study'
import type { Desk } from './desk'

export async function readHeatMaps(
  desk: Desk,
  input: CheckedInput<'spectrum.heatMap'>,
): Promise<MethodOutput<'spectrum.heatMap'>> {
  const { models } = await viewOf(desk, input.study)
  const wanted =
    input.models && (await Promise.all(input.models.map((model) => memberOf(desk, input.study, model))))
  const shown = wanted ?? models
  const answer = await desk.open.viewer.ask({
    request: 'heat maps',
    files: shown.map(({ file }) => file),
    scale: input.scale,
  })
  return {
    maps: shown.flatMap(({ id }, i) => {
      const map = answer.maps[i]
      return map ? [{ model: id, ...map }] : []
    }),
    missing: shown.filter((_, i) => !answer.maps[i]).map(({ id }) => id),
  }
}

export async function averageSpectrum(
  desk: Desk,
  input: CheckedInput<'spectrum.average'>,
): Promise<MethodOutput<'spectrum.average'>> {
  const { plan } = await viewOf(desk, input.study)
  const { id, key, file } = await memberOf(desk, input.study, input.model)
  if (!(await desk.open.project.results.read(key)))
    throw new UserError('usage', `The spectra of "${id}" are not computed yet: wait for the study.`)
  const { message: _message, ...average } = await desk.open.viewer.ask({
    request: 'average spectrum',
    file,
    subset: input.subset,
    points: plan.points,
    bootstrap: plan.bootstrap,
  })
  return average
}

interface Member {
  id: string
  key: string
  file: string
}

async function viewOf(
  { open: { project } }: Desk,
  typed: string,
): Promise<{ study: string; plan: SpectrumPlan; models: Member[] }> {
  const { id } = await project.studies.find(typed)
  const plan = (await project.studies.plan(id))?.plan
  if (plan?.kind !== 'spectrum')
    throw new UserError('usage', `The study "${id}" has no spectra: choose a spectrum study.`)
  const facts = await factsOf(project, plan)
  const models = spectrumModels(plan, facts).map(({ model, spectrum }) => ({
    id: model,
    key: spectrum.key,
    file: facts.arraysPath(spectrum.key, 'npz'),
  }))
  return { study: id, plan, models }
}

async function memberOf(desk: Desk, typed: string, name: string): Promise<Member> {
  const { study, models } = await viewOf(desk, typed)
  const { id } = await desk.open.project.models.find(name)
  const member = models.find((model) => model.id === id)
  if (!member) throw new UserError('usage', `The model "${id}" is not in the study "${study}".`)
  return member
}
