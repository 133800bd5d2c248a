/**
 * The image that drives a neuron most (neural N.3): gradient ascent on its response over images of at most a given norm in
 * the standardised space, after Walker et al. (2019). A local maximum; where a unit is linear before its output it is the
 * unit's filter. Starts, steps and order are fixed, so that the same seed gives the same image.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import { generator } from '../random/generator'
import type { Tensor2D, Tensor4D } from '../devices/tf'
import type { Responder } from './population'

/** White-noise images of which each neuron begins with the one that it answers most. */
const STARTS = 16
/** Norm of a start, and length of the first step, as shares of the bound. */
const START_NORM = 0.1
const FIRST_STEP = 0.1

export interface MaximalSettings {
  /** Largest L2 norm of the image in standardised units. */
  norm: number
  steps: number
  seed: number
}

export interface MaximalImages {
  /** [neurons, height, width], standardised: 0 is the mean gray. */
  images: Float32Array
  /** Responses to these images, and to the mean gray. */
  responses: Float32Array
  gray: Float32Array
  /** Share of the rise that the last tenth of the steps gave: near 0 where the ascent has settled. */
  late: number[]
}

/** Each response's gradient with respect to its own image. @param images [neurons, height, width, 1], one for each */
export function responseGradients(responder: Responder, images: Tensor4D): Tensor4D {
  const own = tf.eye(responder.neurons)
  return tf.grad((x) => tf.sum(tf.mul(responder.responses(x as Tensor4D), own)))(images) as Tensor4D
}

/**
 * For every neuron of a responder (some few: `openPopulation` can open these alone). One step is one pass of as many images
 * as neurons; its length, a share of the bound, falls linearly to 0.
 */
export async function maximalImages(
  responder: Responder,
  { norm, steps, seed }: MaximalSettings,
  onStep: (done: number) => void = () => undefined,
): Promise<MaximalImages> {
  const { neurons, image } = responder
  const shape: [number, number, number, number] = [neurons, image.height, image.width, 1]
  let images = tf.tensor4d(await startsOf(responder, norm, seed), shape)
  const before = Math.floor(0.9 * steps)
  let early = new Float32Array(neurons)
  const first = await ownResponses(responder, images)
  for (let step = 0; step < steps; step++) {
    if (step === before) early = await ownResponses(responder, images)
    const length = FIRST_STEP * norm * (1 - step / steps)
    const next = tf.tidy(() => {
      const gradient = responseGradients(responder, images)
      const size = lengths(gradient)
      // Where nothing changes the response there is no direction, and the image stays.
      const moved = tf.add(images, tf.mul(gradient, tf.div(length, tf.maximum(size, 1e-12))))
      return tf.mul(moved, tf.minimum(1, tf.div(norm, tf.maximum(lengths(moved), 1e-12))))
    })
    flush()
    images.dispose()
    images = next as Tensor4D
    onStep(step + 1)
  }
  const responses = await ownResponses(responder, images)
  const gray = await read(tf.tidy(() => responder.responses(tf.zeros([1, image.height, image.width, 1]))))
  const values = await read(images)
  return {
    images: values,
    responses,
    gray,
    late: Array.from(responses, (last, n) => {
      const rise = last - first[n]!
      return rise > 0 ? (last - early[n]!) / rise : 0
    }),
  }
}

const lengths = (images: tf.Tensor): tf.Tensor => tf.sqrt(tf.sum(tf.square(images), [1, 2, 3], true))

async function ownResponses(responder: Responder, images: Tensor4D): Promise<Float32Array<ArrayBuffer>> {
  return await read(tf.tidy(() => tf.sum(tf.mul(responder.responses(images), tf.eye(responder.neurons)), 1)))
}

/** Reads and frees. */
async function read(tensor: tf.Tensor): Promise<Float32Array<ArrayBuffer>> {
  flush()
  try {
    return Float32Array.from(await tensor.data<'float32'>())
  } finally {
    tensor.dispose()
  }
}

/** The same noise for every neuron, whichever others are computed with it. @returns [neurons, height, width] */
async function startsOf(responder: Responder, norm: number, seed: number): Promise<Float32Array> {
  const { neurons, image } = responder
  const pixels = image.height * image.width
  const noise = new Float32Array(STARTS * pixels)
  for (let start = 0; start < STARTS; start++) {
    const stream = generator(seed, 'maximal images', 'start', start)
    const values = Float64Array.from({ length: pixels }, () => stream.normal())
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
    for (let at = 0; at < pixels; at++)
      noise[start * pixels + at] = (START_NORM * norm * values[at]!) / length
  }
  const answers = await read(
    tf.tidy((): Tensor2D => responder.responses(tf.tensor4d(noise, [STARTS, image.height, image.width, 1]))),
  )
  const chosen = new Float32Array(neurons * pixels)
  for (let n = 0; n < neurons; n++) {
    let best = 0
    for (let start = 1; start < STARTS; start++)
      if (answers[start * neurons + n]! > answers[best * neurons + n]!) best = start
    chosen.set(noise.subarray(best * pixels, (best + 1) * pixels), n * pixels)
  }
  return chosen
}
