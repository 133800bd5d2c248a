/**
 * Views of a data set whose images are changed on the device while they are read: filtered, or mixed to hybrids.
 * Nothing is stored. All reads of one length are one shape on the device: read batches of one size.
 */
import * as tf from '../../devices/tf'
import { flush } from '../../devices/step'
import type { Tensor2D, Tensor4D } from '../../devices/tf'
import type { DataSet } from '../../datasets/data-set'
import type { FilterKind, FrequencyFilter } from '../../frequency/filters'
import type { HybridMixer } from '../../frequency/hybrid-images'

/** Low- or high-passed images. The caller disposes the filter and the mask. */
export function filteredDataSet(
  data: DataSet,
  filter: FrequencyFilter,
  kind: FilterKind,
  mask: Tensor2D,
): DataSet {
  return {
    ...view(data),
    read: async (indices) => {
      const pixels = await data.read(indices)
      return await onDevice(() => filter.apply(tensorOf(data, pixels, indices.length), kind, mask))
    },
  }
}

/** Hybrids: image i has the low frequencies of image i of `data` and the high ones of image high[i]. */
export function hybridDataSet(data: DataSet, mixer: HybridMixer, high: Int32Array, mask: Tensor2D): DataSet {
  return {
    ...view(data),
    read: async (indices) => {
      const count = indices.length
      const low = await data.read(indices)
      const others = await data.read(Array.from({ length: count }, (_, i) => high[indices[i]!]!))
      return await onDevice(() => {
        const above = tensorOf(data, others, count)
        return mixer.mix(above, mixer.differenceSpectrum(tensorOf(data, low, count), above), mask)
      })
    },
  }
}

function view(data: DataSet): Omit<DataSet, 'read'> {
  const { specification, hash, count, classNames, labels, height, width, channels } = data
  return { specification, hash, count, classNames, labels, height, width, channels, async close() {} }
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
