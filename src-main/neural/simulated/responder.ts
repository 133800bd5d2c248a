/**
 * What simulated units answer (methods N.8): Gabor filters, dense over the image. A simple cell's drive is its filter's
 * product with the image; an energy cell's the root of two squared in quadrature. A full-field grating of contrast 1 at a
 * unit's preferred frequency and orientation gives a drive of GAIN. Noiseless.
 */
import { UserError } from '../../contract/errors'
import * as tf from '../../devices/tf'
import { freeze } from '../../devices/step'
import { UNIT_COLUMNS } from './units'
import type { FieldOfView, ImageSpace, ResponseSourceOf } from '../../contract/population'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { Tensor2D } from '../../devices/tf'
import type { Responder } from '../population'

const GAIN = 2
/** Keeps the root's gradient finite where nothing is seen. */
const TINY = 1e-6

export function simulatedResponder(
  state: StateDictionary,
  source: ResponseSourceOf<'simulated'>,
  image: ImageSpace,
  fieldOfView: FieldOfView,
): Responder {
  const units = state.get('units')
  const columns = UNIT_COLUMNS.length
  if (!(units?.data instanceof Float32Array) || units.shape.length !== 2 || units.shape[1] !== columns)
    throw new UserError(
      'input',
      'The content of the simulated population is damaged, or was not written by Halfpower.',
    )
  const neurons = units.shape[0]!
  const pixels = image.height * image.width
  const even = new Float32Array(pixels * neurons)
  const odd = new Float32Array(pixels * neurons)
  const isEnergy = new Float32Array(neurons)
  const perDegree = image[fieldOfView.along] / fieldOfView.degrees
  for (let unit = 0; unit < neurons; unit++) {
    const row = units.data.subarray(unit * columns, (unit + 1) * columns)
    isEnergy[unit] = row[5]!
    const filters = gabor(row, image, perDegree)
    for (let pixel = 0; pixel < pixels; pixel++) {
      even[pixel * neurons + unit] = filters.even[pixel]!
      odd[pixel * neurons + unit] = filters.odd[pixel]!
    }
  }
  const weights = { even: tf.tensor2d(even, [pixels, neurons]), odd: tf.tensor2d(odd, [pixels, neurons]) }
  const energy = tf.tensor1d(isEnergy)
  const simple = tf.tensor1d(isEnergy.map((value) => 1 - value))
  const tensors = [weights.even, weights.odd, energy, simple]
  freeze(tensors)
  return {
    neurons,
    image,
    responses: (images) =>
      tf.tidy(() => {
        const flat = tf.reshape(images, [images.shape[0], pixels])
        const a = tf.matMul(flat, weights.even)
        const b = tf.matMul(flat, weights.odd)
        const root = tf.sqrt(tf.add(tf.add(tf.square(a), tf.square(b)), TINY))
        const drive = tf.add(tf.mul(a, simple), tf.mul(root, energy))
        const answer = source.output === 'elu' ? tf.add(tf.elu(drive), 1) : tf.square(tf.relu(drive))
        return answer as Tensor2D
      }),
    dispose: () => tf.dispose(tensors),
  }
}

/**
 * A unit's two filters in quadrature, without a mean, over all pixels.
 * σ of the envelope follows from the bandwidth b in octaves: σ f = √(ln 2 / 2) / π · (2^b + 1) / (2^b − 1).
 */
function gabor(
  row: Float32Array,
  { height, width }: ImageSpace,
  perDegree: number,
): { even: Float64Array; odd: Float64Array } {
  const [frequency, orientation, phase, x, y, , bandwidth] = row as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const cycles = frequency / perDegree
  const ratio = 2 ** bandwidth
  const sigma = (Math.sqrt(Math.LN2 / 2) / Math.PI / cycles) * ((ratio + 1) / (ratio - 1))
  const envelope = new Float64Array(height * width)
  const even = new Float64Array(height * width)
  const odd = new Float64Array(height * width)
  const place = { x: x * width - 0.5, y: y * height - 0.5 }
  let [mass, evenSum, oddSum] = [0, 0, 0]
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      const at = i * width + j
      const [u, v] = [j - place.x, i - place.y]
      const weight = Math.exp(-(u * u + v * v) / (2 * sigma * sigma))
      const angle = 2 * Math.PI * cycles * (u * Math.cos(orientation) + v * Math.sin(orientation)) + phase
      envelope[at] = weight
      even[at] = weight * Math.cos(angle)
      odd[at] = weight * Math.sin(angle)
      mass += weight
      evenSum += even[at]
      oddSum += odd[at]
    }
  // Neither filter sees the mean gray. What each gives to its best grating is 1 before the gain.
  let [evenGain, oddGain] = [0, 0]
  for (let at = 0; at < envelope.length; at++) {
    const weight = envelope[at]!
    const [evenCarrier, oddCarrier] = [even[at]! / weight, odd[at]! / weight]
    even[at]! -= (evenSum / mass) * weight
    odd[at]! -= (oddSum / mass) * weight
    if (weight > 0) {
      evenGain += even[at]! * evenCarrier
      oddGain += odd[at]! * oddCarrier
    }
  }
  return {
    even: even.map((value) => (GAIN * value) / evenGain),
    odd: odd.map((value) => (GAIN * value) / oddGain),
  }
}
