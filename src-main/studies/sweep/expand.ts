/**
 * A sweep as units: for every σ and seed a chain of epoch blocks, and at its end one unit that keeps the
 * best epoch's weights and measures clean accuracy. The key of a block contains the key of the block
 * before, so a chain can only be continued by what would have followed it anyway.
 */
import { imageCount, imagesKey, imagesOf, makeUnit } from '../study'
import type { JsonObject } from '../../contract/json'
import type { StoredNetworkConfiguration } from '../../contract/model'
import type { SweepPlan } from '../../contract/plans'
import type { Facts, Unit } from '../study'

/** Raise when training with the same settings gives other weights than before. */
const TRAIN_VERSION = 1
/** Raise when the end of a run keeps other weights or measures them otherwise. */
const FINISH_VERSION = 1
/** A training step costs about three forward passes: one forward, two backward. */
const TRAINING_COST = 3

/** One training run of a sweep. */
export interface Run {
  sigma: number | null
  seed: number
  blocks: Unit[]
  finish: Unit
}

export function expandSweep(plan: SweepPlan, facts: Facts): Unit[] {
  return sweepRuns(plan, facts).flatMap((run) => [...run.blocks, run.finish])
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
          network: network as unknown as JsonObject,
          recipe: plan.recipe as unknown as JsonObject,
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
        task: { kind: 'train', network, recipe: plan.recipe, seed, images, from, epochs, previous: before ? stateOf(before, facts) : null },
      }),
    )
  }
  const last = blocks.at(-1)!
  const finish = makeUnit({
    methodVersion: FINISH_VERSION,
    device: plan.device,
    settings: { previous: last.key, test: plan.test === null ? null : imagesKey(plan.test) },
    label: `${name}, clean accuracy`,
    work: plan.test === null ? held : imageCount(plan.test),
    needs: [last.key],
    arrays: 'safetensors',
    temporary: true,
    task: {
      kind: 'finish', network, recipe: plan.recipe, seed, images,
      test: plan.test === null ? null : imagesOf(plan.test, facts),
      previous: stateOf(last, facts),
    },
  })
  return { sigma, seed, blocks, finish }
}

function stateOf(unit: Unit, facts: Facts): { json: string; arrays: string } {
  return { json: facts.jsonPath(unit.key), arrays: facts.arraysPath(unit.key, 'safetensors') }
}
