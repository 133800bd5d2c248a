/**
 * Views of a data set whose images are changed on the device while they are read: filtered, or mixed to hybrids.
 * Nothing is stored. Images go to the device in steps of one size, whatever is read: another size would be another
 * shape, which is another compilation.
 */
import * as tf from '../../devices/tf'
import { flush } from '../../devices/step'
import type { Tensor2D, Tensor4D } from '../../devices/tf'
import type { DataSet } from '../../datasets/data-set'
import type { FilterKind, FrequencyFilter } from '../../frequency/low-and-high-pass'
import type { HybridMixer } from '../../frequency/hybrid-images'

/** Low- and high-passed images. The caller disposes the filter and the mask. `step`: images per step. */
export function filteredDataSet(
  data: DataSet,
  filter: FrequencyFilter,
  kind: FilterKind,
  mask: Tensor2D,
  step: number,
): DataSet {
  return mapped(data, step, async (indices) => {
    const images = await readPadded(data, indices, step)
    return () => filter.apply(tensorOf(data, images, step), kind, mask)
  })
}

/** Hybrids: image i has the low frequencies of image i of `data` and the high ones of image high[i]. */
export function hybridDataSet(
  data: DataSet,
  mixer: HybridMixer,
  high: Int32Array,
  mask: Tensor2D,
  step: number,
): DataSet {
  return mapped(data, step, async (indices) => {
    const low = await readPadded(data, indices, step)
    const partners = indices.map((index) => high[index]!)
    const others = await readPadded(data, partners, step)
    return () => {
      const above = tensorOf(data, others, step)
      return mixer.mix(above, mixer.differenceSpectrum(tensorOf(data, low, step), above), mask)
    }
  })
}

/** @param prepare reads at most `step` images and returns what computes `step` of them on the device */
function mapped(
  data: DataSet,
  step: number,
  prepare: (indices: Int32Array) => Promise<() => Tensor4D>,
): DataSet {
  const { specification, hash, count, classNames, labels, height, width, channels } = data
  const length = height * width * channels
  return {
    ...{ specification, hash, count, classNames, labels, height, width, channels },
    async read(indices) {
      const result = new Float32Array(indices.length * length)
      for (let start = 0; start < indices.length; start += step) {
        const some = Int32Array.from(
          { length: Math.min(step, indices.length - start) },
          (_, i) => indices[start + i]!,
        )
        const images = await onDevice(await prepare(some))
        result.set(images.subarray(0, some.length * length), start * length)
      }
      return result
    },
    async close() {},
  }
}

/** [step, height, width, channels]; beyond the images that are asked for it is black. */
async function readPadded(data: DataSet, indices: Int32Array, step: number): Promise<Float32Array> {
  const images = await data.read(indices)
  if (indices.length === step) return images
  const padded = new Float32Array(step * data.height * data.width * data.channels)
  padded.set(images)
  return padded
}

function tensorOf({ height, width, channels }: DataSet, pixels: Float32Array, count: number): Tensor4D {
  return tf.tensor4d(pixels, [count, height, width, channels])
}

async function onDevice(compute: () => Tensor4D): Promise<Float32Array> {
  const result = tf.tidy(compute)
  flush()
  try {
    return await result.data<'float32'>()
  } finally {
    result.dispose()
  }
}
