/**
 * A sweep as units: for every σ and seed a chain of epoch blocks, then a unit that keeps the best epoch's
 * weights (the model) and one that measures its clean accuracy; two, so that another test set does not ask
 * for another training. The key of a block contains the key of the block before, so a chain can only be
 * continued by what would have followed it anyway.
 */
import { imageCount, imagesKey, imagesOf, makeUnit } from '../study'
import type { NeuralTermOfModel, StoredNetworkConfiguration } from '../../contract/model'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { Facts, Unit } from '../study'
import { neuralTerms, similaritiesUnit, termCost, termWords } from './neural-runs'
import { readOutKey, reestimation, sourceWeights } from './start-from-runs'

/** Raise when training with the same settings gives other weights than before. */
const TRAIN_VERSION = 1
/** The same, of recipes that cut random parts out of whole pictures; 1 cut them out of what evaluation keeps of a picture. */
const TRAIN_PARTS_VERSION = 2
/** Raise when the end of a run keeps other weights. */
const KEEP_VERSION = 1
/** Raise when clean accuracy is measured otherwise. */
const ACCURACY_VERSION = 1
/** Raise when principal components are found otherwise. */
const COMPONENTS_VERSION = 1
/** A training step costs about three forward passes: one forward, two backward. */
const TRAINING_COST = 3

/** What stands before the network of a run: a blur, a projection onto principal components, or nothing. */
interface FrontEnd {
  sigma: number | null
  components: number | null
  /** Standard deviation of noise on the image, of intensities in [0,1]. */
  noise: number | null
}

/** One training run of a sweep. */
export interface Run extends FrontEnd {
  seed: number
  /** Its neural term; null: none. */
  neural: NeuralTermOfModel | null
  /** Finds the similarities of the term. */
  similar: Unit | null
  /** Finds the principal components; null without them. */
  found: Unit | null
  blocks: Unit[]
  keep: Unit
  accuracy: Unit
  /** Identifier of the model that comes of it. */
  model: string
}

export function expandSweep(plan: SweepPlan, facts: Facts): Unit[] {
  const units = sweepRuns(plan, facts).flatMap((run) => [
    ...(run.found ? [run.found] : []),
    ...(run.similar ? [run.similar] : []),
    ...run.blocks,
    run.keep,
    run.accuracy,
  ])
  // Runs of one number of components share the unit that finds them, as those of one control share its similarities.
  return [...new Map(units.map((unit) => [unit.key, unit])).values()]
}

/**
 * The runs: σ by σ, then one number of components after another; within that one neural term after another, and within
 * that seed by seed.
 */
export function sweepRuns(plan: SweepPlan, facts: Facts): Run[] {
  return frontEnds(plan).flatMap((frontEnd) =>
    neuralTerms(plan).flatMap((term) =>
      plan.seeds.map((seed) => expandRun(plan, facts, frontEnd, term, seed)),
    ),
  )
}

/** Everything that stands before a network in turn. */
export function frontEnds({
  sigmas,
  components = [],
  noises = [],
}: Pick<SweepPlan, 'sigmas' | 'components' | 'noises'>): FrontEnd[] {
  return [
    ...sigmas.map((sigma) => ({ sigma, components: null, noise: null })),
    ...components.map((count) => ({ sigma: null, components: count, noise: null })),
    ...noises.map((noise) => ({ sigma: null, components: null, noise })),
  ]
}

function expandRun(
  plan: SweepPlan,
  facts: Facts,
  { sigma, components, noise }: FrontEnd,
  term: NeuralTermOfModel | null,
  seed: number,
): Run {
  const network: StoredNetworkConfiguration = {
    ...plan.network,
    sigma,
    ...(components === null ? {} : { components }),
    ...(noise === null ? {} : { noise }),
  }
  const images = imagesOf(plan.train, facts)
  const front = frontEndWords({ sigma, components, noise })
  const name = `${front}${term === null ? '' : `, ${termWords(term)}`}, training seed ${seed}`
  const found = components === null ? null : componentsUnit(plan, facts, components)
  const similar = term === null ? null : similaritiesUnit(plan, facts, term)
  const count = imageCount(plan.train)
  const held = count * plan.recipe.validationFraction
  // Absent in plans of older versions, whose keys stay.
  const split = plan.splitSeed === undefined ? {} : { splitSeed: plan.splitSeed }
  const { from: source } = plan
  const frozen = source?.freezeUntil === undefined ? {} : { freezeUntil: source.freezeUntil }
  const blocks: Unit[] = []
  for (let from = 0; from < plan.recipe.epochs; from += plan.blockEpochs) {
    const epochs = Math.min(plan.blockEpochs, plan.recipe.epochs - from)
    const before = blocks.at(-1)
    blocks.push(
      makeUnit({
        methodVersion:
          plan.recipe.augmentation?.crop?.kind === 'resized' ? TRAIN_PARTS_VERSION : TRAIN_VERSION,
        device: plan.device,
        settings: {
          network,
          recipe: plan.recipe,
          seed,
          ...split,
          images: imagesKey(plan.train),
          from,
          epochs,
          previous: before?.key ?? null,
          ...(found && !before ? { components: found.key } : {}),
          ...(source && !before ? { start: { weights: source.weights, readOut: readOutKey(source) } } : {}),
          ...frozen,
          ...(term === null || similar === null
            ? {}
            : {
                neural: {
                  ...{ similarities: similar.key, alpha: term.alpha },
                  ...{ layers: term.layers, batchSize: plan.neural!.batchSize },
                  ...(term.method ? { method: term.method } : {}),
                },
              }),
        },
        label: `${name}, epoch ${from + 1}${epochs > 1 ? `–${from + epochs}` : ''} of ${plan.recipe.epochs}`,
        work: epochs * ((count - held) * TRAINING_COST * (term === null ? 1 : termCost(plan)) + held),
        // The similarities are read in every block; what stands behind a block is removed when nothing needs it.
        needs: [...(before ? [before.key] : found ? [found.key] : []), ...(similar ? [similar.key] : [])],
        arrays: 'safetensors',
        temporary: true,
        task: {
          kind: 'train',
          network,
          recipe: plan.recipe,
          seed,
          ...split,
          images,
          from,
          epochs,
          previous: before ? stateOf(before, facts) : null,
          ...(found && !before ? { components: facts.arraysPath(found.key, 'safetensors') } : {}),
          ...(source && !before
            ? { start: { weights: sourceWeights(source, facts), readOut: source.readOut } }
            : {}),
          ...frozen,
          ...(term === null || similar === null
            ? {}
            : {
                neural: {
                  ...{ alpha: term.alpha, layers: term.layers, batchSize: plan.neural!.batchSize },
                  ...(term.method ? { method: term.method } : {}),
                  similarities: facts.arraysPath(similar.key, 'safetensors'),
                },
              }),
        },
      }),
    )
  }
  const last = blocks.at(-1)!
  const statistics = reestimation(plan)
  const keep = makeUnit({
    methodVersion: KEEP_VERSION,
    device: plan.device,
    settings: { previous: last.key, ...(statistics === null ? {} : { reestimate: statistics }) },
    label: `${name}, weights of the best epoch`,
    work: statistics === null ? 0 : statistics.count,
    needs: [last.key],
    arrays: 'safetensors',
    temporary: true,
    task: {
      kind: 'keep',
      network,
      previous: stateOf(last, facts),
      ...(statistics === null
        ? {}
        : {
            reestimate: {
              ...{ images, ...statistics, splitSeed: plan.splitSeed ?? seed },
              validationFraction: plan.recipe.validationFraction,
            },
          }),
    },
  })
  const model = modelId(network, term, source !== undefined, seed, keep.key)
  const classOrder = plan.testClasses?.order
  const accuracy = makeUnit({
    methodVersion: ACCURACY_VERSION,
    device: plan.device,
    settings: {
      weights: keep.key,
      test: plan.test === null ? null : imagesKey(plan.test),
      ...(classOrder === undefined ? {} : { classOrder }),
    },
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
      ...(classOrder === undefined ? {} : { classOrder }),
      train: images,
      validationFraction: plan.recipe.validationFraction,
      seed,
      ...split,
    },
  })
  return { sigma, components, noise, seed, neural: term, similar, found, blocks, keep, accuracy, model }
}

/** Finds the principal components of the training images. */
function componentsUnit(plan: SweepPlan, facts: Facts, count: number): Unit {
  return makeUnit({
    methodVersion: COMPONENTS_VERSION,
    device: plan.device,
    settings: { images: imagesKey(plan.train), count },
    label: `${count} principal components of the training images`,
    work: imageCount(plan.train),
    needs: [],
    arrays: 'safetensors',
    temporary: true,
    task: { kind: 'components', images: imagesOf(plan.train, facts), count },
  })
}

/** What stands before the network, as it is said in names and labels. */
export function frontEndWords({ sigma, components, noise }: FrontEnd): string {
  if (components !== null) return `${components} principal components`
  return noise !== null ? `noise σ = ${noise}` : `σ = ${sigma ?? 'none'}`
}

/** Identifier of a model, e.g. `resnet18-w8-blur1.5-seed0-1f2e3d4c`: the same run is the same model in every project. */
function modelId(
  network: StoredNetworkConfiguration,
  term: NeuralTermOfModel | null,
  fineTuned: boolean,
  seed: number,
  key: string,
): string {
  const { sigma, components, noise } = network
  const blur = sigma === null ? 'baseline' : `blur${sigma}`
  const front = components !== undefined ? `pca${components}` : noise !== undefined ? `noise${noise}` : blur
  const begun = fineTuned ? '-tuned' : ''
  const swept = term?.simulated === undefined ? '' : `-${term.simulated.preferred}cpd`
  const drawn = term?.control === 'none' ? (term.method ? 'co-trained' : 'neural') : term?.control
  const neural = term === null ? '' : `-${drawn}${term.method ? '' : term.alpha}${swept}`
  return `${network.architecture}-w${network.width}-${front}${begun}${neural}-seed${seed}-${key.slice(0, 8)}`
}

function stateOf(unit: Unit, facts: Facts): { json: string; arrays: string } {
  return { json: facts.jsonPath(unit.key), arrays: facts.arraysPath(unit.key, 'safetensors') }
}
