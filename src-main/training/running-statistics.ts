/**
 * Running statistics of a network's batch normalisations found anew for the weights that it has: the mean over batches of
 * batch mean and unbiased batch variance, as `torch.optim.swa_utils.update_bn` does (methods B.4). Images are not augmented.
 */
import { UserError } from '../contract/errors'
import { imageBatches } from '../datasets/batches'
import type { DataSet } from '../datasets/data-set'
import { flush } from '../devices/step'
import * as tf from '../devices/tf'
import { networkFromState } from '../networks/create'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { BatchStatistics, NetworkConfiguration } from '../networks/network'
import { addImageNoise } from '../networks/front-end/noise'
import { breathe } from './guards'

export interface StatisticsOptions {
  /** Images of one batch; a last, smaller batch is left out. */
  batchSize: number
  /** Data-set indices of the images. */
  indices: Int32Array
  onProgress?: (images: number) => void
}

/**
 * A copy of `state` with statistics of these images.
 * @throws UserError('usage') where there is no whole batch
 */
export async function withNewStatistics(
  configuration: NetworkConfiguration,
  state: StateDictionary,
  data: DataSet,
  { batchSize, indices, onProgress }: StatisticsOptions,
): Promise<StateDictionary> {
  const { size, channels, noise } = configuration
  const sums = new Map<string, Float64Array>()
  const network = networkFromState(configuration, state)
  let batches = 0
  try {
    for await (const batch of imageBatches(data, indices, batchSize, 'drop')) {
      const pixels = batch.images.slice()
      if (noise !== undefined)
        addImageNoise(pixels, noise, { seed: 0, purpose: 'running statistics', pass: 0, rows: batch.indices })
      const statistics: BatchStatistics = new Map()
      const kept = tf.tidy(() => {
        network.trainingLogits(tf.tensor4d(pixels, [batchSize, size, size, channels]), statistics)
        return [...statistics].flatMap(([name, { mean, variance }]) => [
          { name: `${name}.running_mean`, tensor: tf.keep(mean) },
          { name: `${name}.running_var`, tensor: tf.keep(variance) },
        ])
      })
      flush()
      for (const { name, tensor } of kept) {
        const values = await tensor.data()
        const sum = sums.get(name) ?? new Float64Array(values.length)
        sums.set(name, sum)
        for (let i = 0; i < values.length; i++) sum[i]! += values[i]!
        tensor.dispose()
      }
      batches += 1
      onProgress?.(batches * batchSize)
      await breathe()
    }
  } finally {
    network.dispose()
  }
  if (batches === 0)
    throw new UserError(
      'usage',
      `The running statistics cannot be found anew from ${indices.length} training images: a batch has ${batchSize}.`,
    )
  return new Map(
    [...state].map(([name, entry]) => {
      const sum = sums.get(name)
      if (sum) return [name, { ...entry, data: Float32Array.from(sum, (value) => value / batches) }]
      const counts = name.endsWith('.num_batches_tracked')
      return [name, counts ? { ...entry, data: Int32Array.of(batches) } : entry]
    }),
  )
}
