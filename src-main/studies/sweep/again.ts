/** From a plan of a sweep back to what was asked: what is usual is left out, so that the command line says what was chosen. */
import { USUAL_ARCHITECTURE, usualDetails, usualWidth } from '../../contract/architectures'
import { canonicalJson } from '../../contract/json'
import { defaultNormaliser } from '../../networks/configuration'
import { graphOf } from '../../networks/graph-of'
import { layersOf } from '../../networks/sections'
import { FINE_TUNING_RECIPE, RECIPES, USUAL_RECIPE } from '../../training/recipe'
import { usualStem } from './plan'
import type { TrainableArchitecture } from '../../contract/architectures'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { RequestInputOf } from '../../contract/plans'
import type { Recipe } from '../../contract/training/recipe'
import type { Again, Lost } from '../again/again'

type Asked = Partial<RequestInputOf<'sweep'>>

export function sweepAgain(plan: SweepPlan): Again<'sweep'> {
  const { train, test, sigmas, components, noises, seeds, blockEpochs, device } = plan
  const { asked, lost } = recipeAgain(plan)
  const testImages = test?.selection?.rule ?? null
  const testLimit = testImages !== null && 'images' in testImages ? testImages.images : (test?.limit ?? null)
  return {
    request: {
      kind: 'sweep',
      dataSet: train.dataSet,
      ...(test && test.dataSet !== train.dataSet ? { testDataSet: test.dataSet } : {}),
      ...(plan.from === undefined ? networkAgain(plan.network) : fromAgain(plan.from)),
      sigmas,
      ...(components === undefined ? {} : { components }),
      ...(noises === undefined ? {} : { noises }),
      seeds,
      ...(plan.neural === undefined ? {} : { neural: neuralAgain(plan.neural, plan.network) }),
      ...asked,
      ...(train.limit === null ? {} : { trainLimit: train.limit }),
      ...(testLimit === null ? {} : { testLimit }),
      blockEpochs,
      device,
    },
    lost: plan.splitSeed === undefined ? [OLD_SPLIT, ...lost] : lost,
  }
}

const OLD_SPLIT: Lost = {
  field: 'seeds',
  sentence:
    'Each of its training seeds kept other images for validation, as older versions did: a new sweep keeps the same ones for all.',
}

function networkAgain(network: SweepPlan['network']): Asked {
  const { width, stem, mean, std, depth, widen, channels } = network
  const architecture = network.architecture as TrainableArchitecture
  const normaliser = defaultNormaliser(channels)
  const usual = usualDetails(architecture)
  return {
    ...(architecture === USUAL_ARCHITECTURE ? {} : { architecture }),
    ...(width === usualWidth(architecture) ? {} : { width }),
    ...(depth === undefined || depth === usual.depth ? {} : { depth }),
    ...(widen === undefined || widen === usual.widen ? {} : { widen }),
    ...(stem === usualStem(architecture, network.size) ? {} : { stem }),
    ...(mean.join() === normaliser.mean.join() ? {} : { mean }),
    ...(std.join() === normaliser.std.join() ? {} : { std }),
  }
}

function fromAgain({ model, readOut, freezeUntil, reestimate }: NonNullable<SweepPlan['from']>): Asked {
  return {
    from: model,
    ...(readOut.kind === 'new' && readOut.because === 'asked' ? { newReadOut: true } : {}),
    ...(freezeUntil === undefined ? {} : { freezeUntil }),
    ...(reestimate === undefined ? {} : { reestimate }),
  }
}

function neuralAgain(
  {
    population,
    others,
    method,
    alphas,
    controls,
    layers,
    images,
    batchSize,
    scaling,
  }: NonNullable<SweepPlan['neural']>,
  network: SweepPlan['network'],
): NonNullable<RequestInputOf<'sweep'>['neural']> {
  const all = layersOf(graphOf({ ...network, sigma: null }), null).map(({ name }) => name)
  return {
    population: population.id,
    ...(others === undefined ? {} : { others: others.map((other) => other.population.id) }),
    ...(method === undefined ? { alphas } : { method }),
    controls,
    ...(method === undefined && layers.join() === all.join() ? {} : { layers }),
    images: images.count,
    batchSize,
    scaling,
  }
}

/** The preset that the fewest numbers differ from, and those. */
function recipeAgain({ recipe, from }: SweepPlan): { asked: Asked; lost: Lost[] } {
  const usual = from === undefined ? USUAL_RECIPE : FINE_TUNING_RECIPE
  const names = Object.keys(RECIPES).filter((name) => from !== undefined || name !== FINE_TUNING_RECIPE)
  const found = [usual, ...names.filter((name) => name !== usual)]
    .filter((name) => names.includes(name) && sameBut(presetOf(name), recipe))
    .map((name) => ({ name, changes: changesOf(presetOf(name), recipe) }))
    .sort((a, b) => Object.keys(a.changes).length - Object.keys(b.changes).length)[0]
  if (!found)
    return {
      asked: changesOf(presetOf(usual), recipe),
      lost: [
        {
          field: 'recipe',
          sentence: `It was trained by a recipe that there is no longer: choose one of ${names.join(', ')}.`,
        },
      ],
    }
  return { asked: { ...(found.name === usual ? {} : { recipe: found.name }), ...found.changes }, lost: [] }
}

const presetOf = (name: string): Recipe => (RECIPES as Readonly<Record<string, Recipe>>)[name]!

/** Whether they differ in nothing but what a request can say. */
function sameBut(preset: Recipe, recipe: Recipe): boolean {
  const rest = ({ epochs: _e, batchSize: _b, microBatch: _m, learningRate: _l, ...others }: Recipe): string =>
    canonicalJson(others)
  return rest(preset) === rest(recipe)
}

function changesOf(preset: Recipe, recipe: Recipe): Asked {
  const { epochs, batchSize, microBatch, learningRate } = recipe
  return {
    ...(epochs === preset.epochs ? {} : { epochs }),
    ...(batchSize === preset.batchSize ? {} : { batchSize }),
    ...(microBatch === undefined ? {} : { microBatch }),
    ...(learningRate === preset.learningRate ? {} : { learningRate }),
  }
}
