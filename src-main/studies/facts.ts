/** Looks up what a plan needs to know about the project before it is expanded. */
import { specificationOf } from '../contract/data-set'
import { UserError } from '../contract/errors'
import { dataChoices } from './planning/data-choices'
import { termPopulations } from './sweep/neural-runs'
import type { BinKind } from '../contract/bin'
import type { Plan } from '../contract/plans'
import type { PopulationChoice } from '../contract/population'
import type { Project } from '../project/project'
import type { Facts } from './study'

/** What is the same for every plan of a project: who asks for the facts of many looks it up once. */
export type ThingsOfProject = Pick<Facts, 'dataSets' | 'models'>

export async function thingsOf(project: Project): Promise<ThingsOfProject> {
  const dataSets = (await project.dataSets.list()).map(
    (file) => [file.id, { file, absolutePath: project.dataSets.absolutePath(file) }] as const,
  )
  const models = (await project.models.list()).map((model) => [model.id, model] as const)
  return { dataSets: new Map(dataSets), models: new Map(models) }
}

/** The facts of a plan. UserError('project') when a data set or model of it is no longer in the project. */
export async function factsOf(project: Project, plan: Plan, things?: ThingsOfProject): Promise<Facts> {
  const there = things ?? (await thingsOf(project))
  // What was deleted is put in for this plan alone.
  const dataSets = new Map(there.dataSets)
  const models = new Map(there.models)
  const facts: Facts = {
    dataSets,
    models,
    populations: await populationsOf(project, plan),
    weightsPath: (model) => project.models.weightsPath(model),
    jsonPath: (key) => project.results.jsonPath(key),
    arraysPath: (key, extension) => project.results.arraysPath(key, extension),
  }
  for (const { dataSet } of dataChoices(plan)) {
    if (dataSets.has(dataSet)) continue
    // Deleted: its study keeps its results.
    const binned = await project.bin.dataSet(dataSet)
    if (binned) dataSets.set(dataSet, { file: binned, absolutePath: project.dataSets.absolutePath(binned) })
    if (binned) continue
    // A damaged one says so itself.
    await project.dataSets.read(dataSet)
    throw new UserError(
      'project',
      `The study needs the data set "${dataSet}", which is no longer in the project: add it again.`,
    )
  }
  for (const { id, weights } of modelsOf(plan)) {
    const binned = models.has(id) ? null : await project.bin.model(id, weights)
    if (binned) models.set(id, binned)
    const model = models.get(id) ?? (await project.models.read(id))
    if (!model)
      throw new UserError(
        'project',
        `The study needs the model "${id}", which is no longer in the project: start the study anew with the models that are there.`,
      )
    if (model.weights !== weights)
      throw new UserError(
        'project',
        `The model "${id}" has other weights than when the study was planned: start the study anew.`,
      )
  }
  return facts
}

/** @throws UserError('project') where a study would compute with something that was deleted */
export async function assertNothingDeleted(project: Project, plan: Plan): Promise<void> {
  for (const { dataSet } of dataChoices(plan))
    if (!(await project.dataSets.has(dataSet))) throw deleted('data set', dataSet)
  for (const { id } of modelsOf(plan)) if (!(await project.models.read(id))) throw deleted('model', id)
  for (const id of populationIds(plan))
    if (!(await project.populations.read(id))) throw deleted('population', id)
}

function deleted(kind: BinKind, id: string): UserError {
  return new UserError(
    'project',
    `The study needs the ${kind} "${id}", which was deleted: restore it from the bin of the project. What the study has found is kept.`,
  )
}

/** The models that a plan reads, as it knew them. */
export function modelsOf(plan: Plan): { id: string; weights: string }[] {
  if (plan.kind !== 'sweep') return plan.models
  return plan.from === undefined ? [] : [{ id: plan.from.model, weights: plan.from.weights }]
}

/** The populations that a plan reads. UserError('project') when one is no longer in the project. */
async function populationsOf(project: Project, plan: Plan): Promise<Facts['populations']> {
  const choices = new Map<string, PopulationChoice>()
  for (const id of populationIds(plan)) choices.set(id, await choiceOf(project, id))
  return choices
}

export function populationIds(plan: Plan): string[] {
  if (plan.kind === 'neural') return [plan.population.id]
  return plan.kind === 'sweep' ? termPopulations(plan).map(({ population }) => population.id) : []
}

async function choiceOf(project: Project, id: string): Promise<PopulationChoice> {
  const file = (await project.populations.read(id)) ?? (await project.bin.population(id))
  if (!file)
    throw new UserError(
      'project',
      `The study needs the population "${id}", which is no longer in the project: add it again.`,
    )
  const { source } = file
  const shown = source.kind === 'recorded' && source.shown !== null ? source.shown : null
  const images = shown && (await project.dataSets.read(shown.dataSet))
  return {
    path: project.populations.contentPath(file),
    file,
    ...(shown && images
      ? { shown: specificationOf(images, project.dataSets.absolutePath(images), shown.split) }
      : {}),
  }
}
