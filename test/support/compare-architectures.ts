/**
 * What a network of ours computes beside what PyTorch computed (architectures.py): logits, input gradient, and the
 * loss and the gradients of a training step. The weights and images are made from the seed on both sides.
 */
import { expect } from 'vitest'
import { networkConfigurationSchema } from '../../src-main/contract/model'
import * as tf from '../../src-main/devices/tf'
import { networkFromState } from '../../src-main/networks/create'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { BatchStatistics, NetworkConfiguration } from '../../src-main/networks/network'
import { elements, stateFields } from '../../src-main/networks/state-fields'
import type { StateField } from '../../src-main/networks/state-fields'
import { fromDeviceLayout } from '../../src-main/networks/tensor-layout'
import { crossEntropy, oneHot } from '../../src-main/training/loss'
import { toNhwc } from './layout'
import { completeState } from './networks'
import { uniform } from './seeded-values'

interface Sample {
  /** Evenly spaced values. */
  values: number[]
  /** Of all values, the largest in absolute value. */
  largest: number
}

/** One network's entry in a file that `architectures.py --golden` wrote. */
export interface ArchitectureCase {
  configuration: unknown
  seed: number
  images: number
  names: string[]
  logits: number[]
  inputGradient: Sample
  trainingLoss: number
  trainingGradients: Sample[]
  /** What rounding may move each of them by, relative to its largest value; measured by architectures.py. */
  trainingSlack: number[]
}

/** The entries that PyTorch's module has, in its order: all but what is ours. */
export function foreignFields(configuration: NetworkConfiguration): StateField[] {
  return stateFields(configuration).filter(({ role }) => role !== 'constant')
}

/** The weights that architectures.py gives the i-th entry. */
function seededState(configuration: NetworkConfiguration, seed: number): StateDictionary {
  const weights: StateDictionary = new Map()
  for (const [index, { name, shape, role }] of foreignFields(configuration).entries()) {
    if (role === 'counter') continue
    const gain = shape.length > 1 ? Math.sqrt(5 / elements(shape.slice(1))) : 0.25
    const offset = shape.length === 1 && name.endsWith('weight') ? 1 : 0
    const data = Float32Array.from(uniform(1000 * seed + index, elements(shape)), (u) =>
      name.endsWith('running_var') ? u + 0.5 : offset + (2 * u - 1) * gain,
    )
    weights.set(name, { shape, dtype: 'float32', data })
  }
  return completeState(configuration, weights)
}

function imagesOf({ size, channels }: NetworkConfiguration, { seed, images }: ArchitectureCase): tf.Tensor4D {
  const pixels = Float32Array.from(uniform(1000 * seed + 999, images * channels * size * size))
  return tf.tensor4d(toNhwc(pixels, [images, channels, size, size]), [images, size, size, channels])
}

/** Largest distance between sampled values and ours, relative to the largest value of all. */
function apart({ values, largest }: Sample, ours: ArrayLike<number>): number {
  const step = Math.max(1, Math.floor(ours.length / values.length))
  return Math.max(...values.map((value, i) => Math.abs(value - ours[i * step]!))) / largest
}

/** [n, h, w, c] → values in PyTorch's order. */
function toNchw(x: tf.Tensor): Float32Array {
  return tf.transpose(x, [0, 3, 1, 2]).dataSync<'float32'>()
}

/** Builds the network and holds it to what is expected. */
export function compareWithPytorch(name: string, expected: ArchitectureCase): void {
  const configuration = networkConfigurationSchema.parse(expected.configuration)
  const before = tf.memory().numTensors
  const network = networkFromState(configuration, seededState(configuration, expected.seed))
  const frozen = network.frozen()
  tf.tidy(() => {
    const x = imagesOf(configuration, expected)
    const labels = Array.from({ length: expected.images }, (_, i) => i % configuration.classes)
    const targets = tf.tensor2d(oneHot(labels, configuration.classes), [
      expected.images,
      configuration.classes,
    ])
    for (const logits of [frozen.logits(x), network.logits(x)]) {
      const values = logits.dataSync()
      const largest = Math.max(1, ...expected.logits.map(Math.abs))
      const distance = Math.max(...expected.logits.map((value, i) => Math.abs(value - values[i]!)))
      expect(distance / largest, `${name}: logits`).toBeLessThan(1e-5)
    }
    const slope = tf.grad((v) => crossEntropy(frozen.logits(v as tf.Tensor4D), targets))(x)
    expect(apart(expected.inputGradient, toNchw(slope)), `${name}: input gradient`).toBeLessThan(1e-5)

    const statistics: BatchStatistics = new Map()
    const parameters = [...network.parameters]
    const { value, grads } = tf.variableGrads(
      () => crossEntropy(network.trainingLogits(x, statistics), targets),
      parameters.map(([, variable]) => variable),
    )
    expect(Math.abs(value.dataSync()[0]! / expected.trainingLoss - 1), `${name}: loss`).toBeLessThan(1e-4)
    // An activation that falls on the other side of a ReLU's corner, for rounding, moves the gradients of the layers
    // before it; a wrong formula moves them by their own size.
    const largest = Math.max(...expected.trainingGradients.map((sample) => sample.largest))
    for (const [index, [parameter, variable]] of parameters.entries()) {
      const gradient = grads[variable.name]!
      const ours = fromDeviceLayout(gradient.shape, gradient.dataSync<'float32'>()).data
      const wanted = expected.trainingGradients[index]!
      // A bias before a normalisation has no effect: its gradient is zero but for rounding.
      const scale = wanted.largest > 1e-6 * largest ? wanted.largest : largest
      expect(apart({ ...wanted, largest: scale }, ours), `${name}: ${parameter}`).toBeLessThan(
        1e-3 + 2 * expected.trainingSlack[index]!,
      )
    }
  })
  frozen.dispose()
  network.dispose()
  expect(tf.memory().numTensors).toBe(before)
}
