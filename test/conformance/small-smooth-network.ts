/**
 * A wide ResNet of 16, 32 and 64 channels on two images, its logits and input gradient on the chosen device. Its
 * activations are SiLU, which have no corner at which rounding could decide about a gradient; ReLUs are in the
 * device's self-test.
 */
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import type { NetworkConfiguration } from '../../src-main/networks/network'

const CONFIGURATION: NetworkConfiguration = {
  architecture: 'deepmind-wide-resnet',
  width: 16,
  depth: 10,
  widen: 1,
  activation: 'silu',
  stem: 'cifar',
  classes: 7,
  channels: 3,
  size: 16,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  sigma: null,
}

export function computeSmallNetwork(): { logits: number[]; gradient: number[] } {
  const { size, channels } = CONFIGURATION
  const network = createNetwork(CONFIGURATION, 5)
  const frozen = network.frozen()
  const pixels = Float32Array.from(
    { length: 2 * size * size * channels },
    (_, i) => 0.5 + 0.5 * Math.sin(0.7 * i),
  )
  const result = tf.tidy(() => {
    const x = tf.tensor4d(pixels, [2, size, size, channels])
    const slope = tf.grad((v) => tf.sum(tf.square(frozen.logits(v as tf.Tensor4D))))(x)
    return { logits: Array.from(frozen.logits(x).dataSync()), gradient: Array.from(slope.dataSync()) }
  })
  frozen.dispose()
  network.dispose()
  return result
}
