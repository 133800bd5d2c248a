/** Training that is drawn to neural similarities (neural N.6): resumable, reproducible, and it does what it says. */
import { expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import { graphOf } from '../../src-main/networks/graph-of'
import { layersOf } from '../../src-main/networks/sections'
import { transformedSimilarity } from '../../src-main/training/similarity-loss'
import { generator } from '../../src-main/random/generator'
import { decodeState, dataOf, encodeState } from '../../src-main/studies/sweep/state-file'
import { trainingGradients } from '../../src-main/training/sgd'
import { RECIPES } from '../../src-main/training/recipe'
import { trainEpochs } from '../../src-main/training/train'
import { describeDevices } from '../support/devices'
import { relativeError } from '../support/golden'
import { memoryDataSet } from '../support/memory-data-set'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import type { SimilarityTerm } from '../../src-main/training/neural-term'
import type { TrainingOptions, TrainingState } from '../../src-main/training/train'

const configuration: NetworkConfiguration = {
  ...{ architecture: 'resnet18', width: 2, stem: 'cifar', classes: 3, channels: 1, size: 8 },
  ...{ mean: [0.5], std: [0.2], sigma: null },
}
const recipe = {
  ...RECIPES.demo,
  ...{ epochs: 3, batchSize: 16, learningRate: 0.05, validationFraction: 0.2 },
}
const data = memoryDataSet(90, 8, 1, 3)
const LAYERS = ['section1', 'section2', 'section3', 'section4']

/** Similarities that no network has by itself: of random directions in three dimensions. */
function term(alpha: number, count = 24): SimilarityTerm {
  const stream = generator(4, 'directions')
  const directions = Array.from({ length: count }, () => {
    const direction = [stream.normal(), stream.normal(), stream.normal()]
    const length = Math.hypot(...direction)
    return direction.map((value) => value / length)
  })
  const similarities = Float32Array.from({ length: count * count }, (_, p) =>
    directions[Math.floor(p / count)]!.reduce((sum, value, k) => sum + value * directions[p % count]![k]!, 0),
  )
  return {
    kind: 'similarity',
    alpha,
    layers: LAYERS,
    batchSize: 8,
    images: { count, similarities, read: (chosen) => data.read(chosen) },
  }
}

const options: TrainingOptions = {
  configuration,
  recipe,
  data,
  seed: 5,
  from: null,
  epochs: 3,
  neural: term(10),
}

const bits = (state: StateDictionary): string[] =>
  [...state].map(([name, { data: values }]) =>
    [name, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex')].join(' '),
  )

const besideBits = ({ beside }: TrainingState): string[] => [
  ...bits(beside!.values),
  ...bits(beside!.momentum),
]

describeDevices('training with a neural term', () => {
  it('goes on from a stored state exactly as if it had never stopped, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const whole = await trainEpochs(options)
    const part = await trainEpochs({ ...options, epochs: 2 })
    const stored = decodeState(encodeState(part), dataOf(part))
    const resumed = await trainEpochs({ ...options, from: stored, epochs: 2 })
    expect(bits(resumed.model)).toEqual(bits(whole.model))
    expect(besideBits(resumed)).toEqual(besideBits(whole))
    // What does not change on the way back to the first bit would be no test: the shares have moved.
    expect(whole.beside!.values.get('logits')!.data.some((value) => value !== 0)).toBe(true)
    expect(resumed.history.map(({ neuralLoss }) => neuralLoss)).toEqual(
      whole.history.map(({ neuralLoss }) => neuralLoss),
    )
    expect(tf.memory().numTensors).toBe(before)
  })

  it('brings the similarities nearer than training without it', async () => {
    const longer = { ...options, recipe: { ...recipe, epochs: 8 }, epochs: 8 }
    const drawn = await trainEpochs(longer)
    // With next to no weight the term is measured and does nothing.
    const free = await trainEpochs({ ...longer, neural: term(1e-9) })
    expect(drawn.history.at(-1)!.neuralLoss).toBeLessThan(0.7 * free.history.at(-1)!.neuralLoss!)
  })

  it('without a term is what it was: the same bits, and nothing is said of one', async () => {
    const plain = await trainEpochs({ ...options, neural: undefined })
    expect(plain.beside).toBeUndefined()
    expect(plain.history[0]).not.toHaveProperty('neuralLoss')
    expect(plain.model.get('conv0.1.num_batches_tracked')!.data[0]).toBe(12)
    // The term's own batches are not counted in the running statistics.
    const drawn = await trainEpochs({ ...options, epochs: 1 })
    expect(drawn.model.get('conv0.1.num_batches_tracked')!.data[0]).toBe(4)
  })

  it('has the gradient of the sum: that of the cross-entropy and α times that of the term', async () => {
    const network = createNetwork(configuration, 3)
    const gradientsWith = async (alpha: number): Promise<Map<string, Float32Array>> => {
      const logits = tf.variable(tf.tensor1d([0.3, 0, -0.2, 0.1]), false)
      const held = tf.tidy(() => {
        const images = tf.tensor4d(
          Float32Array.from({ length: 6 * 64 }, (_, i) => ((i * 37) % 11) / 11),
          [6, 8, 8, 1],
        )
        const targets = tf.tensor2d(
          Float32Array.from({ length: 18 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
          [6, 3],
        )
        const target = tf.tensor2d(
          Float32Array.from({ length: 36 }, (_, i) => transformedSimilarity(Math.cos(i) / 2)),
          [6, 6],
        )
        const batch = {
          kind: 'similarity' as const,
          alpha,
          images,
          target,
          nodes: layersOf(graphOf(configuration), LAYERS).map(({ node }) => node),
        }
        const { gradients, beside, statistics } = trainingGradients(network, images, targets, {
          batch,
          parameters: new Map([['logits', logits]]),
        })
        for (const { mean, variance } of statistics.values()) tf.dispose([mean, variance])
        return Object.fromEntries([...gradients, ...beside])
      })
      const found = new Map<string, Float32Array>()
      for (const [name, gradient] of Object.entries(held)) found.set(name, await gradient.data<'float32'>())
      tf.dispose([held, logits])
      return found
    }
    const [none, one, three] = [await gradientsWith(0), await gradientsWith(1), await gradientsWith(3)]
    for (const [name, gradient] of three) {
      const expected = gradient.map(
        (_, i) => none.get(name)![i]! + 3 * (one.get(name)![i]! - none.get(name)![i]!),
      )
      expect(relativeError(gradient, expected)).toBeLessThan(1e-4)
    }
    expect(none.get('fc.weight')).toEqual(one.get('fc.weight'))
    network.dispose()
  })

  it('refuses a layer that is not there, and more images a step than are known', async () => {
    await expect(trainEpochs({ ...options, neural: { ...term(1), layers: ['section9'] } })).rejects.toThrow(
      'The network has no layer "section9": there are section1, section2, section3, section4, logits.',
    )
    await expect(trainEpochs({ ...options, neural: { ...term(1), batchSize: 25 } })).rejects.toThrow(
      '25 images a step are more than the 24 whose neural similarities are known',
    )
  })
})
