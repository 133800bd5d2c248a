/** One epoch of training: batches in random order, augmented, one optimiser step each, losses read now and then. */
import { UserError } from '../contract/errors'
import { imageBatches } from '../datasets/batches'
import type { DataSet } from '../datasets/data-set'
import * as tf from '../devices/tf'
import { addImageNoise } from '../networks/front-end/noise'
import type { NetworkConfiguration } from '../networks/network'
import { generator } from '../random/generator'
import { augment, augmentParts } from './augmentation'
import { breathe, checkCancelled } from './guards'
import { oneHot, readLogits } from './loss'
import type { Recipe } from './recipe'
import { learningRateAt } from './schedules'
import type { Scalar } from '../devices/tf'
import { NeuralBatches } from './neural-term'
import type { NeuralBatch, NeuralTerm } from './neural-term'
import type { StepResult, StochasticGradientDescent } from './sgd'

/** Steps between two looks at the losses: looking makes the device wait. */
const STEPS_PER_LOOK = 8

export interface EpochTotals {
  /** Mean over the epoch's images, each seen before the step that learns from it. */
  loss: number
  accuracy: number
  images: number
  /** Of the epoch's last step. */
  learningRate: number
  /** Mean of the neural term over the steps (α left out), or of the error of co-trained responses; null without one. */
  neural: number | null
  /** Seconds without a batch to compute. */
  waited: number
}

export interface EpochOptions {
  configuration: NetworkConfiguration
  recipe: Recipe
  data: DataSet
  /** Data-set indices to train on. */
  indices: Int32Array
  seed: number
  /** Counted from 0. */
  epoch: number
  optimiser: StochasticGradientDescent
  /** Absent: cross-entropy alone. */
  neural?: NeuralTerm | undefined
  onStep: (step: number, steps: number, loss: number) => void
  signal: AbortSignal | undefined
}

interface Pending extends StepResult {
  step: number
  labels: Int32Array
}

/** @throws UserError when the loss stops being a number, when an image cannot be read, or on abort. */
export async function trainEpoch(options: EpochOptions): Promise<EpochTotals> {
  const { configuration, recipe, indices, seed, epoch, optimiser } = options
  const steps = Math.floor(indices.length / recipe.batchSize)
  const order = generator(seed, 'batch order', epoch)
    .permutation(indices.length)
    .map((i) => indices[i]!)
  const changed = trainingImages(options)
  const totals: EpochTotals = {
    loss: 0,
    accuracy: 0,
    images: steps * recipe.batchSize,
    learningRate: 0,
    neural: null,
    waited: 0,
  }
  const similar = options.neural ? new NeuralBatches(configuration, options.neural, seed, epoch) : null
  const pending: Pending[] = []
  let step = 0
  const onWaited = (milliseconds: number): void => {
    totals.waited += milliseconds / 1000
  }
  try {
    for await (const batch of imageBatches(changed.data, order, recipe.batchSize, 'drop', onWaited)) {
      checkCancelled(options.signal)
      totals.learningRate = learningRateAt(recipe, { epoch, step, stepsPerEpoch: steps })
      const { images, labels } = batch
      const pixels = noisy(changed.augment(images, batch.indices), batch.indices, options)
      const beside = similar && (await similar.next(configuration))
      const taken =
        recipe.microBatch === undefined
          ? takeStep(configuration, optimiser, pixels, labels, totals.learningRate, beside)
          : stepInPieces(configuration, optimiser, pixels, labels, totals.learningRate, recipe.microBatch)
      pending.push({ ...taken, step, labels })
      step += 1
      if (pending.length === STEPS_PER_LOOK || step === steps) {
        const loss = await look(pending, totals, options, steps)
        options.onStep(step, steps, loss)
        await breathe()
      }
    }
  } finally {
    for (const { loss, logits, neural } of pending) tf.dispose([loss, logits, ...(neural ? [neural] : [])])
  }
  totals.loss /= steps
  if (totals.neural !== null) totals.neural /= steps
  totals.accuracy /= totals.images
  return totals
}

/** How the recipe wants its images read, and what it does to them then. */
function trainingImages({ recipe: { augmentation }, data, seed, epoch }: EpochOptions): {
  data: DataSet
  augment: (images: Float32Array, indices: Int32Array) => Float32Array
} {
  if (augmentation === null) return { data, augment: (images) => images }
  const { crop } = augmentation
  if (crop?.kind !== 'resized') {
    const stream = generator(seed, 'augmentation', epoch)
    return { data, augment: (images) => augment(images, data, augmentation, stream) }
  }
  const { area, ratio } = crop
  const part = { seed, epoch, area, ratio }
  const { readParts } = data
  if (!readParts)
    throw new Error('The images of this data set are computed, so there is no whole picture of them.')
  return {
    data: { ...data, read: (indices) => readParts(indices, part), readBytes: undefined },
    augment: (images, indices) =>
      augmentParts(images, data, augmentation, {
        ...{ seed, epoch },
        // Of the whole data set, as where its part was drawn.
        images: data.indices ? indices.map((place) => data.indices![place]!) : indices,
      }),
  }
}

/** What the network's front end would add: other noise for every image in every epoch. */
function noisy(
  pixels: Float32Array,
  rows: Int32Array,
  { configuration: { noise }, seed, epoch }: EpochOptions,
): Float32Array {
  if (noise === undefined) return pixels
  const copy = pixels.slice()
  addImageNoise(copy, noise, { seed, purpose: 'training', pass: epoch, rows })
  return copy
}

function takeStep(
  { size, channels, classes }: NetworkConfiguration,
  optimiser: StochasticGradientDescent,
  pixels: Float32Array,
  labels: Int32Array,
  learningRate: number,
  beside: NeuralBatch | null,
): StepResult {
  const images = tf.tensor4d(pixels, [labels.length, size, size, channels])
  const targets = tf.tensor2d(oneHot(labels, classes), [labels.length, classes])
  try {
    return optimiser.step(images, targets, learningRate, beside)
  } finally {
    tf.dispose([images, targets, ...(beside ? [beside.images, beside.target] : [])])
  }
}

/** The step of a batch of which only so many images go through the network at once. */
function stepInPieces(
  { size, channels, classes }: NetworkConfiguration,
  optimiser: StochasticGradientDescent,
  pixels: Float32Array,
  labels: Int32Array,
  learningRate: number,
  pieceSize: number,
): StepResult {
  const image = size * size * channels
  const pieces: StepResult[] = []
  for (let start = 0; start < labels.length; start += pieceSize) {
    const own = labels.subarray(start, start + pieceSize)
    const values = pixels.subarray(start * image, (start + own.length) * image)
    const images = tf.tensor4d(values, [own.length, size, size, channels])
    const targets = tf.tensor2d(oneHot(own, classes), [own.length, classes])
    pieces.push(optimiser.addPiece(images, targets, own.length / labels.length))
    tf.dispose([images, targets])
  }
  // Before the step ends, so that its flush computes them. With the next step's first piece they would be one graph, another than
  // that of the other pieces: the whole training step would be compiled twice, with its working memory.
  const result = tf.tidy(() => {
    const losses = tf.stack(pieces.map(({ loss }) => loss))
    const logits = tf.concat(pieces.map((piece) => piece.logits))
    for (const piece of pieces) tf.dispose([piece.loss, piece.logits])
    // The pieces are of one size.
    return { loss: tf.mean<Scalar>(losses), logits }
  })
  optimiser.endPieces(learningRate)
  return result
}

/** Reads and disposes what waits, adds it to the totals, and returns the last loss. */
async function look(
  pending: Pending[],
  totals: EpochTotals,
  options: EpochOptions,
  steps: number,
): Promise<number> {
  const { classes } = options.configuration
  let last = NaN
  while (pending.length > 0) {
    const { loss, logits, neural, labels, step } = pending[0]!
    last = (await loss.data())[0]!
    if (!Number.isFinite(last)) throw diverged(options, step, steps)
    const values = (await logits.data()) as Float32Array
    for (const [row, label] of labels.entries()) {
      if (readLogits(values, classes, row, label).prediction === label) totals.accuracy += 1
    }
    totals.loss += last
    if (neural) {
      const term = (await neural.data())[0]!
      if (!Number.isFinite(term)) throw diverged(options, step, steps)
      totals.neural = (totals.neural ?? 0) + term
      neural.dispose()
    }
    tf.dispose([loss, logits])
    pending.shift()
  }
  return last
}

function diverged({ epoch, recipe }: EpochOptions, step: number, steps: number): UserError {
  return new UserError(
    'usage',
    `Training diverged: in epoch ${epoch + 1}, step ${step + 1} of ${steps}, the loss is no longer a finite number; ` +
      `start again with a learning rate below ${recipe.learningRate}.`,
  )
}
