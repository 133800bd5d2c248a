/** What the page of spectra asks: heat maps of the models of a study, and means over some of a model's perturbations. */
import { UserError } from '../../contract/errors'
import { factsOf } from '../facts'
import { readableResult } from '../readable-result'
import { studyOf } from '../window'
import { spectrumModels } from './expand'
import type { InputOf, OutputOf } from '../../contract/kinds/kinds'
import type { SpectrumPlan } from '../../contract/kinds/spectrum/study'
import type { KindWindow, WindowDesk } from '../window'

export function spectrumWindow(desk: WindowDesk): KindWindow<'spectrum'> {
  return {
    methods: {
      'spectrum.heatMap': (input) => readHeatMaps(desk, input),
      'spectrum.average': (input) => averageSpectrum(desk, input),
    },
    pictures: {},
  }
}

async function readHeatMaps(
  desk: WindowDesk,
  input: InputOf<'spectrum', 'spectrum.heatMap'>,
): Promise<OutputOf<'spectrum', 'spectrum.heatMap'>> {
  const { models } = await viewOf(desk, input.study)
  const wanted =
    input.models && (await Promise.all(input.models.map((model) => memberOf(desk, input.study, model))))
  const shown = wanted ?? models
  // What is damaged, the study's page says.
  const results = await Promise.all(
    shown.map(({ key }) => readableResult(desk.project, key, () => undefined)),
  )
  const readable = shown.filter((_, i) => results[i])
  if (readable.length === 0) return { maps: [], missing: shown.map(({ id }) => id) }
  const answer = await desk.look({
    request: 'heat maps',
    files: readable.map(({ file }) => file),
    scale: input.scale,
  })
  const maps = readable.flatMap(({ id }, i) => {
    const map = answer.maps[i]
    return map ? [{ model: id, ...map }] : []
  })
  const drawn = new Set(maps.map(({ model }) => model))
  return { maps, missing: shown.filter(({ id }) => !drawn.has(id)).map(({ id }) => id) }
}

async function averageSpectrum(
  desk: WindowDesk,
  input: InputOf<'spectrum', 'spectrum.average'>,
): Promise<OutputOf<'spectrum', 'spectrum.average'>> {
  const { plan } = await viewOf(desk, input.study)
  const { id, key, file } = await memberOf(desk, input.study, input.model)
  if (!(await desk.project.results.read(key)))
    throw new UserError('usage', `The spectra of "${id}" are not computed yet: wait for the study.`)
  const { message: _message, ...average } = await desk.look({
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
  { project }: WindowDesk,
  typed: string,
): Promise<{ study: string; plan: SpectrumPlan; models: Member[] }> {
  const { study, plan } = await studyOf(project, typed, 'spectrum', 'spectra: choose a spectrum study')
  const facts = await factsOf(project, plan)
  const models = spectrumModels(plan, facts).map(({ model, spectrum }) => ({
    id: model,
    key: spectrum.key,
    file: facts.arraysPath(spectrum.key, 'npz'),
  }))
  return { study, plan, models }
}

async function memberOf(desk: WindowDesk, typed: string, name: string): Promise<Member> {
  const { study, models } = await viewOf(desk, typed)
  const { id } = await desk.project.models.find(name)
  const member = models.find((model) => model.id === id)
  if (!member) throw new UserError('usage', `The model "${id}" is not in the study "${study}".`)
  return member
}
