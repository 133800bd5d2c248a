/**
 * What a population answers to the images of a study: a responder to those of a data set, a recording to its own. Batch by
 * batch; only the responses of the chosen images are held.
 */
import * as tf from '../../devices/tf'
import { UserError } from '../../contract/errors'
import { flush } from '../../devices/step'
import { imageBatches } from '../../datasets/batches'
import { shownImages } from '../../neural/shown-images'
import type { DataSet } from '../../datasets/data-set'
import type { OpenedPopulation, Recording, Responder } from '../../neural/population'

export interface Answers {
  /** Of the shown images, ascending: indices into the data set's choice, or into the recording. */
  images: Int32Array
  neurons: number
  /** [images, neurons], in the population's units. */
  responses: Float32Array
}

/**
 * @param data the images; null for a recording that has its own
 * @param most of a recording's images so many, those with most repeats first; null: all
 * @throws UserError('input') when the responses do not fit the images, or are no numbers
 */
export async function answersTo(
  { file, responder, recording }: OpenedPopulation,
  data: DataSet | null,
  most: number | null,
  batchSize: number,
  onImages: (done: number) => void,
): Promise<Answers> {
  if (recording) {
    if (data && data.count !== recording.images)
      throw new UserError(
        'input',
        `The recording "${file.id}" has responses to ${recording.images} images, but "${data.specification.path}" has ${data.count}: they must be the same images in the same order.`,
      )
    return await recordedAnswers(recording, chosenOf(recording, most), batchSize, onImages)
  }
  if (!responder || !data) throw new Error('A responder is shown the images of a data set.')
  const answers = await shownAnswers(responder, data, batchSize, onImages)
  const wrong = answers.responses.findIndex((response) => !Number.isFinite(response))
  if (wrong >= 0)
    throw new UserError(
      'input',
      `Neuron ${wrong % answers.neurons} of "${file.id}" answers image ${Math.floor(wrong / answers.neurons)} with no finite number: the population does not suit these images.`,
    )
  return answers
}

async function shownAnswers(
  responder: Responder,
  data: DataSet,
  batchSize: number,
  onImages: (done: number) => void,
): Promise<Answers> {
  const { neurons } = responder
  const { count, height, width, channels } = data
  const responses = new Float32Array(count * neurons)
  const order = Int32Array.from({ length: count }, (_, i) => i)
  const size = Math.min(batchSize, count)
  for await (const batch of imageBatches(data, order, size)) {
    const answered = tf.tidy(() =>
      responder.responses(
        shownImages(tf.tensor4d(batch.images, [size, height, width, channels]), responder.image),
      ),
    )
    flush()
    const values = await answered.data<'float32'>()
    answered.dispose()
    responses.set(values.subarray(0, batch.count * neurons), batch.start * neurons)
    onImages(batch.start + batch.count)
  }
  return { images: order, neurons, responses }
}

/** Those with most repeats first, so that reliabilities can be had of as many as possible; ascending. */
export function chosenOf(
  { images, firstTrial }: Pick<Recording, 'images' | 'firstTrial'>,
  most: number | null,
): Int32Array {
  const all = Int32Array.from({ length: images }, (_, i) => i)
  if (most === null || most >= images) return all
  const repeats = (image: number): number => firstTrial[image + 1]! - firstTrial[image]!
  return all
    .sort((a, b) => repeats(b) - repeats(a) || a - b)
    .slice(0, most)
    .sort()
}

async function recordedAnswers(
  recording: Recording,
  images: Int32Array,
  batchSize: number,
  onImages: (done: number) => void,
): Promise<Answers> {
  const { neurons } = recording
  const responses = new Float32Array(images.length * neurons)
  for (let start = 0; start < images.length; start += batchSize) {
    const chosen = images.subarray(start, start + batchSize)
    await eachRun(chosen, async (from, count, offset) => {
      responses.set(await recording.readMeans(from, count), (start + offset) * neurons)
    })
    onImages(Math.min(images.length, start + batchSize))
  }
  return { images, neurons, responses }
}

/** Ascending indices as runs of neighbours, which can be read at once. */
export async function eachRun(
  indices: Int32Array,
  read: (from: number, count: number, offset: number) => Promise<void>,
): Promise<void> {
  let start = 0
  for (let i = 1; i <= indices.length; i++) {
    if (i < indices.length && indices[i] === indices[i - 1]! + 1) continue
    await read(indices[start]!, i - start, start)
    start = i
  }
}
