/**
 * A foreign graph, or a network that departs from the usual, is run once, forwards and backwards, before it is stored: what cannot be computed is refused now
 * and not at the first study.
 */
import { UserError } from '../../contract/errors'
import { flush } from '../../devices/step'
import * as tf from '../../devices/tf'
import { measuredDraws } from '../../networks/front-end/noise'
import type { Tensor, Tensor4D } from '../../devices/tf'
import type { FrozenNetwork, NetworkConfiguration } from '../../networks/network'
import type { LoadedModel } from './loaded-model'

const IMAGES = 2
/** Of a stochastic graph one pass is enough to see whether it runs. */
const DRAWS = measuredDraws([0, 1], 0)

/**
 * @param file how sentences call the model
 * @returns what a user should know although it runs, one sentence each
 * @throws UserError('input') when it cannot be run, or answers with NaN or infinite values
 */
export async function checkRuns(model: LoadedModel, file: string): Promise<string[]> {
  const network = model.network()
  const { size } = network.configuration
  const images = testImages(network.configuration)
  try {
    const logits = await valuesOf(() => network.logits(images, DRAWS)).catch((error: unknown) => {
      if (error instanceof UserError || network.configuration.architecture === 'onnx') throw error
      throw new UserError(
        'input',
        `"${file}" cannot be computed so on images of ${size} pixels (${error instanceof Error ? error.message : String(error)}): choose another size, or say otherwise what its weights do not say.`,
      )
    })
    const wrong = logits.find((value) => !Number.isFinite(value))
    if (wrong !== undefined)
      throw new UserError(
        'input',
        `"${file}" answers a test image with ${wrong}: its weights or its normaliser are damaged; export it again.`,
      )
    return await gradientRemarks(network, images)
  } finally {
    images.dispose()
    network.dispose()
  }
}

async function gradientRemarks(network: FrozenNetwork, images: Tensor4D): Promise<string[]> {
  const advice = 'attacks that follow it will not work; hybrid images and corruptions need none'
  let gradient: Float32Array
  try {
    // The first of two logits is the constant 0 where one number stands for two classes.
    const last = network.configuration.classes - 1
    const ofLast = tf.grad((x: Tensor) =>
      tf.sum(tf.slice(network.logits(x as Tensor4D, DRAWS), [0, last], [-1, 1])),
    )
    gradient = await valuesOf(() => ofLast(images))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [`Its gradient cannot be computed (${why.replace(/\.$/, '')}): ${advice}.`]
  }
  if (gradient.some((value) => !Number.isFinite(value)))
    return [`Its gradient on a test image is not finite: ${advice}.`]
  if (gradient.every((value) => value === 0))
    return [`Its gradient on a test image is 0 everywhere, as behind a rounding or a threshold: ${advice}.`]
  return []
}

async function valuesOf(compute: () => Tensor): Promise<Float32Array> {
  const result = tf.tidy(compute)
  try {
    flush()
    return Float32Array.from(await result.data())
  } finally {
    result.dispose()
  }
}

/** Two images in [0,1] whose values differ from pixel to pixel. */
export function testImages({ size, channels }: Pick<NetworkConfiguration, 'size' | 'channels'>): Tensor4D {
  const values = Float32Array.from(
    { length: IMAGES * size * size * channels },
    (_, i) => ((i * 37) % 256) / 255,
  )
  return tf.tensor4d(values, [IMAGES, size, size, channels])
}
