/** From a request for a sweep to a plan that says everything. */
import { usualDetails, usualWidth } from '../../contract/architectures'
import { UserError } from '../../contract/errors'
import { MEASURED_PARTS, measuredPart } from '../../contract/measured-parts'
import { checkConfiguration, defaultNormaliser } from '../../networks/configuration'
import { choosePart } from '../../project/data-sets'
import { nearest } from '../../project/suggest'
import { RECIPES } from '../../training/recipe'
import { chooseImages } from '../planning/choose-images'
import { matchedClasses } from '../planning/class-matching'
import { choice, sideOf } from '../planning/measured'
import { distinct } from '../planning/planning'
import { termPopulations } from './neural-runs'
import { planNeuralTerm } from './plan-neural'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { StudyRequest } from '../../contract/plans'
import type { Recipe } from '../../contract/recipe'
import type { Project } from '../../project/project'
import type { Planned, PlanningHelp } from '../planning/planning'

/**
 * Of the images that a sweep keeps apart. One for all, so that networks of all sweeps with one validation fraction on one
 * data set have images in common that none of them has learnt from.
 */
const SPLIT_SEED = 0

/** A sweep has no option for a part. */
const PART_ALONE =
  'add the part that is meant as a data set of its own, e.g. with "halfpower dataset add … --split NAME"'

export async function planSweep(
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
    ...(request.neural === undefined
      ? {}
      : { neural: await planNeuralTerm(project, request.neural, { ...own, network }) }),
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
  const { neural } = plan
  const drawn =
    neural === undefined
      ? ''
      : `, drawn to ${termPopulations({ neural })
          .map(({ population }) => population.name)
          .join(
            ', ',
          )} (α = ${neural.alphas.join(', ')}${neural.controls.some((control) => control !== 'none') ? `; ${neural.controls.join(', ')}` : ''})`
  return { plan, title: `Sweep of ${swept.join(' and ')} on ${dataSet.name}${drawn}` }
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
