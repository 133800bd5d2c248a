/**
 * A sweep as units: for every σ and seed a chain of epoch blocks, then a unit that keeps the best epoch's
 * weights (the model) and one that measures its clean accuracy; two, so that another test set does not ask
 * for another training. The key of a block contains the key of the block before, so a chain can only be
 * continued by what would have followed it anyway.
 */
import { imageCount, imagesKey, imagesOf, makeUnit } from '../study'
import type { StoredNetworkConfiguration } from '../../contract/model'
import type { SweepPlan } from '../../contract/plans'
import type { Facts, Unit } from '../study'

/** Raise when training with the same settings gives other weights than before. */
const TRAIN_VERSION = 1
/** Raise when the end of a run keeps other weights. */
const KEEP_VERSION = 1
/** Raise when clean accuracy is measured otherwise. */
const ACCURACY_VERSION = 1
/** A training step costs about three forward passes: one forward, two backward. */
const TRAINING_COST = 3

/** One training run of a sweep. */
export interface Run {
  sigma: number | null
  seed: number
  blocks: Unit[]
  keep: Unit
  accuracy: Unit
  /** Identifier of the model that comes of it. */
  model: string
}

export function expandSweep(plan: SweepPlan, facts: Facts): Unit[] {
  return sweepRuns(plan, facts).flatMap((run) => [...run.blocks, run.keep, run.accuracy])
}

/** The runs, σ by σ and within that seed by seed. */
export function sweepRuns(plan: SweepPlan, facts: Facts): Run[] {
  return plan.sigmas.flatMap((sigma) => plan.seeds.map((seed) => expandRun(plan, facts, sigma, seed)))
}

function expandRun(plan: SweepPlan, facts: Facts, sigma: number | null, seed: number): Run {
  const network: StoredNetworkConfiguration = { ...plan.network, sigma }
  const images = imagesOf(plan.train, facts)
  const name = `σ = ${sigma ?? 'none'}, seed ${seed}`
  const count = imageCount(plan.train)
  const held = count * plan.recipe.validationFraction
  const blocks: Unit[] = []
  for (let from = 0; from < plan.recipe.epochs; from += plan.blockEpochs) {
    const epochs = Math.min(plan.blockEpochs, plan.recipe.epochs - from)
    const before = blocks.at(-1)
    blocks.push(
      makeUnit({
        methodVersion: TRAIN_VERSION,
        device: plan.device,
        settings: {
          network,
          recipe: plan.recipe,
          seed,
          images: imagesKey(plan.train),
          from,
          epochs,
          previous: before?.key ?? null,
        },
        label: `${name}, epoch ${from + 1}${epochs > 1 ? `–${from + epochs}` : ''} of ${plan.recipe.epochs}`,
        work: epochs * ((count - held) * TRAINING_COST + held),
        needs: before ? [before.key] : [],
        arrays: 'safetensors',
        temporary: true,
        task: {
          kind: 'train',
          network,
          recipe: plan.recipe,
          seed,
          images,
          from,
          epochs,
          previous: before ? stateOf(before, facts) : null,
        },
      }),
    )
  }
  const last = blocks.at(-1)!
  const keep = makeUnit({
    methodVersion: KEEP_VERSION,
    device: plan.device,
    settings: { previous: last.key },
    label: `${name}, weights of the best epoch`,
    work: 0,
    needs: [last.key],
    arrays: 'safetensors',
    temporary: true,
    task: { kind: 'keep', network, previous: stateOf(last, facts) },
  })
  const model = modelId(network, seed, keep.key)
  const accuracy = makeUnit({
    methodVersion: ACCURACY_VERSION,
    device: plan.device,
    settings: { weights: keep.key, test: plan.test === null ? null : imagesKey(plan.test) },
    label: `${name}, clean accuracy`,
    work: plan.test === null ? held : imageCount(plan.test),
    needs: [keep.key],
    arrays: null,
    temporary: false,
    task: {
      kind: 'accuracy',
      network,
      weights: facts.weightsPath({ id: model, configuration: network }),
      test: plan.test === null ? null : imagesOf(plan.test, facts),
      train: images,
      validationFraction: plan.recipe.validationFraction,
      seed,
    },
  })
  return { sigma, seed, blocks, keep, accuracy, model }
}

/** Identifier of a model, e.g. `resnet18-w8-blur1.5-seed0-1f2e3d4c`: the same run is the same model in every project. */
function modelId(network: StoredNetworkConfiguration, seed: number, key: string): string {
  const blur = network.sigma === null ? 'baseline' : `blur${network.sigma}`
  return `${network.architecture}-w${network.width}-${blur}-seed${seed}-${key.slice(0, 8)}`
}

function stateOf(unit: Unit, facts: Facts): { json: string; arrays: string } {
  return { json: facts.jsonPath(unit.key), arrays: facts.arraysPath(unit.key, 'safetensors') }
}
