/** The answers of the wizard for a sweep that was asked for before. Pure. */
import { usualWidth, USUAL_ARCHITECTURE } from '../../../src-main/contract/architectures'
import type { RECIPES } from '../../../src-main/contract/training/recipe-presets'
import { FINE_TUNING_RECIPE, USUAL_RECIPE } from '../../../src-main/contract/training/recipe-presets'
import { emptyBrain } from './draft-brain'
import { emptyDraft } from './draft'
import type { SweepRequest } from '../../../src-main/contract/kinds/sweep/study'
import type { BrainDraft } from './draft-brain'
import type { Draft } from './draft'

const text = (value: number | undefined): string => (value === undefined ? '' : String(value))

export function draftOf(request: SweepRequest): Draft {
  const { from = '', architecture = USUAL_ARCHITECTURE } = request
  const usual = from === '' ? USUAL_RECIPE : FINE_TUNING_RECIPE
  return {
    ...emptyDraft,
    dataSet: request.dataSet,
    trainLimit: text(request.trainLimit),
    from,
    newReadOut: request.newReadOut === true,
    freezeUntil: request.freezeUntil ?? '',
    reestimate: text(request.reestimate),
    architecture,
    width: String(request.width ?? usualWidth(architecture)),
    stem: request.stem ?? 'automatic',
    recipe: (request.recipe ?? usual) as keyof typeof RECIPES,
    epochs: text(request.epochs),
    batchSize: text(request.batchSize),
    microBatch: text(request.microBatch),
    learningRate: text(request.learningRate),
    sigmas: request.sigmas,
    noises: (request.noises ?? []).join(', '),
    ...brainOf(request.neural),
    seeds: request.seeds.join(', '),
    testLimit: text(request.testLimit),
    title: request.title ?? '',
    carried: carriedOf(request),
  }
}

/** What the wizard has no question for. */
function carriedOf(request: SweepRequest): Draft['carried'] {
  const { testDataSet, components, mean, std, depth, widen, blockEpochs, device } = request
  return {
    ...(testDataSet === undefined ? {} : { testDataSet }),
    ...(components === undefined ? {} : { components }),
    ...(mean === undefined ? {} : { mean }),
    ...(std === undefined ? {} : { std }),
    ...(depth === undefined ? {} : { depth }),
    ...(widen === undefined ? {} : { widen }),
    ...(blockEpochs === 1 ? {} : { blockEpochs }),
    ...(device === undefined ? {} : { device }),
  }
}

function brainOf(neural: SweepRequest['neural']): BrainDraft {
  if (neural === undefined) return emptyBrain
  const {
    population,
    others = [],
    method,
    alphas,
    controls,
    layers = [],
    images,
    batchSize,
    scaling,
  } = neural
  return {
    populations: [population, ...others],
    neuralMethod: method,
    alphas: alphas?.join(', ') ?? emptyBrain.alphas,
    controls,
    layers: layers.join(', '),
    neuralImages: String(images),
    neuralBatch: String(batchSize),
    scaling,
  }
}

const CARRIED_WORDS: Readonly<Record<keyof Draft['carried'], string>> = {
  testDataSet: 'test data set',
  components: 'principal components',
  mean: 'normaliser, mean',
  std: 'normaliser, standard deviation',
  depth: 'depth',
  widen: 'widening factor',
  blockEpochs: 'epochs between two saves',
  device: 'device',
}

/** e.g. `test data set: other`. */
export function carriedAnswers(carried: Draft['carried']): string[] {
  return (Object.keys(CARRIED_WORDS) as (keyof Draft['carried'])[]).flatMap((name) => {
    const value = carried[name]
    return value === undefined
      ? []
      : [`${CARRIED_WORDS[name]}: ${Array.isArray(value) ? value.join(', ') : value}`]
  })
}

/** What is carried is of the images and the network that it was asked for. */
export function stillCarried(carried: Draft['carried'], changes: Partial<Draft>): Draft['carried'] {
  const gone: (keyof Draft['carried'])[] = [
    ...(changes.dataSet === undefined ? [] : (['testDataSet', 'mean', 'std'] as const)),
    ...(changes.architecture === undefined && changes.from === undefined
      ? []
      : (['depth', 'widen', 'mean', 'std'] as const)),
  ]
  return Object.fromEntries(
    Object.entries(carried).filter(([name]) => !gone.includes(name as keyof Draft['carried'])),
  )
}
