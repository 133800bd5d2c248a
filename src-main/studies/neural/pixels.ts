/**
 * The pixels of the images that a population was shown, gray and no finer than it saw them: what its scores are regressed
 * on (neural N.4); and of a recording's own images as a network takes them.
 */
import * as tf from '../../devices/tf'
import { flush } from '../../devices/step'
import { UserError } from '../../contract/errors'
import { squareSide } from '../../contract/population'
import { imageBatches } from '../../datasets/batches'
import { shownImages } from '../../neural/shown-images'
import { eachRun } from './answers'
import type { ImageSpace, PopulationFile } from '../../contract/population'
import type { DataSet } from '../../datasets/data-set'
import type { Recording } from '../../neural/population'

/** More pixels are not taken apart in a reasonable time: 36 × 36. */
const MOST_PIXELS = 1296
const BATCH = 64

export interface GrayImages {
  height: number
  width: number
  /** [images, height, width], standardised as the population's. */
  values: Float32Array
  /** Pixels of the shown image in one of these. */
  shownPerPixel: number
}

/** Square images of a data set: their own pixels, or those of the population where these are fewer. */
export async function grayImages(data: DataSet, population: PopulationFile): Promise<GrayImages> {
  const shown = squareSide(population)
  const side = Math.min(data.height, shown, Math.floor(Math.sqrt(MOST_PIXELS)))
  const values = new Float32Array(data.count * side * side)
  const order = Int32Array.from({ length: data.count }, (_, i) => i)
  const size = Math.min(BATCH, data.count)
  const space: ImageSpace = { ...population.image, height: side, width: side }
  for await (const batch of imageBatches(data, order, size)) {
    const gray = tf.tidy(() =>
      tf.clone(shownImages(tf.tensor4d(batch.images, [size, data.height, data.width, data.channels]), space)),
    )
    flush()
    const pixels = await gray.data<'float32'>()
    gray.dispose()
    values.set(pixels.subarray(0, batch.count * side * side), batch.start * side * side)
  }
  return { height: side, width: side, values, shownPerPixel: shown / side }
}

/** A recording's own images, which need not be square. */
export async function recordedPixels(recording: Recording, images: Int32Array): Promise<GrayImages> {
  const { height: tall, width: wide } = recording.image
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (tall * wide)))
  const [height, width] = [Math.max(1, Math.floor(tall * scale)), Math.max(1, Math.floor(wide * scale))]
  const values = new Float32Array(images.length * height * width)
  await eachRun(images, async (from, count, offset) => {
    for (let first = 0; first < count; first += BATCH) {
      const some = Math.min(BATCH, count - first)
      const read = await recording.readImages(from + first, some)
      values.set(
        scale === 1 ? read : await resized(read, [some, tall, wide, 1], [height, width]),
        (offset + first) * height * width,
      )
    }
  })
  return { height, width, values, shownPerPixel: tall / height }
}

/**
 * A recording's own images as a network takes them: the middle square, resized, in [0,1], gray repeated over the channels.
 * @returns [images, size, size, channels]
 * @throws UserError('input') where their values are not gray values from 0 to 255: a network would see something else
 */
export async function networkImages(
  recording: Recording,
  images: Int32Array,
  size: number,
  channels: number,
): Promise<Float32Array> {
  const { height, width, mean, sd } = recording.image
  const side = Math.min(height, width)
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)]
  const result = new Float32Array(images.length * size * size * channels)
  let [lowest, highest] = [Infinity, -Infinity]
  await eachRun(images, async (from, count, offset) => {
    for (let first = 0; first < count; first += BATCH) {
      const some = Math.min(BATCH, count - first)
      const read = await recording.readImages(from + first, some)
      const square = new Float32Array(some * side * side)
      for (let i = 0; i < some; i++)
        for (let y = 0; y < side; y++)
          for (let x = 0; x < side; x++)
            square[(i * side + y) * side + x] = read[(i * height + top + y) * width + left + x]!
      for (const value of read) {
        lowest = Math.min(lowest, value * sd + mean)
        highest = Math.max(highest, value * sd + mean)
      }
      const small = side === size ? square : await resized(square, [some, side, side, 1], [size, size])
      const start = (offset + first) * size * size * channels
      for (let p = 0; p < some * size * size; p++) {
        const intensity = Math.min(1, Math.max(0, (small[p]! * sd + mean) / 255))
        result.fill(intensity, start + p * channels, start + (p + 1) * channels)
      }
    }
  })
  assertGray(lowest, highest)
  return result
}

/** Standardised and back, a value is off by a rounding; no picture of 0 … 255 is darker than 2 all over. */
function assertGray(lowest: number, highest: number): void {
  if (lowest > -0.5 && highest < 255.5 && highest > 2) return
  const range = `${Number(lowest.toFixed(2))} to ${Number(highest.toFixed(2))}`
  throw new UserError(
    'input',
    `The recording's own images have values from ${range}, and a network can be shown gray values from 0 to 255 only: store the images so (values from 0 to 1 times 255; standardised ones times their standard deviation plus their mean), and add the recording again.`,
  )
}

async function resized(
  values: Float32Array,
  shape: [number, number, number, number],
  size: [number, number],
): Promise<Float32Array> {
  const images = tf.tidy(() => tf.image.resizeBilinear(tf.tensor4d(values, shape), size, false, true))
  flush()
  try {
    return await images.data<'float32'>()
  } finally {
    images.dispose()
  }
}
