/**
 * A network whose classes are in another order: the order of the images that it is measured on. So labels,
 * targets and answers of a study are all those of its data set, whatever order each of its models was made with.
 */
import * as tf from '../devices/tf'
import { freeze } from '../devices/step'
import type { FrozenNetwork } from './network'

/**
 * @param order for each class that comes out, its index among the network's own; a permutation
 * @returns a network that owns `network`: disposing it disposes both.
 */
export function inClassOrder(network: FrozenNetwork, order: readonly number[]): FrozenNetwork {
  const { classes } = network.configuration
  if (
    order.length !== classes ||
    new Set(order).size !== classes ||
    order.some((index) => !(index < classes))
  )
    throw new Error(`[${order.join(', ')}] is no order of ${classes} classes.`)
  // A product with ones and zeros moves finite numbers without changing them, and has a gradient everywhere.
  const values = new Float32Array(classes * classes)
  order.forEach((index, i) => (values[index * classes + i] = 1))
  const permutation = tf.tensor2d(values, [classes, classes])
  freeze([permutation])
  return {
    configuration: network.configuration,
    logits: (images) => tf.tidy(() => tf.matMul(network.logits(images), permutation)),
    dispose: () => {
      network.dispose()
      permutation.dispose()
    },
  }
}
