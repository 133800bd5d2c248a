/**
 * Finds the similarities that a network is drawn to (neural N.6): of a population's responses to images that the network
 * learns from, or of a recording's to its own; or of a control. For the images of a recording their pixels, too.
 */
import { UserError } from '../../contract/errors'
import { subset } from '../../datasets/subset'
import { blurKernel, circulant } from '../../networks/front-end/blur-kernel'
import { Gram } from '../../neural/gram'
import { noiseCeiling } from '../../neural/noise-ceiling'
import { centreResponses } from '../../neural/response-axes'
import { similaritiesOf } from '../../neural/similarity'
import { generator } from '../../random/generator'
import { splitForTraining } from '../../training/train'
import { chosenImages } from '../context'
import { answersTo, chosenOf } from '../neural/answers'
import { networkImages } from '../neural/pixels'
import { rowsOf } from './known-images'
import { encodeSimilarities } from './similarities-file'
import type { SimilaritiesTask } from '../../contract/kinds/sweep/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'
import type { Entries } from './similarities-file'

const BATCH = 64

export async function runSimilarities(task: SimilaritiesTask, context: UnitContext): Promise<UnitOutcome> {
  const entries: Entries = {}
  const found =
    task.source.from === 'training'
      ? await ofTraining(task, task.source, context, entries)
      : await ofRecording(task, task.source, context, entries)
  const { images } = found
  if ('responses' in found) {
    const { responses, neurons } = found
    const order = task.control === 'shuffled' ? standIns(images, task.seed) : null
    entries.responses = {
      shape: [images, neurons],
      data: order ? rowsOf(responses, images, order) : responses,
    }
    const arrays = await context.writeArrays(encodeSimilarities(entries))
    return { data: { images, neurons }, arrays }
  }
  const similarities =
    task.control === 'shuffled' ? shuffled(found.similarities, images, task.seed) : found.similarities
  entries.similarities = { shape: [images, images], data: Float32Array.from(similarities) }
  const arrays = await context.writeArrays(encodeSimilarities(entries))
  return { data: { images, mean: meanOf(similarities, images) }, arrays }
}

type Found = { images: number; similarities: Float64Array } | Answered

interface Answered {
  images: number
  neurons: number
  /** [images, neurons], each neuron divided by its standard deviation over the images where that is asked for. */
  responses: Float32Array
}

type TrainingSource = Extract<SimilaritiesTask['source'], { from: 'training' }>
type RecordedSource = Extract<SimilaritiesTask['source'], { from: 'recorded' }>

/** Of images that the network learns from; which ones does not hang on the population or the control. */
async function ofTraining(
  task: SimilaritiesTask,
  source: TrainingSource,
  context: UnitContext,
  entries: Entries,
): Promise<Found> {
  const all = await chosenImages(context, source.images)
  const { train } = splitForTraining(all.count, source, source.splitSeed)
  if (task.count > train.length)
    throw new UserError(
      'usage',
      `${task.count} images are more than the ${train.length} that the network learns from.`,
    )
  const drawn = generator(task.seed, 'images of a neural term').permutation(train.length).slice(0, task.count)
  const indices = drawn.map((place) => train[place]!).sort()
  entries.indices = { shape: [indices.length], data: indices }
  const data = subset(all, indices)
  if (task.population === null) return await ofPixels(task, await readAll(data), data)
  const population = await context.population(task.population)
  try {
    const { responses, neurons } = await answersTo(population, data, null, BATCH, (work) =>
      context.progress({ work, imagesPerSecond: null, label: null }),
    )
    return await ofResponses(task, responses, indices.length, neurons, undefined)
  } finally {
    await population.close()
  }
}

async function ofRecording(
  task: SimilaritiesTask,
  { shown, size, channels, population: choice }: RecordedSource,
  context: UnitContext,
  entries: Entries,
): Promise<Found> {
  const population = await context.population(choice)
  try {
    const recording = population.recording!
    const data = shown === null ? null : await chosenImages(context, shown)
    const indices = chosenOf(recording, task.count)
    const pixels = data
      ? await shownPixels(data, indices, size, channels)
      : await networkImages(recording, indices, size, channels)
    entries.pixels = { shape: [indices.length, size, size, channels], data: pixels }
    const shape = { height: size, width: size, channels }
    if (task.population === null) return await ofPixels(task, pixels, shape)
    const { responses, neurons } = await answersTo(population, data, task.count, BATCH, (work) =>
      context.progress({ work, imagesPerSecond: null, label: null }),
    )
    const weights = (await noiseCeiling(recording, task.seed))?.reliability
    return await ofResponses(task, responses, indices.length, neurons, weights)
  } finally {
    await population.close()
  }
}

/** @throws UserError('input') where the shown images are not of the network's size */
async function shownPixels(
  data: DataSet,
  indices: Int32Array,
  size: number,
  channels: number,
): Promise<Float32Array> {
  if (data.height !== size || data.width !== size || data.channels !== channels)
    throw new UserError(
      'input',
      `The images of the recording ("${data.specification.path}") are ${data.width}×${data.height} with ${data.channels} channel(s), but the network takes ${size}×${size} with ${channels}: add that data set again with --size and --gray accordingly.`,
    )
  return await data.read(indices)
}

async function readAll(data: DataSet): Promise<Float32Array> {
  return await data.read(Int32Array.from({ length: data.count }, (_, i) => i))
}

async function ofResponses(
  { what, scaling, population }: SimilaritiesTask,
  responses: Float32Array,
  images: number,
  neurons: number,
  weights: Float64Array | undefined,
): Promise<Found> {
  if (what === 'responses') return { images, neurons, responses: scaled(responses, images, neurons, scaling) }
  const centred = centreResponses(responses, images, neurons, scaling)
  const gram = new Gram(images)
  await gram.add(centred.values, neurons, weights)
  return { images, similarities: similaritiesOf(gram, `The population "${population!.file.id}"`) }
}

/** Not centred: what is learned is never below 0 (ELU + 1). A neuron that does not vary stays as it is. */
function scaled(
  responses: Float32Array,
  images: number,
  neurons: number,
  scaling: SimilaritiesTask['scaling'],
): Float32Array {
  if (scaling === 'none') return responses
  const { scale } = centreResponses(responses.slice(), images, neurons, 'sd')
  return responses.map((value, at) => {
    const factor = scale[at % neurons]!
    return factor === 0 ? value : value * factor
  })
}

/** The controls without neurons: similarities of the pixels as they are, or low-passed. */
async function ofPixels(
  { control, blur }: SimilaritiesTask,
  pixels: Float32Array,
  shape: { height: number; width: number; channels: number },
): Promise<Found> {
  const length = shape.height * shape.width * shape.channels
  const images = pixels.length / length
  const gram = new Gram(images)
  await gram.add(control === 'blurred' ? blurred(pixels, shape, blur) : pixels, length)
  return { images, similarities: similaritiesOf(gram, 'The pixels') }
}

/** The blur of the front end (methods A.3), of every channel by itself. */
function blurred(
  pixels: Float32Array,
  { height, width, channels }: { height: number; width: number; channels: number },
  sigma: number,
): Float32Array {
  const [down, across] = [circulant(blurKernel(sigma), height), circulant(blurKernel(sigma), width)]
  const result = new Float32Array(pixels.length)
  const row = new Float64Array(height * width)
  const plane = height * width
  for (let image = 0; image < pixels.length / (plane * channels); image++) {
    for (let channel = 0; channel < channels; channel++) {
      const at = (y: number, x: number): number => ((image * height + y) * width + x) * channels + channel
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          let sum = 0
          for (let k = 0; k < width; k++) sum += across[x * width + k]! * pixels[at(y, k)]!
          row[y * width + x] = sum
        }
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          let sum = 0
          for (let k = 0; k < height; k++) sum += down[y * height + k]! * row[k * width + x]!
          result[at(y, x)] = sum
        }
    }
  }
  return result
}

/** Which image stands for each. */
function standIns(images: number, seed: number): Int32Array {
  return generator(seed, 'shuffled similarities').permutation(images)
}

/** S of other images of the same set: each image stands for another one, so that nothing about it is left. */
function shuffled(similarities: Float64Array, images: number, seed: number): Float64Array {
  const order = standIns(images, seed)
  return similarities.map((_, place) => {
    const [i, j] = [Math.floor(place / images), place % images]
    return similarities[order[i]! * images + order[j]!]!
  })
}

/** Over the pairs. */
function meanOf(similarities: Float64Array, images: number): number {
  return (similarities.reduce((sum, value) => sum + value, 0) - images) / (images * (images - 1))
}
