/**
 * Users train for days: 500 training steps must leave the number of tensors and the process's resident
 * memory where they were after the first ones.
 */
import { expect, it } from 'vitest'
import type { OnnxruntimeBackend } from '../../src-main/devices/onnxruntime/backend'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import { oneHot } from '../../src-main/training/loss'
import { RECIPES } from '../../src-main/training/recipe'
import { StochasticGradientDescent } from '../../src-main/training/sgd'
import { trainEpochs } from '../../src-main/training/train'
import { memoryDataSet } from '../support/memory-data-set'

const STEPS = 500
const SETTLED = 100
/**
 * Outputs are ONNX Runtime's own memory, given back when JavaScript collects its garbage, which V8 does after
 * some tens of megabytes. A step makes 1.4 MB of them: a leak would show as 560 MB.
 */
const ALLOWED_BYTES = 96 * 1024 * 1024

it(`${STEPS} training steps keep tensors, compiled graphs and resident memory flat`, async () => {
  await registerOnnxruntime()
  await tf.setBackend('onnxruntime')
  const configuration = {
    architecture: 'resnet18',
    width: 8,
    stem: 'cifar',
    classes: 10,
    channels: 1,
    size: 16,
    mean: [0.5],
    std: [0.2],
    sigma: 1,
  } as const
  const network = createNetwork({ ...configuration, mean: [0.5], std: [0.2] }, 0)
  const optimiser = new StochasticGradientDescent(network, { momentum: 0.9, weightDecay: 5e-4 }, null)
  const backend = tf.backend() as OnnxruntimeBackend
  let settled = { tensors: 0, graphs: 0, resident: 0 }
  const measure = (): typeof settled => ({
    tensors: tf.memory().numTensors,
    graphs: backend.compiledGraphs,
    resident: process.memoryUsage().rss,
  })
  for (let step = 1; step <= STEPS; step++) {
    const images = tf.randomUniform<tf.Rank.R4>([16, 16, 16, 1], 0, 1, 'float32', step)
    const targets = tf.tensor2d(
      oneHot(
        Array.from({ length: 16 }, (_, i) => (i + step) % 10),
        10,
      ),
      [16, 10],
    )
    const { loss, logits } = optimiser.step(images, targets, 0.05 / step)
    tf.dispose([images, targets, loss, logits])
    if (step === SETTLED) settled = measure()
  }
  const end = measure()
  optimiser.dispose()
  network.dispose()
  expect(end.tensors).toBe(settled.tensors)
  expect(end.graphs).toBe(settled.graphs)
  expect(end.resident - settled.resident).toBeLessThan(ALLOWED_BYTES)
})

it('a training in pieces compiles a piece, the end of a step and the validation, once each', async () => {
  await registerOnnxruntime()
  await tf.setBackend('onnxruntime')
  const backend = tf.backend() as OnnxruntimeBackend
  const before = backend.compiledGraphs
  await trainEpochs({
    configuration: {
      ...({ architecture: 'resnet18', width: 2, stem: 'cifar', classes: 3, channels: 1 } as const),
      ...{ size: 8, mean: [0.5], std: [0.2], sigma: 1 },
    },
    recipe: { ...RECIPES['imagenet-blur'], epochs: 2, batchSize: 16, microBatch: 4, augmentation: null },
    ...{ data: memoryDataSet(90, 8, 1, 3), seed: 1, from: null, epochs: 2 },
  })
  expect(backend.compiledGraphs - before).toBe(3)
})
