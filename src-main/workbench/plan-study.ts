/**
 * From what was asked to a full plan: fills in defaults, finds data sets and models by name, and refuses
 * in one sentence what cannot be computed, before anything is stored.
 */
import { DEFAULT_IMAGES } from '../contract/image-selection'
import { usualDetails, usualWidth } from '../contract/architectures'
import { UserError } from '../contract/errors'
import { planSchema } from '../contract/plans'
import { checkGrid, requestedGrid } from '../frequency/mixing-grids'
import { mixingFrequency } from '../contract/units'
import { checkConfiguration, defaultNormaliser } from '../networks/configuration'
import { MEASURED_PARTS, measuredPart } from '../contract/measured-parts'
import { choosePart } from '../project/data-sets'
import { planAttack, planSpectrum } from './plan-attack'
import { planCorruption, planFilter, planFourierMap } from './plan-probes'
import { chooseImages, listedImages, listedMost } from './choose-images'
import { matchedClasses, modelChoices } from './class-matching'
import { choice, measured, sideOf } from './measured'
import { RECIPES } from '../training/recipe'
import { nearest } from '../project/suggest'
import type { DataSetFile, DataSetPart } from '../contract/data-set'
import type { AttackedImages, TargetsRequest } from '../contract/kinds/attack/study'
import type { SelectionChoice, TrainingSplit } from '../contract/image-selection'
import type { DataChoice } from '../contract/choices'
import type { Plan, StudyRequest } from '../contract/plans'
import type { EvaluationPlan } from '../contract/kinds/evaluation/study'
import type { HybridPlan, PairList } from '../contract/kinds/hybrid/study'
import type { SweepPlan } from '../contract/kinds/sweep/study'
import type { InspectedCorruptionSet } from '../contract/kinds/corruption/tasks'
import type { Recipe } from '../contract/recipe'
import type { FoundImages } from '../jobs/choose-images'
import type { Project } from '../project/project'
import type { SetQuestion } from './plan-probes'

/**
 * Of the images that a sweep keeps apart. One for all, so that networks of all sweeps with one validation fraction on one
 * data set have images in common that none of them has learnt from.
 */
const SPLIT_SEED = 0

/** What planning needs from elsewhere. */
export interface PlanningHelp {
  /** The device to compute on: the one asked for, or the best of this machine. */
  device(asked: string | undefined): Promise<string>
  /** Reads a CSV of pairs and checks it against the images of a part. */
  pairs(file: string, dataSet: DataSetFile, split: string | null): Promise<PairList>
  /** What a selection comes to on the images of a part. */
  images(question: SelectionQuestion, dataSet: DataSetFile, split: string | null): Promise<FoundImages>
  /** Draws the images and targets of an attack from the labels of a part, or reads them from a CSV. */
  targets(choice: TargetChoice, dataSet: DataSetFile, split: string | null): Promise<AttackedImages>
  /** Opens an official corruption set and hashes the cells that are asked for. */
  corruptionSet(question: SetQuestion): Promise<InspectedCorruptionSet>
  /** How many channels the images of a gray data set have before they are reduced to gray. */
  storedChannels(dataSet: DataSetFile, split: string | null): Promise<1 | 3>
}

export interface SelectionQuestion {
  selection: SelectionChoice
  /** Trainings of the measured models on the same part. */
  trainedOn: TrainingSplit[]
  /** Images that a file names instead of the selection. */
  listed: number[] | null
}

export interface TargetChoice {
  selection: SelectionChoice
  /** Of a list only the first so many; null: all. */
  most: number | null
  /** Null: untargeted. */
  targets: TargetsRequest | null
}

export interface Planned {
  plan: Plan
  title: string
}

export async function planStudy(
  project: Project,
  request: StudyRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const planned = await planByKind(project, request, help)
  return { title: request.title ?? planned.title, plan: planSchema.parse(planned.plan) }
}

function planByKind(project: Project, request: StudyRequest, help: PlanningHelp): Promise<Planned> {
  switch (request.kind) {
    case 'sweep':
      return planSweep(project, request, help)
    case 'hybrid':
      return planHybrid(project, request, help)
    case 'evaluation':
      return planEvaluation(project, request, help)
    case 'attack':
      return planAttack(project, request, help)
    case 'spectrum':
      return planSpectrum(project, request, help)
    case 'corruption':
      return planCorruption(project, request, help)
    case 'filter':
      return planFilter(project, request, help)
    case 'fourier-map':
      return planFourierMap(project, request, help)
    default:
      throw request satisfies never
  }
}

async function planSweep(
  project: Project,
  request: Extract<StudyRequest, { kind: 'sweep' }>,
  help: PlanningHelp,
): Promise<Planned> {
  const dataSet = await project.dataSets.find(request.dataSet)
  await project.dataSets.assertAvailable(dataSet)
  const trainPart = choosePart(dataSet, null, ['train'], PART_ALONE)
  const test = await testPart(project, request.testDataSet, dataSet, trainPart)
  if (test) {
    checkSame(dataSet, test.file)
    if (test.part.hash === trainPart.hash)
      throw new UserError(
        'input',
        `The test images "${test.file.id}" are the training images: leave out the test data set (clean accuracy is then measured on the images kept for validation), or name one with other images.`,
      )
  }
  const testClasses = test === null ? undefined : matchedClasses(dataSet, test.file)
  const normaliser = defaultNormaliser(dataSet.channels)
  const network: SweepPlan['network'] = {
    architecture: request.architecture,
    width: request.width ?? usualWidth(request.architecture),
    stem:
      request.stem ?? (dataSet.height > 64 && /^resnet\d/.test(request.architecture) ? 'imagenet' : 'cifar'),
    classes: dataSet.classNames.length,
    channels: dataSet.channels,
    size: sideOf(dataSet),
    mean: request.mean ?? normaliser.mean,
    std: request.std ?? normaliser.std,
    ...usualDetails(request.architecture),
    ...(request.depth === undefined ? {} : { depth: request.depth }),
    ...(request.widen === undefined ? {} : { widen: request.widen }),
  }
  for (const sigma of request.sigmas) checkConfiguration({ ...network, sigma })
  for (const components of request.components ?? [])
    checkConfiguration({ ...network, sigma: null, components })
  for (const noise of request.noises ?? []) checkConfiguration({ ...network, sigma: null, noise })
  const plan: SweepPlan = {
    kind: 'sweep',
    network,
    sigmas: distinct('σ', request.sigmas),
    ...(request.components === undefined
      ? {}
      : { components: distinct('number of components', request.components) }),
    ...(request.noises === undefined ? {} : { noises: distinct('noise σ', request.noises) }),
    seeds: distinct('training seed', request.seeds),
    splitSeed: SPLIT_SEED,
    recipe: recipeOf(request),
    train: choice(dataSet, trainPart, request.trainLimit),
    test: test
      ? await chooseImages(project, { ...test, models: [] }, { limit: request.testLimit }, null, help)
      : null,
    ...(testClasses === undefined ? {} : { testClasses }),
    classNames: dataSet.classNames,
    blockEpochs: request.blockEpochs,
    device: await help.device(request.device),
  }
  const swept = [
    ...(plan.sigmas.length === 0 ? [] : [`σ = ${plan.sigmas.map((sigma) => sigma ?? 'none').join(', ')}`]),
    ...(plan.components === undefined ? [] : [`${plan.components.join(', ')} principal components`]),
    ...(plan.noises === undefined ? [] : [`noise σ = ${plan.noises.join(', ')}`]),
  ]
  return { plan, title: `Sweep of ${swept.join(' and ')} on ${dataSet.name}` }
}

async function planHybrid(
  project: Project,
  request: Extract<StudyRequest, { kind: 'hybrid' }>,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, part, models } = found
  const values = requestedGrid(request.fMix, file.height)
  checkGrid(values.map(mixingFrequency))
  let pairing: HybridPlan['pairing'] = { kind: 'seeded', seeds: distinct('pairing seed', request.seeds) }
  let data: DataChoice
  if (request.pairsFile === undefined) {
    data = await chooseImages(project, found, request, DEFAULT_IMAGES.hybrid, help)
  } else {
    const most = listedMost(request, 'A list of pairs')
    const listed = await help.pairs(request.pairsFile, file, part.split)
    const pairs = { low: listed.low.slice(0, most), high: listed.high.slice(0, most) }
    pairing = { kind: 'listed', pairs }
    data = await listedImages(project, found, [...pairs.low, ...pairs.high], help)
  }
  const plan: HybridPlan = {
    kind: 'hybrid',
    models: modelChoices(models, file),
    data,
    fMix: { values, unit: 'fraction of Nyquist' },
    pairing,
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return {
    plan,
    title: `Hybrid images of ${file.name}, ${models.length} ${models.length === 1 ? 'model' : 'models'}`,
  }
}

async function planEvaluation(
  project: Project,
  request: Extract<StudyRequest, { kind: 'evaluation' }>,
  help: PlanningHelp,
): Promise<Planned> {
  const found = await measured(project, request)
  const { file, models } = found
  const plan: EvaluationPlan = {
    kind: 'evaluation',
    models: modelChoices(models, file),
    data: await chooseImages(project, found, request, DEFAULT_IMAGES.evaluation, help),
    batchSize: request.batchSize,
    device: await help.device(request.device),
  }
  return { plan, title: `Clean accuracy on ${file.name}` }
}

/** A sweep has no option for a part. */
const PART_ALONE =
  'add the part that is meant as a data set of its own, e.g. with "halfpower dataset add … --split NAME"'

async function testPart(
  project: Project,
  name: string | undefined,
  dataSet: DataSetFile,
  trainPart: DataSetPart,
): Promise<{ file: DataSetFile; part: DataSetPart } | null> {
  if (name !== undefined) {
    const file = await project.dataSets.find(name)
    await project.dataSets.assertAvailable(file)
    return { file, part: choosePart(file, null, MEASURED_PARTS, PART_ALONE) }
  }
  const part = measuredPart(dataSet.parts)
  return part && part !== trainPart ? { file: dataSet, part } : null
}

function checkSame(train: DataSetFile, test: DataSetFile): void {
  if (train.height !== test.height || train.width !== test.width || train.channels !== test.channels) {
    throw new UserError(
      'input',
      `"${test.id}" has images of another size or number of channels than "${train.id}": add it again with the same --size and --gray.`,
    )
  }
}

function recipeOf(request: Extract<StudyRequest, { kind: 'sweep' }>): Recipe {
  const names = Object.keys(RECIPES)
  const preset = (RECIPES as Readonly<Record<string, Recipe>>)[request.recipe]
  if (!preset || !names.includes(request.recipe)) {
    throw new UserError(
      'usage',
      `There is no recipe "${request.recipe}"${nearest(request.recipe, names)}: there are ${names.join(', ')}.`,
    )
  }
  return {
    ...preset,
    ...(request.epochs === undefined ? {} : { epochs: request.epochs }),
    ...(request.batchSize === undefined ? {} : { batchSize: request.batchSize }),
    ...(request.learningRate === undefined ? {} : { learningRate: request.learningRate }),
  }
}

function distinct<T>(what: string, values: readonly T[]): T[] {
  const repeated = values.find((value, i) => values.indexOf(value) !== i)
  if (repeated !== undefined)
    throw new UserError('usage', `The ${what} ${String(repeated ?? 'none')} is named twice: name each once.`)
  return [...values]
}
