/**
 * A network whose classes are in another order: the order of the images that it is measured on. So labels,
 * targets and answers of a study are all those of its data set, whatever order each of its models was made with. Classes
 * that the images do not have come behind theirs: they stay answers that the network may give.
 */
import * as tf from '../devices/tf'
import { freeze } from '../devices/step'
import type { FrozenNetwork } from './network'

/**
 * @param order for each class of the images, its index among the network's own; each once, and perhaps not all
 * @returns a network that owns `network`: disposing it disposes both.
 */
export function inClassOrder(network: FrozenNetwork, order: readonly number[]): FrozenNetwork {
  const { classes } = network.configuration
  const named = new Set(order)
  if (named.size !== order.length || order.some((index) => !(index < classes)))
    throw new Error(`[${order.join(', ')}] is no order of ${classes} classes.`)
  // A product with ones and zeros moves finite numbers without changing them, and has a gradient everywhere.
  const values = new Float32Array(classes * classes)
  const others = Array.from({ length: classes }, (_, index) => index).filter((index) => !named.has(index))
  const whole = [...order, ...others]
  whole.forEach((index, i) => (values[index * classes + i] = 1))
  const permutation = tf.tensor2d(values, [classes, classes])
  freeze([permutation])
  return {
    configuration: network.configuration,
    logits: (images) => tf.tidy(() => tf.matMul(network.logits(images), permutation)),
    ...(network.inside ? { inside: network.inside } : {}),
    dispose: () => {
      network.dispose()
      permutation.dispose()
    },
  }
}
