/**
 * What single steps cost, for docs/budget.md: processor seconds (of all threads, which another program's load lengthens
 * less than the clock's) and memory of training steps, forward passes and gradients, each in a process of its own.
 *
 *   npm run bench -- costs [--threads 2]
 */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { flush } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import { multiplications } from '../../src-main/networks/layer-shapes'
import { stepMemory, trainingMemory } from '../../src-main/networks/step-memory'
import { encodeState } from '../../src-main/studies/sweep/state-file'
import { oneHot } from '../../src-main/training/loss'
import { RECIPES } from '../../src-main/training/recipe'
import { StochasticGradientDescent } from '../../src-main/training/sgd'
import { trainEpochs } from '../../src-main/training/train'
import { memoryDataSet } from '../support/memory-data-set'
import type { NetworkConfiguration } from '../../src-main/networks/network'

const common = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], channels: 3 } as const
const network = (
  architecture: 'resnet18' | 'resnet50',
  width: number,
  side = architecture === 'resnet18' ? 32 : 224,
): NetworkConfiguration => ({
  ...{ ...common, mean: [...common.mean], std: [...common.std], architecture, width },
  ...(side === 32
    ? { stem: 'cifar', classes: 10, size: 32, sigma: 1.5 }
    : { stem: 'imagenet', classes: 1000, size: 224, sigma: 3 }),
})
const CASES: Readonly<Record<string, { configuration: NetworkConfiguration; batch: number; steps: number }>> =
  {
    'ResNet-18, width 16, 32 px': { configuration: network('resnet18', 16), batch: 32, steps: 12 },
    'ResNet-18, width 64, 32 px': { configuration: network('resnet18', 64), batch: 32, steps: 4 },
    'ResNet-18, width 64, 224 px': { configuration: network('resnet18', 64, 224), batch: 8, steps: 4 },
    'ResNet-50, width 16, 224 px': { configuration: network('resnet50', 16), batch: 8, steps: 4 },
    'ResNet-50, width 64, 224 px': { configuration: network('resnet50', 64), batch: 4, steps: 2 },
  }
const KINDS = ['train', 'forward', 'gradient'] as const
/** In pieces of the case's batch; of each a step is this many. */
const TRAININGS = ['ResNet-18, width 16, 32 px', 'ResNet-18, width 64, 224 px', 'ResNet-50, width 16, 224 px']
const PIECES = 4
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`
const peak = (): string => gigabytes(process.resourceUsage().maxRSS * 1024)

const { values: options } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '2' }, case: { type: 'string' }, kind: { type: 'string' } },
})

if (options.case === undefined) {
  console.log(
    'network; batch; step: core-seconds per image, per 10^9 multiplications; peak memory (estimated)',
  )
  const measureAlone = (name: string, kind: string): void => {
    const words = ['--case', name, '--kind', kind, '--threads', options.threads]
    process.stdout.write(execFileSync(process.execPath, [process.argv[1]!, ...words], { encoding: 'utf8' }))
  }
  for (const name of Object.keys(CASES)) for (const kind of KINDS) measureAlone(name, kind)
  for (const name of TRAININGS) measureAlone(name, 'training')
} else if (options.kind === 'training') await measureTraining(options.case)
else await measure(options.case, KINDS.find((kind) => kind === options.kind) ?? 'train')

async function measure(name: string, kind: (typeof KINDS)[number]): Promise<void> {
  const { configuration, batch, steps } = CASES[name]!
  const { size, channels, classes } = configuration
  await registerOnnxruntime({ internalLayout: true, threads: Number(options.threads) })
  await tf.setBackend('onnxruntime')
  const made = createNetwork(configuration, 0)
  const images = tf.randomUniform<tf.Rank.R4>([batch, size, size, channels], 0, 1, 'float32', 1)
  const labels = Array.from({ length: batch }, (_, i) => i % classes)
  const targets = tf.tensor2d(oneHot(labels, classes), [batch, classes])
  const step = stepOf(kind, made, images, targets)
  // The first one builds and compiles, the second fills what the others use again.
  await step()
  await step()
  const began = process.cpuUsage()
  for (let i = 0; i < steps; i++) await step()
  const { user, system } = process.cpuUsage(began)
  const seconds = (user + system) / 1e6 / (steps * batch)
  const giga = multiplications(configuration) / 1e9
  console.log(
    `${name}; ${batch}; ${kind}: ${seconds.toPrecision(3)} s, ${(seconds / giga).toPrecision(3)} s; ${peak()} (${gigabytes(stepMemory(configuration, batch))} for training)`,
  )
}

/** Two epochs of two steps, each in pieces, with validation and the state that is written: as a study trains. */
async function measureTraining(name: string): Promise<void> {
  const { configuration, batch } = CASES[name]!
  const { size, classes } = configuration
  await registerOnnxruntime({ internalLayout: true, threads: Number(options.threads) })
  await tf.setBackend('onnxruntime')
  const batchSize = PIECES * batch
  const count = Math.ceil((2 * batchSize) / 0.9) + 1
  const few = memoryDataSet(4, size, 3, 4)
  const data = {
    ...few,
    ...{ count, labels: Int32Array.from({ length: count }, (_, i) => i % 4) },
    classNames: Array.from({ length: classes }, (_, i) => `class ${i}`),
    read: (indices: Int32Array) => few.read(indices.map((index) => index % 4)),
  }
  const recipe = {
    ...RECIPES['imagenet-blur'],
    ...{ epochs: 2, batchSize, microBatch: batch, augmentation: null, validationFraction: 0.1 },
  }
  const bytes = encodeState(
    await trainEpochs({ configuration, recipe, data, seed: 1, from: null, epochs: 2 }),
  ).length
  console.log(
    `${name}; ${batchSize}, ${batch} at a time; whole training: ${peak()} (${gigabytes(trainingMemory(configuration, recipe))}); state ${gigabytes(bytes)}`,
  )
}

function stepOf(
  kind: (typeof KINDS)[number],
  made: ReturnType<typeof createNetwork>,
  images: tf.Tensor4D,
  targets: tf.Tensor2D,
): () => Promise<void> {
  if (kind === 'train') {
    const optimiser = new StochasticGradientDescent(made, { momentum: 0.9, weightDecay: 1e-4 }, null)
    return async () => {
      const { loss, logits } = optimiser.step(images, targets, 1e-3)
      await loss.data()
      tf.dispose([loss, logits])
    }
  }
  const frozen = made.frozen()
  const ask = (x: tf.Tensor4D): tf.Tensor => frozen.logits(x)
  const slope = tf.grad((x) => tf.sum(tf.mul(ask(x as tf.Tensor4D), targets)))
  return async () => {
    const answer = tf.tidy(() => (kind === 'forward' ? ask(images) : tf.sum(slope(images))))
    flush()
    await answer.data()
    answer.dispose()
  }
}
