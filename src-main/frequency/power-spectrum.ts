/**
 * The mean radial power spectrum of images, with the conventions of methods E: the mean of each image and
 * channel removed, unnormalised transform, power averaged over images and channels. Averaged over rings:
 * ring k holds the coefficients whose radius is nearest to k cycles per image (over the longer side).
 */
import * as tf from '../devices/tf'
import type { Tensor3D, Tensor4D } from '../devices/tf'
import { flush } from '../devices/step'
import { cyclesPerPixel } from '../contract/units'
import { indexBatches } from '../datasets/batches'
import { FourierTransform, imagesToPlanes, radiusGrid } from './discrete-fourier-transform'
import type { CyclesPerPixel } from '../contract/units'
import type { DataSet } from '../datasets/data-set'

export interface RadialSpectrum {
  /** Centres of the rings, ascending from 1 cycle per image to Nyquist. */
  frequencies: CyclesPerPixel[]
  /** Mean |F|² of each ring. */
  power: Float64Array
}

/** Images per step. */
const BATCH = 50

/** @param indices which images of `data` */
export async function meanPowerSpectrum(data: DataSet, indices: ArrayLike<number>): Promise<RadialSpectrum> {
  const { height, width } = data
  const total = new Float64Array(height * width)
  const transform = new FourierTransform(height, width)
  try {
    for (const batch of indexBatches(indices, Math.min(BATCH, indices.length))) {
      const images = await data.read(batch.indices)
      // Padding repeats an image: a weight of 0 takes it out of the sum without another shape.
      const weights = Float32Array.from({ length: batch.indices.length }, (_, i) => (i < batch.count ? 1 : 0))
      const sum = powerOfBatch(transform, images, weights, data)
      flush()
      try {
        const values = await sum.data<'float32'>()
        for (let i = 0; i < total.length; i++) total[i]! += values[i]!
      } finally {
        sum.dispose()
      }
    }
  } finally {
    transform.dispose()
  }
  const planes = indices.length * data.channels
  return rings(
    total.map((value) => value / planes),
    height,
    width,
  )
}

/** Sum over images and channels of |F|², [height, width]. */
function powerOfBatch(
  transform: FourierTransform,
  images: Float32Array,
  weights: Float32Array,
  { height, width, channels }: DataSet,
): tf.Tensor2D {
  return tf.tidy(() => {
    const batch: Tensor4D = tf.tensor4d(images, [weights.length, height, width, channels])
    const centred: Tensor4D = tf.sub(batch, tf.mean(batch, [1, 2], true))
    const weighted: Tensor4D = tf.mul(centred, tf.tensor4d(weights, [weights.length, 1, 1, 1]))
    const { real, imaginary } = transform.forward(imagesToPlanes(weighted))
    const power: Tensor3D = tf.add(tf.square(real), tf.square(imaginary))
    return tf.sum(power, 0)
  })
}

/** The mean of each ring of a spectrum [height, width], un-shifted, from 1 cycle per image to Nyquist. */
export function rings(power: Float64Array, height: number, width: number): RadialSpectrum {
  const side = Math.max(height, width)
  const count = Math.floor(side / 2)
  const sums = new Float64Array(count + 1)
  const members = new Float64Array(count + 1)
  for (const [i, radius] of radiusGrid(height, width).entries()) {
    const ring = Math.round(radius * side)
    if (ring === 0 || ring > count) continue
    sums[ring]! += power[i]!
    members[ring]! += 1
  }
  const used = [...members.keys()].filter((ring) => members[ring]! > 0)
  return {
    frequencies: used.map((ring) => cyclesPerPixel(ring / side)),
    power: Float64Array.from(used, (ring) => sums[ring]! / members[ring]!),
  }
}
