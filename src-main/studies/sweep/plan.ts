/** From a request for a sweep to a plan that says everything. */
import { USUAL_ARCHITECTURE, usualDetails, usualWidth } from '../../contract/architectures'
import { UserError } from '../../contract/errors'
import { MEASURED_PARTS, measuredPart } from '../../contract/images/measured-parts'
import { checkConfiguration, defaultNormaliser } from '../../networks/configuration'
import { choosePart } from '../../project/data-sets'
import { nearest } from '../../project/suggest'
import { FINE_TUNING_RECIPE, RECIPES, USUAL_RECIPE } from '../../training/recipe'
import { microBatchWords } from '../../training/micro-batch'
import { chooseImages, trainingsOn } from '../planning/choose-images'
import { matchedClasses } from '../planning/class-matching'
import { choice, sideOf } from '../planning/measured'
import { distinct } from '../planning/planning'
import { checkMemory } from './memory'
import { termPopulations } from './neural-runs'
import { planNeuralTerm } from './plan-neural'
import { planStartFrom, refuseWithoutSource } from './plan-start-from'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type { NeuralTermPlan } from '../../contract/kinds/sweep/neural'
import type { StartFrom } from '../../contract/kinds/sweep/start-from'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { ModelFile } from '../../contract/model'
import type { StudyRequest } from '../../contract/plans'
import type { Recipe } from '../../contract/training/recipe'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

/**
 * Of the images that a sweep keeps apart. One for all, so that networks of all sweeps with one validation fraction on one
 * data set have images in common that none of them has learnt from.
 */
const SPLIT_SEED = 0

type Request = Extract<StudyRequest, { kind: 'sweep' }>

/** A sweep has no option for a part. */
const PART_ALONE =
  'add the part that is meant as a data set of its own, e.g. with "halfpower dataset add … --split NAME"'

export async function planSweep(project: Project, request: Request, help: PlanningHelp): Promise<Planned> {
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
  const { network, from, source } = await beginningOf(project, request, dataSet)
  for (const sigma of request.sigmas) checkConfiguration({ ...network, sigma })
  for (const components of request.components ?? [])
    checkConfiguration({ ...network, sigma: null, components })
  for (const noise of request.noises ?? []) checkConfiguration({ ...network, sigma: null, noise })
  const own = { recipe: recipeOf(request), train: choice(dataSet, trainPart, request.trainLimit) }
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
    ...own,
    ...(from === undefined || source === undefined
      ? {}
      : { from: { ...from, ...(await sawValidation(project, source, trainPart, own)) } }),
    ...(request.neural === undefined
      ? {}
      : { neural: await planNeuralTerm(project, request.neural, { ...own, network }) }),
    test: test
      ? await chooseImages(
          project,
          { ...test, models: source ? [source] : [] },
          { limit: request.testLimit },
          null,
          help,
        )
      : null,
    ...(testClasses === undefined ? {} : { testClasses }),
    classNames: dataSet.classNames,
    blockEpochs: request.blockEpochs,
    device: await help.device(request.device),
  }
  checkMemory(plan)
  const swept = [
    ...(plan.sigmas.length === 0 ? [] : [`σ = ${plan.sigmas.map((sigma) => sigma ?? 'none').join(', ')}`]),
    ...(plan.components === undefined ? [] : [`${plan.components.join(', ')} principal components`]),
    ...(plan.noises === undefined ? [] : [`noise σ = ${plan.noises.join(', ')}`]),
  ]
  const { neural } = plan
  const drawn = neural === undefined ? '' : `, ${drawnWords(neural)}`
  const begun = from === undefined ? '' : `, from ${from.name}`
  return { plan, title: `Sweep of ${swept.join(' and ')} on ${dataSet.name}${begun}${drawn}` }
}

/** The first layers when nothing is said. @param size of the images in pixels */
export function usualStem(architecture: string, size: number): 'cifar' | 'imagenet' {
  return size > 64 && /^resnet\d/.test(architecture) ? 'imagenet' : 'cifar'
}

/** The network of every run, and the model that it goes on from, if any. */
async function beginningOf(
  project: Project,
  request: Request,
  dataSet: DataSetFile,
): Promise<{ network: SweepPlan['network']; from?: StartFrom; source?: ModelFile }> {
  if (request.from !== undefined) {
    const source = await project.models.find(request.from)
    return { ...planStartFrom(source, request, dataSet), source }
  }
  refuseWithoutSource(request)
  const { architecture = USUAL_ARCHITECTURE } = request
  const normaliser = defaultNormaliser(dataSet.channels)
  return {
    network: {
      architecture,
      width: request.width ?? usualWidth(architecture),
      stem: request.stem ?? usualStem(architecture, dataSet.height),
      classes: dataSet.classNames.length,
      channels: dataSet.channels,
      size: sideOf(dataSet),
      mean: request.mean ?? normaliser.mean,
      std: request.std ?? normaliser.std,
      ...usualDetails(architecture),
      ...(request.depth === undefined ? {} : { depth: request.depth }),
      ...(request.widen === undefined ? {} : { widen: request.widen }),
    },
  }
}

/** Whether the model that is gone on from was trained on these images with others kept apart. */
async function sawValidation(
  project: Project,
  source: ModelFile,
  part: DataSetPart,
  { recipe, train }: Pick<SweepPlan, 'recipe' | 'train'>,
): Promise<Pick<StartFrom, 'sawValidation'>> {
  const splits = await trainingsOn(project, part, [source])
  // Of one order the last images are kept apart: of a larger share, those of a smaller one are some.
  const kept = splits.every(
    ({ limit, validationFraction, seed }) =>
      limit === train.limit && validationFraction >= recipe.validationFraction && seed === SPLIT_SEED,
  )
  return kept ? {} : { sawValidation: true }
}

/** e.g. `drawn to mouse-v1 (α = 10; none, shuffled)`. */
function drawnWords(neural: NeuralTermPlan): string {
  const { method, alphas, controls } = neural
  const names = termPopulations({ neural }).map(({ population }) => population.name)
  const settings = [
    ...(method ? [] : [`α = ${alphas.join(', ')}`]),
    ...(controls.some((control) => control !== 'none') ? [controls.join(', ')] : []),
  ]
  const how = settings.length === 0 ? '' : ` (${settings.join('; ')})`
  return `${method ? 'co-trained with' : 'drawn to'} ${names.join(', ')}${how}`
}

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

function recipeOf(request: Request): Recipe {
  const names = Object.keys(RECIPES)
  const begun = request.from !== undefined
  const name = request.recipe ?? (begun ? FINE_TUNING_RECIPE : USUAL_RECIPE)
  const preset = (RECIPES as Readonly<Record<string, Recipe>>)[name]
  if (!preset || !names.includes(name)) {
    throw new UserError(
      'usage',
      `There is no recipe "${name}"${nearest(name, names)}: there are ${names.join(', ')}.`,
    )
  }
  if (name === FINE_TUNING_RECIPE && !begun)
    throw new UserError(
      'usage',
      `The recipe "${FINE_TUNING_RECIPE}" goes on from trained weights (from random ones it failed in the paper): name a model with --from, or choose another recipe: ${names.filter((each) => each !== FINE_TUNING_RECIPE).join(', ')}.`,
    )
  const { microBatch } = request
  const recipe: Recipe = {
    ...preset,
    ...(request.epochs === undefined ? {} : { epochs: request.epochs }),
    ...(request.batchSize === undefined ? {} : { batchSize: request.batchSize }),
    ...(request.learningRate === undefined ? {} : { learningRate: request.learningRate }),
  }
  if (microBatch === undefined || microBatch === recipe.batchSize) return recipe
  if (microBatch < 2 || recipe.batchSize % microBatch !== 0)
    throw new UserError('usage', microBatchWords(recipe.batchSize, microBatch))
  if (request.neural !== undefined)
    throw new UserError(
      'usage',
      'A step with a neural term cannot be made of pieces: leave out --micro-batch or --neural, or give a smaller --batch.',
    )
  return { ...recipe, microBatch }
}
