/**
 * Trains a network for some epochs, from nothing or from where an earlier call stopped. Everything
 * random is derived from the seed and the epoch, so stopping at an epoch's end and going on later gives
 * the same bits as never stopping (on the same device).
 */
import { UserError } from '../contract/errors'
import * as tf from '../devices/tf'
import { decodedSoFar } from '../datasets/decode-pool'
import type { DataSet } from '../datasets/data-set'
import type { Decoded } from '../datasets/decode-pool'
import { splitIndices } from '../datasets/split'
import { subset } from '../datasets/subset'
import { createNetwork, networkFromState } from '../networks/create'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { Network, NetworkConfiguration } from '../networks/network'
import { parametersUntil } from '../networks/start-from'
import { checkFits } from './guards'
import { trainEpoch } from './epoch'
import type { EpochTotals } from './epoch'
import { BesideParameters } from './beside-parameters'
import { besideOf, checkTerm } from './neural-term'
import type { BesideState } from './beside-parameters'
import type { NeuralTerm } from './neural-term'
import { evaluate } from './evaluate'
import { microBatchWords } from './micro-batch'
import type { Recipe } from './recipe'
import { StochasticGradientDescent } from './sgd'

/** One line of a training log. */
export interface EpochRecord {
  /** Counted from 1. */
  epoch: number
  /** Of the epoch's last step. */
  learningRate: number
  /** Mean cross-entropy, natural logarithm, of the training batches as they were met. */
  trainLoss: number
  /** In [0, 1]. */
  trainAccuracy: number
  validationLoss: number
  validationAccuracy: number
  /** Wall-clock time, validation included. */
  seconds: number
  /** Images trained on. */
  images: number
  /** Mean of the neural term over the steps (neural N.6), α left out; absent without one. */
  neuralLoss?: number
  /** How the images came; absent in the history that a stored state has. */
  supply?: Supply
}

/** How fast images are decoded and learnt from, and whether the one waits for the other. */
export interface Supply {
  /** Images per second, validation left out. */
  trainedPerSecond: number
  /** That all decoding threads could deliver together; null: none was decoded, or not in threads. */
  decodedPerSecond: number | null
  /** Share of the training's time without a batch to compute, in [0, 1]. */
  waiting: number
}

/** A run at an epoch border: all that the next epoch needs. */
export interface TrainingState {
  /** Finished epochs. */
  epoch: number
  model: StateDictionary
  /** By parameter name, in PyTorch's layout. */
  momentum: StateDictionary
  history: EpochRecord[]
  /** The epoch (counted from 1) with the lowest validation loss so far. */
  best: { epoch: number; loss: number; state: StateDictionary } | null
  /** What is trained besides the network for a neural term; absent without one. */
  beside?: BesideState
}

export interface TrainingProgress {
  /** Counted from 1. */
  epoch: number
  /** Finished steps of this epoch. */
  step: number
  steps: number
  loss: number
  imagesPerSecond: number
}

export interface TrainingOptions {
  configuration: NetworkConfiguration
  recipe: Recipe
  data: DataSet
  /** Of initial weights, order and augmentation of the images. */
  seed: number
  /** Of the split into training and validation images; undefined: `seed`, as in sweeps of older versions. */
  splitSeed?: number | undefined
  from: TrainingState | null
  /** How many epochs now; never beyond the recipe's. */
  epochs: number
  /**
   * Entries that are not drawn: the principal components of a front end (methods A.5), and those of a network that is gone
   * on from (methods B.4). Of no meaning when `from` is given.
   */
  given?: StateDictionary | undefined
  /** The section up to which parameters get no step (networks/sections.ts). */
  freezeUntil?: string | undefined
  /** Regularisation with neurons (neural N.6). */
  neural?: NeuralTerm | undefined
  onProgress?: ((progress: TrainingProgress) => void) | undefined
  signal?: AbortSignal | undefined
}

/**
 * Which of a training set's images a run learns from and which choose its best epoch: the split that
 * `trainEpochs` makes, for whoever measures on the latter afterwards.
 * @param seed of the split
 */
export function splitForTraining(
  count: number,
  recipe: Pick<Recipe, 'validationFraction'>,
  seed: number,
): { train: Int32Array; validation: Int32Array } {
  return splitIndices(count, 1 - recipe.validationFraction, seed)
}

/**
 * Trains and returns the state at the end; with `from` already at the recipe's last epoch, returns it.
 * @throws UserError when data, network and recipe do not fit together, when training diverges, on abort.
 */
export async function trainEpochs(options: TrainingOptions): Promise<TrainingState> {
  const { configuration, recipe, data, seed, from, neural } = options
  checkFits(configuration, data)
  const { train, validation } = splitForTraining(data.count, recipe, options.splitSeed ?? seed)
  checkSizes(data, train.length, validation.length, recipe)
  if (neural) checkTerm(configuration, neural)
  if (neural && recipe.microBatch !== undefined)
    throw new Error('A step with a neural term is not made of pieces.')
  const { momentum, weightDecay } = recipe
  const { freezeUntil } = options
  const frozen = freezeUntil === undefined ? undefined : parametersUntil(configuration, freezeUntil)
  const network = from
    ? networkFromState(configuration, from.model)
    : createNetwork(configuration, seed, options.given)
  const validationSet = subset(data, validation)
  let beside: BesideParameters | null = null
  let optimiser: StochasticGradientDescent | null = null
  try {
    if (neural)
      beside = new BesideParameters(
        besideOf(neural, (node) => shapeOf(network, node), configuration, seed),
        from?.beside ?? null,
      )
    const settings = { momentum, weightDecay, frozen }
    optimiser = new StochasticGradientDescent(network, settings, from?.momentum ?? null, beside)
    const last = Math.min(recipe.epochs, (from?.epoch ?? 0) + options.epochs)
    const history = [...(from?.history ?? [])]
    let best = from?.best ?? null
    for (let epoch = from?.epoch ?? 0; epoch < last; epoch++) {
      const record = await runEpoch(options, network, optimiser, train, validationSet, epoch)
      history.push(record)
      if (best === null || record.validationLoss < best.loss) {
        best = { epoch: record.epoch, loss: record.validationLoss, state: await network.stateDictionary() }
      }
    }
    const epoch = Math.max(last, from?.epoch ?? 0)
    return {
      epoch,
      model: await network.stateDictionary(),
      momentum: await optimiser.state(),
      history,
      best,
      ...(beside ? { beside: await beside.state() } : {}),
    }
  } finally {
    optimiser?.dispose()
    beside?.dispose()
    network.dispose()
  }
}

/** Of a layer's values for one image. */
function shapeOf(network: Network, node: string): number[] {
  const { size, channels } = network.configuration
  return tf.tidy(() => {
    const [values] = network.trainingValues(tf.zeros([2, size, size, channels]), [node], new Map())
    return [...values!.shape]
  })
}

async function runEpoch(
  options: TrainingOptions,
  network: Network,
  optimiser: StochasticGradientDescent,
  indices: Int32Array,
  validationSet: DataSet,
  epoch: number,
): Promise<EpochRecord> {
  const { configuration, recipe, data, seed, signal } = options
  const began = performance.now()
  const elapsed = (): number => (performance.now() - began) / 1000
  const onStep = (step: number, steps: number, loss: number): void => {
    const imagesPerSecond = (step * recipe.batchSize) / elapsed()
    options.onProgress?.({ epoch: epoch + 1, step, steps, loss, imagesPerSecond })
  }
  const decodedBefore = { ...decodedSoFar() }
  const totals = await trainEpoch({
    configuration,
    recipe,
    data,
    indices,
    seed,
    epoch,
    optimiser,
    neural: options.neural,
    onStep,
    signal,
  })
  const supply = supplyOf(totals, elapsed(), decodedBefore)
  // The trainable network, not a frozen copy: frozen weights would be compiled anew after every epoch.
  const validated = await evaluate(network, validationSet, {
    batchSize: recipe.microBatch ?? recipe.batchSize,
    passes: 1,
    signal,
  })
  if (!Number.isFinite(validated.loss)) throw divergedValidation(epoch, recipe)
  return { ...toRecord(epoch, totals, validated, elapsed()), supply }
}

function supplyOf({ images, waited }: EpochTotals, seconds: number, before: Partial<Decoded>): Supply {
  const now = decodedSoFar()
  const decoded = (now?.images ?? 0) - (before.images ?? 0)
  const busy = (now?.seconds ?? 0) - (before.seconds ?? 0)
  return {
    trainedPerSecond: images / seconds,
    decodedPerSecond: now === null || decoded === 0 || busy <= 0 ? null : (decoded * now.threads) / busy,
    waiting: Math.min(1, waited / seconds),
  }
}

function toRecord(
  epoch: number,
  totals: EpochTotals,
  validated: { loss: number; accuracy: number },
  seconds: number,
): EpochRecord {
  return {
    epoch: epoch + 1,
    learningRate: totals.learningRate,
    trainLoss: totals.loss,
    trainAccuracy: totals.accuracy,
    validationLoss: validated.loss,
    validationAccuracy: validated.accuracy,
    seconds,
    images: totals.images,
    ...(totals.neural === null ? {} : { neuralLoss: totals.neural }),
  }
}

function checkSizes(data: DataSet, train: number, validation: number, recipe: Recipe): void {
  if (validation === 0) {
    throw new UserError(
      'usage',
      `A validation fraction of ${recipe.validationFraction} leaves no validation image among the ${data.count} of ` +
        `"${data.specification.path}": choose a larger fraction.`,
    )
  }
  const { batchSize, microBatch = batchSize } = recipe
  if (batchSize % microBatch !== 0) throw new UserError('usage', microBatchWords(batchSize, microBatch))
  if (recipe.batchSize > train) {
    throw new UserError(
      'usage',
      `The batch size ${recipe.batchSize} is larger than the training set of ${train} images: choose at most ${train}.`,
    )
  }
}

function divergedValidation(epoch: number, recipe: Recipe): UserError {
  return new UserError(
    'usage',
    `Training diverged: after epoch ${epoch + 1} the validation loss is no longer a finite number; ` +
      `start again with a learning rate below ${recipe.learningRate}.`,
  )
}
