/**
 * A recording as it is kept (methods N.1), from the trials and the images of a file: trials sorted by image, what is
 * missing left out, silent neurons set aside, images with their mean and SD. Two passes over the responses: one that
 * looks, one that writes. Everything that was found out is said.
 */
import { UserError } from '../../contract/errors'
import { formatNumber } from '../../contract/units'
import type { StreamedTensor } from '../../checkpoints/safetensors-stream'
import type { ImageSpace } from '../../contract/population'
import type { ImageSource, TrialSource } from './sources'

export interface RecordingParts {
  trials: TrialSource
  /** Which image each row shows, from 0, −1: none; null: row i shows image i. */
  imageOfRow: Int32Array | null
  pictures: ImageSource
  /** False where they stay in a data set. */
  storesPictures: boolean
  /** Rows with NaN are left out, instead of being refused. */
  dropNaN: boolean
  /** Mean and SD of the gray values that were said; null: those of these images. */
  standard: { mean: number; sd: number } | null
}

export interface AssembledRecording {
  neurons: number
  images: number
  trials: number
  repeats: { least: number; most: number }
  image: ImageSpace
  tensors: StreamedTensor[]
  remarks: string[]
}

/** How many numbers are read at once: 4 Mi, 16 MiB. */
const AT_ONCE = 4 * 1024 ** 2

export async function assembleRecording(parts: RecordingParts): Promise<AssembledRecording> {
  const { trials } = parts
  const found = await lookAt(trials, parts.imageOfRow)
  const order = orderTrials(parts, found)
  const kept = keptNeurons(found)
  const pictures = await lookAtPictures(parts.pictures, order.images, parts.standard)
  const counts = Array.from(order.images, (_, i) => order.firstTrial[i + 1]! - order.firstTrial[i]!)
  const silent = trials.neurons - kept.length
  return {
    neurons: kept.length,
    images: order.images.length,
    trials: order.rows.length,
    repeats: {
      least: counts.reduce((a, b) => Math.min(a, b)),
      most: counts.reduce((a, b) => Math.max(a, b)),
    },
    image: pictures.image,
    remarks: [
      ...order.remarks,
      ...(silent === 0
        ? []
        : [
            `${silent} of ${trials.neurons} neurons never respond (the same number in every trial) and are left out${silent <= 10 ? `: ${silentOnes(kept, trials.neurons).join(', ')}, counted from 0` : ''}.`,
          ]),
      ...pictures.remarks,
    ],
    tensors: [
      {
        name: 'responses',
        dtype: 'F32',
        shape: [order.rows.length, kept.length],
        pieces: () => rowsInOrder(trials, order.rows, kept),
      },
      once('first_trial', 'I32', [order.firstTrial.length], order.firstTrial),
      once('neurons.index', 'I32', [kept.length], kept),
      once('image_index', 'I32', [order.images.length], order.images),
      ...(parts.storesPictures ? [imageTensor(parts.pictures, order.images)] : []),
    ],
  }
}

interface Looked {
  /** NaN or infinite numbers of each trial, row by row. */
  wrong: Int32Array
  low: Float32Array
  high: Float32Array
}

async function lookAt(trials: TrialSource, imageOfRow: Int32Array | null): Promise<Looked> {
  const { rows, repeats, neurons } = trials
  if (rows === 0 || repeats === 0 || neurons === 0)
    throw new UserError(
      'input',
      `The responses have ${rows} rows of ${neurons} neurons: there is nothing in them.`,
    )
  const wrong = new Int32Array(rows * repeats)
  const low = new Float32Array(neurons).fill(Infinity)
  const high = new Float32Array(neurons).fill(-Infinity)
  const step = Math.max(1, Math.floor(AT_ONCE / (repeats * neurons)))
  for (let from = 0; from < rows; from += step) {
    const count = Math.min(step, rows - from)
    const values = await trials.read(from, count)
    for (let at = 0, trial = from * repeats; at < values.length; at += neurons, trial++) {
      if (imageOfRow?.[Math.floor(trial / repeats)] === -1) continue
      let bad = 0
      for (let neuron = 0; neuron < neurons; neuron++) if (!Number.isFinite(values[at + neuron]!)) bad++
      wrong[trial] = bad
      if (bad > 0) continue
      for (let neuron = 0; neuron < neurons; neuron++) {
        const value = values[at + neuron]!
        if (value < low[neuron]!) low[neuron] = value
        if (value > high[neuron]!) high[neuron] = value
      }
    }
  }
  return { wrong, low, high }
}

/** Trials that are whole, sorted by image. */
function orderTrials(
  { trials, imageOfRow, pictures: { images }, dropNaN }: RecordingParts,
  { wrong }: Looked,
): { rows: Int32Array; firstTrial: Int32Array; images: Int32Array; remarks: string[] } {
  const { repeats, neurons } = trials
  const remarks: string[] = []
  // With several repeats, a trial without any number is one that was never run.
  const missing = wrong.reduce((sum, bad) => sum + (bad === neurons && repeats > 1 ? 1 : 0), 0)
  if (missing > 0)
    remarks.push(
      `${missing} of ${wrong.length} trials have no number at all (NaN) and count as not recorded.`,
    )
  const broken = [...wrong.entries()].filter(([, bad]) => bad > 0 && !(bad === neurons && repeats > 1))
  if (broken.length > 0 && !dropNaN) {
    const [trial, bad] = broken[0]!
    const row = Math.floor(trial / repeats)
    throw new UserError(
      'input',
      `${broken.length} of ${wrong.length} rows of responses have numbers that are none (NaN or infinite); the first is row ${row}${repeats > 1 ? `, repeat ${trial % repeats}` : ''}, counted from 0, with ${bad} of ${neurons} neurons. Say --drop-nan to leave these rows out.`,
    )
  }
  if (broken.length > 0)
    remarks.push(
      `${broken.length} of ${wrong.length} rows have NaN or infinite numbers and are left out, as was said.`,
    )
  const ofImage: number[][] = Array.from({ length: images }, () => [])
  wrong.forEach((bad, trial) => {
    if (bad > 0) return
    const row = Math.floor(trial / repeats)
    const image = imageOfRow?.[row] ?? row
    if (image >= 0) ofImage[image]!.push(trial)
  })
  const shown = Int32Array.from([...ofImage.keys()].filter((image) => ofImage[image]!.length > 0))
  if (shown.length < 2)
    throw new UserError(
      'input',
      `${shown.length === 0 ? 'No image has' : 'Only one image has'} responses that are numbers: nothing can be compared.`,
    )
  if (shown.length < images)
    remarks.push(`${images - shown.length} of ${images} images have no responses and are left out.`)
  const firstTrial = new Int32Array(shown.length + 1)
  shown.forEach((image, i) => (firstTrial[i + 1] = firstTrial[i]! + ofImage[image]!.length))
  return { rows: Int32Array.from(ofImage.flat()), firstTrial, images: shown, remarks }
}

function keptNeurons({ low, high }: Looked): Int32Array {
  const kept = Int32Array.from([...low.keys()].filter((neuron) => high[neuron]! > low[neuron]!))
  if (kept.length === 0)
    throw new UserError(
      'input',
      'None of the neurons ever changes its response: this is another array than the responses, or an empty one.',
    )
  return kept
}

function silentOnes(kept: Int32Array, neurons: number): number[] {
  const there = new Set(kept)
  return Array.from({ length: neurons }, (_, neuron) => neuron).filter((neuron) => !there.has(neuron))
}

/** @param order trials as `row × repeats + repeat` */
async function* rowsInOrder(
  trials: TrialSource,
  order: Int32Array,
  kept: Int32Array,
): AsyncGenerator<Float32Array> {
  const { repeats, neurons } = trials
  const most = Math.max(1, Math.floor(AT_ONCE / (repeats * neurons)))
  for (let at = 0; at < order.length;) {
    // Rows that follow each other are read together.
    const from = Math.floor(order[at]! / repeats)
    let end = at
    let last = from
    while (end < order.length) {
      const row = Math.floor(order[end]! / repeats)
      if (row < last || row > last + 1 || row - from >= most) break
      last = row
      end++
    }
    const values = await trials.read(from, last - from + 1)
    const piece = new Float32Array((end - at) * kept.length)
    for (let i = at; i < end; i++) {
      const start = (order[i]! - from * repeats) * neurons
      for (let k = 0; k < kept.length; k++) piece[(i - at) * kept.length + k] = values[start + kept[k]!]!
    }
    yield piece
    at = end
  }
}

/** Runs of images that follow each other, as they are read. */
async function* picturesInOrder(source: ImageSource, order: Int32Array): AsyncGenerator<Float32Array> {
  const most = Math.max(1, Math.floor(AT_ONCE / (source.height * source.width)))
  for (let at = 0; at < order.length;) {
    let end = at + 1
    while (end < order.length && end - at < most && order[end] === order[end - 1]! + 1) end++
    yield await source.read(order[at]!, end - at)
    at = end
  }
}

async function lookAtPictures(
  source: ImageSource,
  order: Int32Array,
  standard: { mean: number; sd: number } | null,
): Promise<{ image: ImageSpace; remarks: string[] }> {
  let [sum, squares, count, low, high] = [0, 0, 0, Infinity, -Infinity]
  for await (const values of picturesInOrder(source, order))
    for (const value of values) {
      if (!Number.isFinite(value))
        throw new UserError(
          'input',
          'An image of the recording has a pixel that is no number (NaN or infinite): take its images from elsewhere.',
        )
      sum += value
      squares += value * value
      count++
      if (value < low) low = value
      if (value > high) high = value
    }
  const mean = sum / count
  const sd = Math.sqrt(Math.max(0, squares / count - mean * mean))
  if (!(sd > 0))
    throw new UserError(
      'input',
      `All pixels of all images are ${formatNumber(low)}: this is another array than the images.`,
    )
  const used = standard ?? { mean, sd }
  const range = `pixels lie between ${formatNumber(low)} and ${formatNumber(high)}`
  const remarks = [
    low >= 0 && high <= 255 && high > 1
      ? `The images' ${range}; they are standardised by ${standard ? 'what was said' : 'their own mean and SD'}: ${formatNumber(used.mean, 4)} and ${formatNumber(used.sd, 4)}.`
      : `The images' ${range}, which is not 0 … 255: mean and SD (${formatNumber(used.mean, 4)}, ${formatNumber(used.sd, 4)}) are on their own scale, and images of data sets must not be standardised with them.`,
  ]
  return { image: { height: source.height, width: source.width, mean: used.mean, sd: used.sd }, remarks }
}

function imageTensor(source: ImageSource, order: Int32Array): StreamedTensor {
  return {
    name: 'images',
    dtype: source.isUint8 ? 'U8' : 'F32',
    shape: [order.length, source.height, source.width],
    async *pieces() {
      for await (const values of picturesInOrder(source, order))
        yield source.isUint8 ? Uint8Array.from(values) : values
    },
  }
}

function once(name: string, dtype: 'I32', shape: number[], values: Int32Array): StreamedTensor {
  return {
    name,
    dtype,
    shape,
    pieces: () => [values],
  }
}
