/** From a request about a population to a plan that says everything. */
import { UserError } from '../../contract/errors'
import { MEASURED_PARTS } from '../../contract/images/measured-parts'
import { choosePart } from '../../project/data-sets'
import { chooseImages } from '../planning/choose-images'
import { choice, findModels, sideOf } from '../planning/measured'
import { chooseNeurons } from './choose-neurons'
import { populationIdentity } from './identity'
import type { DataSetFile } from '../../contract/data-set'
import type { NeuralPlan, NeuralQuestionKind, NeuralRequest } from '../../contract/kinds/neural/study'
import type { ModelFile } from '../../contract/model'
import type { PopulationFile } from '../../contract/population'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

const USUAL: Readonly<Record<NeuralQuestionKind, number>> = {
  tuning: 0,
  manifold: 1000,
  similarity: 500,
  maximal: 0,
}
/** Images when nothing is said. */
export const usualImages = (question: NeuralQuestionKind): number => USUAL[question]

/** Products of more images do not fit in memory with ease. */
const MOST_IMAGES = 4000

export async function planNeural(
  project: Project,
  request: NeuralRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const { question } = request
  const population = await project.populations.find(request.population)
  const models = question.kind === 'similarity' ? await comparedModels(project, request) : []
  if (question.kind !== 'similarity' && request.models.length > 0)
    throw new UserError(
      'usage',
      `The ${question.kind} of a population has nothing to do with models: leave out --model.`,
    )
  const images = await shownImages(project, request, population, models, help)
  const plan: NeuralPlan = {
    kind: 'neural',
    population: { id: population.id, identity: populationIdentity(population) },
    question:
      question.kind === 'maximal' ? { ...question, neurons: chooseNeurons(question, population) } : question,
    models: models.map(({ id, weights }) => ({ id, weights })),
    ...images,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return { plan, title: titleOf(plan, population) }
}

function titleOf({ question, models }: NeuralPlan, { name }: PopulationFile): string {
  switch (question.kind) {
    case 'tuning':
      return `Frequency tuning of ${name}`
    case 'manifold':
      return `Manifold of ${name}`
    case 'maximal':
      return `What drives neurons of ${name} most`
    default:
      return `Similarity of ${models.length} ${models.length === 1 ? 'model' : 'models'} to ${name}`
  }
}

async function comparedModels(project: Project, request: NeuralRequest): Promise<ModelFile[]> {
  if (request.models.length === 0)
    throw new UserError('usage', 'Say which models to compare with the population: give --model.')
  return await findModels(project, request.models)
}

async function shownImages(
  project: Project,
  request: NeuralRequest,
  population: PopulationFile,
  models: readonly ModelFile[],
  help: PlanningHelp,
): Promise<Pick<NeuralPlan, 'data' | 'most'>> {
  const { kind } = request.question
  const { source } = population
  if (kind === 'maximal') {
    if (source.kind === 'recorded')
      throw new UserError(
        'input',
        `The population "${population.id}" is a recording, which answers its own images only: fit a predictive model to it, export that as ONNX and add it.`,
      )
    if (request.dataSet !== undefined)
      throw new UserError(
        'usage',
        'Maximal images are made from noise, not from images: leave out --dataset.',
      )
    return { data: null, most: null }
  }
  if (kind === 'tuning') {
    if (source.kind === 'recorded')
      throw new UserError(
        'input',
        `The population "${population.id}" is a recording, which nobody can show gratings to: the tuning of its images' own components is in its manifold ("halfpower neural manifold").`,
      )
    if (request.dataSet !== undefined)
      throw new UserError('usage', 'Tuning is measured with gratings, not with images: leave out --dataset.')
    return { data: null, most: null }
  }
  const usual = usualImages(kind)
  const asked = request.limit ?? request.first ?? usual
  if (asked > MOST_IMAGES)
    throw new UserError(
      'usage',
      `${asked} images are too many for products of all pairs: ask for at most ${MOST_IMAGES} with --limit.`,
    )
  if (source.kind === 'recorded') return await recordedImages(project, request, population, models, asked)
  if (request.dataSet === undefined)
    throw new UserError('usage', 'Say which images to show to the population: give --dataset.')
  const file = await project.dataSets.find(request.dataSet)
  await project.dataSets.assertAvailable(file)
  checkSizes(file, models)
  const part = choosePart(file, request.split ?? null, MEASURED_PARTS)
  return { data: await chooseImages(project, { file, part, models }, request, usual, help), most: null }
}

/** A recording knows which images were shown: its own, or those of a part of a data set that it was added with. */
async function recordedImages(
  project: Project,
  request: NeuralRequest,
  { id, source }: PopulationFile,
  models: readonly ModelFile[],
  most: number,
): Promise<Pick<NeuralPlan, 'data' | 'most'>> {
  if (source.kind !== 'recorded' || source.shown === null) {
    if (request.dataSet !== undefined)
      throw new UserError('usage', `The recording "${id}" has images of its own: leave out --dataset.`)
    return { data: null, most }
  }
  const { shown } = source
  const file = await project.dataSets.find(shown.dataSet)
  await project.dataSets.assertAvailable(file)
  const part = choosePart(file, shown.split, MEASURED_PARTS)
  if (part.hash !== shown.hash)
    throw new UserError(
      'input',
      `The images of "${file.id}" are not those that the recording "${id}" was added with: restore them, or add the recording again.`,
    )
  checkSizes(file, models)
  return { data: choice(file, part, undefined), most }
}

function checkSizes(file: DataSetFile, models: readonly ModelFile[]): void {
  if (models.length === 0) return
  const size = sideOf(file)
  for (const { id, configuration } of models) {
    if (configuration.size !== size || configuration.channels !== file.channels)
      throw new UserError(
        'input',
        `The model "${id}" takes images of ${configuration.size}×${configuration.size} pixels and ${configuration.channels} channel(s), but "${file.id}" has ${size}×${size} and ${file.channels}: add the data set again with a matching --size or --gray.`,
      )
  }
}
