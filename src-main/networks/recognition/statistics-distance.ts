/**
 * How far the statistics that a network's batch normalisations hold are from those that images give it: near 0 where
 * the images are like those it was trained on and everything in front of each normalisation is computed as it was
 * then; a wrong activation, padding or pooling shows in the layers behind it. Needs no labels. It only says where to
 * look first: the accuracies decide.
 */
import * as tf from '../../devices/tf'
import { flush } from '../../devices/step'
import type { Tensor1D, Tensor4D } from '../../devices/tf'
import { networkFromState } from '../create'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { BatchStatistics, NetworkConfiguration } from '../network'

const EPSILON = 1e-5

/**
 * @param images [n, size, size, channels] in [0,1], at least two
 * @returns the mean over layers of ln(1 + d), d the mean over channels of (difference of means)² / variance plus
 *   (ln of the ratio of variances)²; null for a network without batch normalisation
 */
export async function statisticsDistance(
  configuration: NetworkConfiguration,
  state: StateDictionary,
  images: Tensor4D,
): Promise<number | null> {
  const network = networkFromState(configuration, state)
  const found: { name: string; mean: Tensor1D; variance: Tensor1D }[] = []
  try {
    tf.tidy(() => {
      const statistics: BatchStatistics = new Map()
      network.trainingLogits(images, statistics)
      for (const [name, { mean, variance }] of statistics)
        found.push({ name, mean: tf.keep(mean), variance: tf.keep(variance) })
    })
    flush()
    let sum = 0
    for (const { name, mean, variance } of found)
      sum += Math.log1p(
        apart(
          [await mean.data(), await variance.data()],
          [state.get(`${name}.running_mean`)!.data, state.get(`${name}.running_var`)!.data],
        ),
      )
    return found.length === 0 ? null : sum / found.length
  } finally {
    tf.dispose(found.flatMap(({ mean, variance }) => [mean, variance]))
    network.dispose()
  }
}

type Moments = readonly [mean: ArrayLike<number>, variance: ArrayLike<number>]

function apart([means, variances]: Moments, [heldMeans, heldVariances]: Moments): number {
  let sum = 0
  for (let channel = 0; channel < means.length; channel++) {
    const held = heldVariances[channel]! + EPSILON
    const shift = means[channel]! - heldMeans[channel]!
    sum += (shift * shift) / held + Math.log((variances[channel]! + EPSILON) / held) ** 2
  }
  return sum / Math.max(1, means.length)
}
